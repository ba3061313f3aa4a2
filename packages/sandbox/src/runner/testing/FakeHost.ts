import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GitHubEvents } from '../../github/events';
import type {
  ActionsStore,
  Artifact,
  DeploymentEnvironment,
  PendingDeployment,
  WorkflowJob,
  WorkflowRun,
  WorkflowTrigger,
} from '../../github';
import type { RunnerHost } from '../RunnerHost';

/** GitHub's store of runs in memory, over a real bare repository. */
export class FakeHost {
  readonly root = mkdtempSync(join(tmpdir(), 'plinth-runner-'));
  readonly url = `file://${this.root}/git`;
  readonly apiUrl = `${this.url}/api/v3`;
  readonly events = new GitHubEvents();
  readonly repo = 'acme/infrastructure';
  readonly vars: Record<string, string> = {};
  readonly secretValues: Record<string, string> = {};
  readonly environments = new Map<string, DeploymentEnvironment>();
  readonly runsById = new Map<number, WorkflowRun>();
  readonly jobsById = new Map<number, WorkflowJob>();
  readonly logs = new Map<number, string>();
  readonly pending: PendingDeployment[] = [];
  readonly artifacts: { artifact: Artifact; zip: Buffer }[] = [];
  readonly tokens: { token: string; permissions: unknown }[] = [];
  readonly revoked: string[] = [];
  readonly #bare = join(this.root, 'git', this.repo);
  readonly #work = join(this.root, 'work');
  #ids = 0;
  #watcher = () => undefined as void;

  constructor() {
    mkdirSync(this.#bare, { recursive: true });
    this.#git(this.#bare, 'init', '--quiet', '--bare', '-b', 'main');
    this.#git(this.root, 'init', '--quiet', '-b', 'main', this.#work);
    this.#git(this.#work, 'remote', 'add', 'origin', this.#bare);
  }

  host(): RunnerHost {
    return {
      url: this.url,
      apiUrl: this.apiUrl,
      events: this.events,
      actions: this.actions as ActionsStore,
      repositories: {
        get: () => ({ defaultBranch: 'main' }),
        resolve: async (_: string, revision: string) =>
          this.#git(this.#bare, 'rev-parse', revision),
      } as unknown as RunnerHost['repositories'],
    };
  }

  /** Commits to a branch, pushes it, and tells what a push tells. */
  push(
    files: Record<string, string>,
    options: Partial<WorkflowTrigger> & { message?: string } = {},
  ): string {
    const branch = (options.ref ?? 'refs/heads/main').replace(
      'refs/heads/',
      '',
    );
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#work, path)), { recursive: true });
      writeFileSync(join(this.#work, path), text);
    }
    this.#git(this.#work, 'add', '-A');
    this.#git(
      this.#work,
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      options.message ?? 'Change',
    );
    this.#git(this.#work, 'push', '--quiet', 'origin', `HEAD:${branch}`);
    const sha = this.#git(this.#work, 'rev-parse', 'HEAD');
    this.events.emit('workflowTrigger', {
      repo: this.repo,
      event: 'push',
      ref: `refs/heads/${branch}`,
      sha,
      headSha: sha,
      sender: 'developer',
      changedFiles: Object.keys(files),
      payload: { head_commit: { message: options.message ?? 'Change' } },
      ...options,
    });
    return sha;
  }

  /** Answers a run's wish to use an environment, as a reviewer does. */
  review(runId: number, state: 'approved' | 'rejected', comment: string): void {
    for (const each of this.pending.filter(wish => wish.runId === runId)) {
      Object.assign(each, { state, reviewer: 'admin', comment });
      this.events.emit('deploymentReview', {
        repo: this.repo,
        runId,
        environment: each.environment,
        state,
        reviewer: 'admin',
        comment,
      });
    }
  }

  /** Calls back at each change of a job. */
  watch(watcher: () => void): void {
    this.#watcher = watcher;
  }

  runs(): WorkflowRun[] {
    return [...this.runsById.values()];
  }

  jobs(): WorkflowJob[] {
    return [...this.jobsById.values()];
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  readonly actions: Partial<ActionsStore> = {
    settled: async () => undefined,
    tellUntold: () => undefined,
    artifacts: {
      create: (runId, { name, zip }) => {
        const artifact: Artifact = {
          id: this.#id(),
          repo: this.repo,
          runId,
          runAttempt: this.runsById.get(runId)?.runAttempt ?? 1,
          name,
          size: zip.length,
          digest: 'sha256:none',
          createdAt: now(),
          expiresAt: now(),
        };
        this.artifacts.unshift({ artifact, zip });
        return artifact;
      },
      ofRun: runId =>
        this.artifacts
          .map(({ artifact }) => artifact)
          .filter(each => each.runId === runId),
      read: wanted =>
        this.artifacts.find(({ artifact }) => artifact === wanted)!.zip,
      remove: wanted => {
        const at = this.artifacts.findIndex(
          ({ artifact }) => artifact === wanted,
        );
        this.artifacts.splice(at, 1);
      },
    },
    workflowFiles: async (_repo, sha) => {
      const paths = this.#git(
        this.#bare,
        'ls-tree',
        '--name-only',
        sha,
        '.github/workflows/',
      )
        .split('\n')
        .filter(Boolean);
      return new Map(
        paths.map(path => [
          path,
          this.#git(this.#bare, 'show', `${sha}:${path}`),
        ]),
      );
    },
    createRun: ({ trigger, path, name }) => {
      const id = this.#id();
      const run: WorkflowRun = {
        id,
        repo: trigger.repo,
        workflowId: 1,
        name,
        path,
        displayTitle: name,
        trigger,
        event: trigger.event,
        headBranch: 'main',
        headSha: trigger.headSha,
        runNumber: id,
        runAttempt: 1,
        status: 'queued',
        conclusion: null,
        actor: trigger.sender,
        triggeringActor: trigger.sender,
        pullRequests: [],
        checkSuiteId: 1,
        createdAt: now(),
        runStartedAt: now(),
        updatedAt: now(),
      };
      this.runsById.set(id, run);
      return run;
    },
    updateRun: (id, change) =>
      put(this.runsById, id, { ...this.runsById.get(id)!, ...change }),
    run: id => this.runsById.get(id),
    createJob: (runId, { key, name, environment }) => {
      const id = this.#id();
      return put(this.jobsById, id, {
        id,
        runId,
        repo: this.repo,
        runAttempt: this.runsById.get(runId)?.runAttempt ?? 1,
        key,
        name,
        environment,
        status: 'queued',
        conclusion: null,
        checkRunId: id,
        createdAt: now(),
        steps: [],
        annotations: [],
      });
    },
    updateJob: (id, change) => {
      const job = put(this.jobsById, id, {
        ...this.jobsById.get(id)!,
        ...change,
      });
      this.#watcher();
      return job;
    },
    jobs: (runId, attempt) =>
      this.jobs().filter(
        job =>
          job.runId === runId &&
          job.runAttempt === (attempt ?? this.runsById.get(runId)?.runAttempt),
      ),
    appendLog: (id, text) => {
      this.logs.set(id, (this.logs.get(id) ?? '') + text);
    },
    variables: () => this.vars,
    secrets: () => this.secretValues,
    environment: (repo, name) =>
      this.environments.get(name) ?? {
        id: 1,
        repo,
        name,
        reviewers: [],
        preventSelfReview: false,
        branches: [],
        branchesOnly: false,
        createdAt: now(),
        updatedAt: now(),
      },
    requestReview: (runId, environment) => {
      const pending: PendingDeployment = {
        id: 1,
        runId,
        repo: this.repo,
        environment,
        since: now(),
        state: 'waiting',
      };
      this.pending.push(pending);
      return pending;
    },
    pendingDeployments: runId =>
      this.pending.filter(each => each.runId === runId),
    dropPendingDeployments: () => undefined,
    mintToken: (_runId, permissions) => {
      const token = `ghs_${this.#id()}token`;
      this.tokens.push({ token, permissions });
      return token;
    },
    revokeToken: token => {
      this.revoked.push(token);
    },
    idTokenRequest: ({ runId, environment }) => ({
      url: `http://127.0.0.1:1/token?run=${runId}&environment=${environment ?? ''}`,
      token: 'request-token',
    }),
  };

  #id(): number {
    this.#ids += 1;
    return this.#ids;
  }

  #git(cwd: string, ...args: string[]): string {
    return execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: this.root,
        GIT_AUTHOR_NAME: 'developer',
        GIT_AUTHOR_EMAIL: 'developer@example.com',
        GIT_COMMITTER_NAME: 'developer',
        GIT_COMMITTER_EMAIL: 'developer@example.com',
      },
    }).trim();
  }
}

function now(): string {
  return new Date().toISOString();
}

function put<T>(map: Map<number, T>, id: number, value: T): T {
  map.set(id, value);
  return value;
}
