import {
  AssumeRoleWithWebIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import {
  accessTemplate,
  type PipelineRepository,
  type Stage,
} from '@plinth/blueprints/schema';
import { startAws, type AwsSandbox } from '../aws';
import { DocumentStore } from '../documents';
import type { WorkflowTrigger } from '../github';
import { startTestGitHub, type TestGitHub } from '../github/testing';

const REPO = 'acme/infrastructure';
const DEV = '111122223333';
const PRODUCTION = '777788889999';
const OTHER = '222233334444';

const PAYMENTS = 'acme/payments';
/** The account that two repositories share. */
const SHARED = '333344445555';

/** What a job asks for a token as. */
interface Job {
  /** @default acme/infrastructure */
  repository?: string;
  event?: WorkflowTrigger['event'];
  ref?: string;
  workflow: string;
  environment?: string;
}

const main = (workflow: string, event?: Job['event']): Job => ({
  workflow,
  event,
});
const pull = (workflow: string): Job => ({
  workflow,
  event: 'pull_request',
  ref: 'refs/pull/7/merge',
});
const branch = (workflow: string): Job => ({
  workflow,
  ref: 'refs/heads/attack',
});
const of = (repository: string, job: Job): Job => ({ ...job, repository });
const inside = (environment: string, job: Job): Job => ({
  ...job,
  environment,
});

describe.each([
  ['by names', false],
  ['by names and numbers', true],
])('The trust of the demo’s roles, with subjects %s', (_, immutable) => {
  let test: TestGitHub;
  let aws: AwsSandbox;
  let documents: DocumentStore;

  beforeAll(async () => {
    test = await startTestGitHub();
    documents = DocumentStore.open(':memory:');
    aws = await startAws({
      clock: test.clock,
      documents,
      dataDir: test.folder,
      port: 0,
    });
    const { github } = test;
    await github.repositories.create({
      owner: 'acme',
      name: 'payments',
      creator: 'admin',
      autoInit: true,
    });
    const [repository, payments] = [REPO, PAYMENTS].map(
      (name): PipelineRepository => {
        github.repositories.update(name, { immutableSubject: immutable });
        return {
          repository: name,
          branch: 'main',
          repositoryId: String(github.repositories.get(name)?.id),
          ...(immutable && {
            ownerId: String(github.accounts.organization('acme')?.id),
          }),
        };
      },
    );
    const letIn = (
      account: string,
      stage: Stage,
      repositories: PipelineRepository[] = [repository],
    ) =>
      aws.cloudFormation.deploy({
        account,
        region: 'us-east-1',
        stackName: 'plinth-access',
        template: JSON.stringify(
          accessTemplate({
            issuer: github.issuer,
            repositories,
            stages: [stage],
            portalAccount: DEV,
          }),
        ),
      });
    await letIn(DEV, 'dev');
    await letIn(PRODUCTION, 'production');
    // Trusts a repository that had our name before.
    await letIn(OTHER, 'dev', [{ ...repository, repositoryId: '1' }]);
    await letIn(SHARED, 'production', [repository, payments]);
  });
  afterAll(async () => {
    await aws.close();
    await test.close();
    documents.close();
  });

  /** What a job that asks for a role gets: `in`, or the name of the error. */
  async function assume(
    account: string,
    role: 'plan' | 'deploy',
    {
      event = 'push',
      ref = 'refs/heads/main',
      repository = REPO,
      workflow,
      environment,
    }: Job,
  ): Promise<string> {
    const { actions, repositories } = test.github;
    const sha = (await repositories.resolve(repository, 'main')) ?? '';
    const run = actions.createRun({
      trigger: {
        repo: repository,
        event,
        ref,
        sha,
        headSha: sha,
        sender: 'developer',
        changedFiles: [],
        payload: {},
      },
      path: `.github/workflows/${workflow}.yml`,
      name: workflow,
    });
    const token = await actions.mintOidcToken({
      runId: run.id,
      audience: 'sts.amazonaws.com',
      ...(environment && { environment }),
    });
    const sts = new STSClient({
      endpoint: aws.url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: '', secretAccessKey: '' },
    });
    return sts
      .send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: `arn:aws:iam::${account}:role/plinth-${role}`,
          RoleSessionName: `plinth-${sha.slice(0, 12)}-${run.id}`,
          WebIdentityToken: token,
        }),
      )
      .then(
        () => 'in',
        error => (error as Error).name,
      );
  }

  it.each<[string, 'plan' | 'deploy', Job]>([
    [DEV, 'plan', main('plan', 'workflow_run')],
    [PRODUCTION, 'plan', main('drift', 'schedule')],
    [DEV, 'deploy', main('deploy')],
    [DEV, 'deploy', main('preview', 'schedule')],
    [PRODUCTION, 'deploy', inside('production', main('deploy'))],
    // An account of two repositories.
    [SHARED, 'plan', main('plan', 'workflow_run')],
    [SHARED, 'plan', of(PAYMENTS, main('plan', 'workflow_run'))],
    [SHARED, 'deploy', inside('production', main('deploy'))],
    [SHARED, 'deploy', of(PAYMENTS, inside('production', main('deploy')))],
  ])('lets into %s, to %s: %j', async (account, role, job) => {
    expect(await assume(account, role, job)).toBe('in');
  });

  it.each<[string, 'plan' | 'deploy', Job]>([
    // A pull request's run, whose workflow file and code are the branch's.
    [DEV, 'deploy', pull('deploy')],
    [PRODUCTION, 'deploy', pull('deploy')],
    [PRODUCTION, 'deploy', inside('production', pull('deploy'))],
    [DEV, 'plan', pull('plan')],
    [DEV, 'plan', inside('production', pull('plan'))],
    // Another workflow of the protected branch.
    [DEV, 'plan', main('synth')],
    [DEV, 'plan', main('preview')],
    [DEV, 'deploy', main('plan', 'workflow_run')],
    [DEV, 'deploy', main('drift')],
    [PRODUCTION, 'deploy', inside('production', main('preview'))],
    [PRODUCTION, 'deploy', inside('production', main('other'))],
    // The environment's subject does not say which branch the job is of.
    [PRODUCTION, 'deploy', inside('production', branch('deploy'))],
    [PRODUCTION, 'plan', inside('production', branch('plan'))],
    [DEV, 'deploy', branch('deploy')],
    [DEV, 'plan', branch('plan')],
    // The way into another account.
    [PRODUCTION, 'deploy', main('deploy')],
    [DEV, 'deploy', inside('production', main('deploy'))],
    [PRODUCTION, 'deploy', inside('shared', main('deploy'))],
    // Another repository, where it is not trusted, and without its reviewers where it is.
    [DEV, 'plan', of(PAYMENTS, main('plan', 'workflow_run'))],
    [DEV, 'deploy', of(PAYMENTS, main('deploy'))],
    [SHARED, 'deploy', of(PAYMENTS, main('deploy'))],
    [SHARED, 'deploy', of(PAYMENTS, branch('deploy'))],
    [SHARED, 'plan', of(PAYMENTS, pull('plan'))],
    // A repository that took our name over.
    [OTHER, 'plan', main('plan', 'workflow_run')],
    [OTHER, 'deploy', main('deploy')],
  ])('refuses into %s, to %s: %j', async (account, role, job) => {
    expect(await assume(account, role, job)).toBe('AccessDenied');
  });
});
