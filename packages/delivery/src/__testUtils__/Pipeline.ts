import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  DocumentStore,
  SandboxClock,
  startAws,
  startRunner,
  type AwsSandbox,
  type GitHubSandbox,
  type RunnerSandbox,
} from '@plinth/sandbox';
import { accessTemplate } from '@plinth/blueprints/schema';
import { startCheckedGitHub } from '@plinth/sandbox/testing';
import { carriedPackages } from './carriedPackages';
import { InfrastructureRepository } from './InfrastructureRepository';
import { PortalRecorder } from './PortalRecorder';

/** The repository of the tests. */
export const REPOSITORY = 'acme/infrastructure';
const DEV = '111122223333';
const PRODUCTION = '777788889999';
const SHARED = '123456789012';
const ACCOUNTS = new Map([
  [DEV, 'dev'],
  [PRODUCTION, 'production'],
  [SHARED, 'shared'],
] as const);
const REGION = 'us-east-1';
const PEOPLE = ['developer', 'admin', 'engineer', 'reader'];

/** A pull request as the tests see it. */
export interface OpenPull {
  readonly number: number;
  readonly headSha: string;
}

type WorkflowName = 'synth' | 'plan' | 'deploy' | 'drift' | 'preview';

/** A run of a workflow as the tests see it. */
export interface ShownRun {
  readonly id: number;
  readonly conclusion: string | null;
  readonly message: string | undefined;
  readonly jobs: readonly {
    readonly name: string;
    readonly conclusion: string | null;
    readonly log: string;
  }[];
}

/** What pipelines of several repositories share, but for the last two. */
interface Parts {
  env: Record<string, string>;
  github: GitHubSandbox;
  aws: AwsSandbox;
  portal: PortalRecorder;
  runner: RunnerSandbox;
  documents: DocumentStore;
  dataDir: string;
  repository: string;
  checkout: InfrastructureRepository;
}

/**
 * GitHub, AWS and the workflow runner of the sandbox around one infrastructure repository made from the skeleton: the
 * workflows run `plinth`, and `plinth` runs git, the AWS SDK and the CDK CLI, all of them real.
 */
export class Pipeline {
  readonly github: GitHubSandbox;
  readonly aws: AwsSandbox;
  readonly portal: PortalRecorder;
  /** `owner/name` of the repository that it is the pipeline of. */
  readonly repository: string;
  /** The checkout in which the tests write. */
  readonly checkout: InfrastructureRepository;
  readonly #parts: Parts;
  readonly #others: Pipeline[] = [];
  readonly #runner: RunnerSandbox;
  /** What each job that begins finds in its environment. */
  readonly #env: Record<string, string>;
  readonly #documents: DocumentStore;
  readonly #dataDir: string;

  /** Plans do not check templates against CloudFormation's schemas until `checkSchemas`. */
  static async start(): Promise<Pipeline> {
    const parent = await carriedPackages();
    const dataDir = mkdtempSync(path.join(parent, 'pipeline-test-'));
    const documents = DocumentStore.open(path.join(dataDir, 'sandbox.sqlite'));
    const parts = { clock: new SandboxClock(), documents, dataDir };
    const github = await startCheckedGitHub({ ...parts, port: 0 });
    const aws = await startAws({
      ...parts,
      port: 0,
      latency: 5,
    });
    const portal = await PortalRecorder.start();
    const checkout = InfrastructureRepository.create(
      { portalUrl: portal.url },
      parent,
    );
    preparePeople(github);
    await publish(github, checkout, REPOSITORY);
    await letIn(aws, github, [REPOSITORY]);
    for (const account of ACCOUNTS.keys()) {
      await bootstrap(aws, account, REGION);
    }
    const env: Record<string, string> = {
      // What one pipeline has compiled, the next has not to.
      NODE_COMPILE_CACHE: path.join(parent, 'node-compile-cache'),
      CDK_VALIDATION: 'false',
    };
    const runner = await startRunner({ parts, github, aws, env });
    return new Pipeline({
      env,
      github,
      aws,
      portal,
      repository: REPOSITORY,
      checkout,
      runner,
      documents,
      dataDir,
    });
  }

  /** The pipeline of a further repository of the same organisation, which all accounts let in beside the first. */
  async addRepository(name: string): Promise<Pipeline> {
    const { aws, github, portal } = this;
    const repository = `acme/${name}`;
    const checkout = InfrastructureRepository.create(
      { portalUrl: portal.url },
      path.dirname(this.checkout.root),
    );
    const other = new Pipeline({ ...this.#parts, repository, checkout });
    this.#others.push(other);
    await publish(github, checkout, repository);
    await letIn(
      aws,
      github,
      [this, ...this.#others].map(each => each.repository),
    );
    return other;
  }

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.repository = parts.repository;
    this.#env = parts.env;
    this.github = parts.github;
    this.aws = parts.aws;
    this.portal = parts.portal;
    this.checkout = parts.checkout;
    this.#runner = parts.runner;
    this.#documents = parts.documents;
    this.#dataDir = parts.dataDir;
  }

  /**
   * From now on plans check templates against CloudFormation's schemas, whose engine takes three times as long as all else in a
   * plan: for units whose templates no other test checks.
   */
  checkSchemas(): void {
    delete this.#env.CDK_VALIDATION;
  }

  /** Opens a pull request with what `change` does to a fresh checkout of main, and waits for its plan. */
  async propose(
    branch: string,
    change: (checkout: InfrastructureRepository) => void,
  ): Promise<OpenPull> {
    await this.checkout.reach('fetch', '--quiet', 'origin', 'main');
    this.checkout.run(
      'checkout',
      '--quiet',
      '--force',
      '-B',
      branch,
      'origin/main',
    );
    change(this.checkout);
    this.checkout.commit(`Change ${branch}`);
    await this.checkout.reach('push', '--quiet', '--force', 'origin', branch);
    const pull = await this.github.pulls.create({
      repo: this.repository,
      title: `Change ${branch}`,
      head: branch,
      base: 'main',
      author: 'developer',
    });
    await this.idle();
    return { number: pull.number, headSha: pull.headSha };
  }

  /** Approves and merges, and waits for the deployment; returns the merge commit. */
  async merge(pull: OpenPull): Promise<string> {
    const [sha] = await this.mergeAtOnce([pull]);
    return sha;
  }

  /** Approves and merges one after the other, and only then waits; returns the merge commits. */
  async mergeAtOnce(pulls: readonly OpenPull[]): Promise<string[]> {
    const commits: string[] = [];
    for (const { number } of pulls) {
      await this.github.pulls.review({
        repo: this.repository,
        number,
        author: 'admin',
        event: 'APPROVE',
        body: '',
      });
      const { sha } = await this.github.pulls.merge({
        repo: this.repository,
        number,
        actor: 'admin',
        method: 'squash',
      });
      commits.push(sha);
    }
    await this.idle();
    return commits;
  }

  /** Puts pull requests into a merge queue, each on top of the one before; returns the heads of their groups. */
  async enqueue(pulls: readonly OpenPull[]): Promise<string[]> {
    await this.checkout.reach('fetch', '--quiet', 'origin');
    this.checkout.run('checkout', '--quiet', '--force', 'origin/main');
    const heads: string[] = [];
    for (const { number, headSha } of pulls) {
      const base = this.checkout.run('rev-parse', 'HEAD');
      this.checkout.run('merge', '--quiet', '--no-ff', '-m', 'Queue', headSha);
      const head = this.checkout.run('rev-parse', 'HEAD');
      const ref = `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`;
      await this.checkout.reach('push', '--quiet', 'origin', `HEAD:${ref}`);
      this.github.events.emit('workflowTrigger', {
        repo: this.repository,
        event: 'merge_group',
        action: 'checks_requested',
        ref,
        sha: head,
        headSha: head,
        sender: 'admin',
        changedFiles: [],
        payload: {
          action: 'checks_requested',
          merge_group: {
            head_sha: head,
            head_ref: ref,
            base_sha: base,
            base_ref: 'refs/heads/main',
          },
          repository: { full_name: this.repository },
        },
      });
      heads.push(head);
    }
    await this.idle();
    return heads;
  }

  /** Lets the newest deployment that waits for it use a reviewed environment, and waits for that. */
  async approve(environment: string): Promise<void> {
    const { actions } = this.github;
    const run = actions
      .runs(this.repository)
      .find(({ id }) =>
        actions
          .pendingDeployments(id)
          .some(
            each =>
              each.environment === environment && each.state === 'waiting',
          ),
      );
    if (!run) {
      throw new Error(`No run waits for ${environment}`);
    }
    actions.reviewDeployment(run.id, {
      environments: [environment],
      state: 'approved',
      reviewer: 'engineer',
      comment: 'go',
    });
    await this.idle();
  }

  /** Waits until no workflow runs, or one waits for a reviewer. */
  async idle(): Promise<void> {
    const { actions } = this.github;
    const isWaiting = () =>
      actions
        .runs(this.repository)
        .some(({ id }) =>
          actions
            .pendingDeployments(id)
            .some(({ state }) => state === 'waiting'),
        );
    const stop = new AbortController();
    const waiting = (async () => {
      while (!stop.signal.aborted && !isWaiting()) {
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    })();
    await Promise.race([this.#runner.idle(), waiting]);
    stop.abort();
  }

  /** What the newest run of a workflow came to, with the logs of its jobs. */
  lastRun(workflow: WorkflowName): ShownRun {
    const [run] = this.runsOf(workflow);
    if (!run) {
      throw new Error(`No run of ${workflow}`);
    }
    return run;
  }

  /** What the runs of a workflow came to, newest first. */
  runsOf(workflow: WorkflowName): ShownRun[] {
    const { actions } = this.github;
    return actions
      .runs(this.repository)
      .filter(({ name }) => name === workflow)
      .map(({ id, conclusion, message }) => ({
        id,
        conclusion,
        message,
        jobs: actions.jobs(id).map(job => ({
          name: job.name,
          conclusion: job.conclusion,
          log: actions.log(job.id),
        })),
      }));
  }

  /** Runs the newest run of a workflow again, and waits until all has ended. */
  async rerun(workflow: 'synth' | 'plan' | 'deploy'): Promise<void> {
    this.github.actions.rerun(this.lastRun(workflow).id, {
      actor: 'developer',
      failedOnly: false,
    });
    await this.idle();
  }

  /** What somebody with a key of the account deploys from a laptop: the checkout as it is, by the real CLI, past the pipeline. */
  async deployFromLaptop(unit: string, account: string): Promise<void> {
    await promisify(execFile)(
      process.execPath,
      [
        require.resolve('aws-cdk/bin/cdk'),
        'deploy',
        path.basename(unit),
        ...['--require-approval', 'never', '--no-notices'],
      ],
      {
        cwd: this.checkout.root,
        env: {
          PATH: process.env.PATH,
          HOME: this.#dataDir,
          NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
          CDK_DISABLE_CLI_TELEMETRY: 'true',
          PLINTH_UNITS: unit,
          CDK_VALIDATION: 'false',
          AWS_REGION: REGION,
          AWS_ENDPOINT_URL: this.aws.url,
          AWS_ACCESS_KEY_ID: `AKIA${account}DEMO`,
          AWS_SECRET_ACCESS_KEY: 'any',
        },
      },
    );
  }

  /** Lets the development account be deployed to in a further region. */
  async openRegion(region: string): Promise<void> {
    await bootstrap(this.aws, DEV, region);
  }

  /** The comment with the marker on a pull request. */
  comment(pull: OpenPull, marker: string): string | undefined {
    return this.github.pulls
      .comments(this.repository, pull.number)
      .find(({ body }) => body.includes(marker))?.body;
  }

  /** Newest status of a context on a commit. */
  status(commit: string, context: string) {
    const status = this.github.checks
      .statuses(this.repository, commit)
      .find(each => each.context === context);
    return status && { state: status.state, description: status.description };
  }

  /** Starts a workflow by hand, and waits until it has ended. */
  async dispatch(
    workflow: string,
    options: { ref?: string; inputs?: Record<string, string> } = {},
  ): Promise<void> {
    await this.github.actions.dispatch({
      repo: this.repository,
      workflow: `.github/workflows/${workflow}.yml`,
      ref: options.ref ?? 'main',
      inputs: options.inputs ?? {},
      actor: 'admin',
    });
    await this.idle();
  }

  async close(): Promise<void> {
    await this.#runner.close();
    await this.github.close();
    await this.aws.close();
    this.#documents.close();
    [this, ...this.#others].forEach(({ checkout }) => checkout.dispose());
    rmSync(this.#dataDir, { recursive: true, force: true, maxRetries: 5 });
    await this.portal.close();
  }
}

function preparePeople(github: GitHubSandbox): void {
  for (const login of PEOPLE) {
    github.accounts.createUser({
      login,
      email: `${login}@example.com`,
      siteAdmin: login === 'admin',
    });
  }
  github.accounts.createOrganization({
    login: 'acme',
    members: [
      { login: 'admin', role: 'admin' },
      { login: 'developer', role: 'member' },
      { login: 'engineer', role: 'member' },
      { login: 'reader', role: 'member' },
    ],
  });
}

/** Makes a repository of a checkout, and protects its main branch. */
async function publish(
  github: GitHubSandbox,
  checkout: InfrastructureRepository,
  repository: string,
): Promise<void> {
  const [owner, name] = repository.split('/');
  await github.repositories.create({ owner, name, creator: 'admin' });
  github.repositories.update(repository, {
    collaborators: {
      developer: 'write',
      engineer: 'write',
      reader: 'read',
      admin: 'admin',
    },
  });
  const remote = `${github.url.replace('://', `://x:${github.tokenFor('admin')}@`)}/${repository}.git`;
  checkout.run('remote', 'add', 'origin', remote);
  await checkout.reach('push', '--quiet', 'origin', 'main');
  github.repositories.protect(repository, 'main', {
    requiredStatusChecks: { strict: false, contexts: ['plinth/plan'] },
    requiredReviews: {
      count: 1,
      dismissStale: true,
      requireCodeOwners: false,
      requireLastPushApproval: false,
    },
    enforceAdmins: true,
  });
  for (const stage of ['production', 'shared']) {
    github.actions.setEnvironment(repository, stage, {
      reviewers: ['engineer'],
      preventSelfReview: true,
      branches: ['main'],
    });
  }
}

/** Makes the roles of plan and deploy in every account, for the runs of some repositories. */
async function letIn(
  aws: AwsSandbox,
  github: GitHubSandbox,
  repositories: readonly string[],
): Promise<void> {
  for (const [account, stage] of ACCOUNTS) {
    const access = accessTemplate({
      issuer: github.issuer,
      repositories: repositories.map(repository => ({
        repository,
        branch: 'main',
        repositoryId: String(github.repositories.get(repository)?.id),
      })),
      stages: [stage],
      portalAccount: SHARED,
    });
    await aws.cloudFormation.deploy({
      account,
      region: REGION,
      stackName: 'access',
      template: JSON.stringify(access),
    });
  }
}

/** Does in a region what `cdk bootstrap` does. */
async function bootstrap(
  aws: AwsSandbox,
  account: string,
  region: string,
): Promise<void> {
  const cli = path.dirname(require.resolve('aws-cdk/package.json'));
  await aws.cloudFormation.deploy({
    account,
    region,
    stackName: 'CDKToolkit',
    template: readFileSync(
      path.join(cli, 'lib/api/bootstrap/bootstrap-template.yaml'),
      'utf8',
    ),
    parameters: [
      {
        key: 'CloudFormationExecutionPolicies',
        value: 'arn:aws:iam::aws:policy/AdministratorAccess',
      },
    ],
  });
}
