import { parse } from 'yaml';
import type { Accounts } from '../accounts/Accounts';
import type { Tokens } from '../accounts/Tokens';
import type { Checks } from '../checks/Checks';
import type { Context } from '../Context';
import { GitHubError } from '../GitHubError';
import type { CheckConclusion } from '../model';
import type { Oidc } from '../oidc/Oidc';
import type { Store } from '../store/Store';
import { jobView, runView, workflowView } from '../views/actionsViews';
import type { Views } from '../views/Views';
import { Environments } from './Environments';
import { JobLogs } from './JobLogs';
import type {
  ActionsStore,
  OidcRequest,
  TokenPermissions,
  Workflow,
  WorkflowJob,
  WorkflowRun,
} from './model';
import { Variables } from './Variables';

const FOLDER = '.github/workflows';

/** Runs of workflows, and all that jobs of them need from GitHub. */
export class Actions implements ActionsStore {
  readonly #context: Context;
  readonly #store: Store;
  readonly #views: Views;
  readonly #checks: Checks;
  readonly #tokens: Tokens;
  readonly #oidc: Oidc;
  readonly #environments: Environments;
  readonly #variables: Variables;
  readonly #logs: JobLogs;

  constructor(options: {
    context: Context;
    views: Views;
    accounts: Accounts;
    checks: Checks;
    tokens: Tokens;
    oidc: Oidc;
  }) {
    this.#context = options.context;
    this.#store = options.context.store;
    this.#views = options.views;
    this.#checks = options.checks;
    this.#tokens = options.tokens;
    this.#oidc = options.oidc;
    this.#environments = new Environments(options);
    this.#variables = new Variables(this.#store);
    this.#logs = new JobLogs(this.#store);
  }

  async workflows(repo: string): Promise<Workflow[]> {
    const git = this.#context.git(repo);
    const branch = this.#store.repositories.get(
      repo.toLowerCase(),
    )?.defaultBranch;
    const sha = branch && (await git.refs.resolve(branch));
    if (!sha) {
      return [];
    }
    const files = await this.workflowFiles(repo, sha);
    return [...files].map(([path, text]) => ({
      id: this.#workflowId(repo, path),
      name: workflowName(text) ?? path,
      path,
    }));
  }

  async workflowFiles(repo: string, sha: string): Promise<Map<string, string>> {
    const git = this.#context.git(repo);
    const folder = await git.objects.entry(sha, FOLDER);
    const entries = folder ? ((await git.objects.tree(folder.sha)) ?? []) : [];
    const files = new Map<string, string>();
    for (const entry of entries.filter(each => /\.ya?ml$/.test(each.name))) {
      const object = await git.objects.read(entry.sha);
      if (object?.type === 'blob') {
        files.set(`${FOLDER}/${entry.name}`, object.content.toString('utf8'));
      }
    }
    return files;
  }

  createRun(options: Parameters<ActionsStore['createRun']>[0]): WorkflowRun {
    const { trigger, path, name } = options;
    const { repo } = trigger;
    const workflowId = this.#workflowId(repo, path);
    const headBranch =
      trigger.headRef ?? trigger.ref.replace(/^refs\/(heads|tags)\//, '');
    const now = this.#store.now();
    const run: WorkflowRun = {
      id: this.#store.nextId(),
      repo,
      workflowId,
      name,
      path,
      displayTitle: options.displayTitle ?? titleOf(trigger.payload) ?? name,
      trigger,
      event: trigger.event,
      headBranch,
      headSha: trigger.headSha,
      runNumber: this.#store.next(`runs:${workflowId}`),
      runAttempt: 1,
      status: 'queued',
      conclusion: null,
      actor: trigger.sender,
      triggeringActor: trigger.sender,
      pullRequests: trigger.number === undefined ? [] : [trigger.number],
      checkSuiteId: this.#checks.createSuite({
        repo,
        headSha: trigger.headSha,
        headBranch,
        app: 'github-actions',
      }).id,
      createdAt: now,
      runStartedAt: now,
      updatedAt: now,
    };
    this.#save(run);
    this.#tellRun(run, 'requested');
    return run;
  }

  updateRun(
    runId: number,
    change: Parameters<ActionsStore['updateRun']>[1],
  ): WorkflowRun {
    const run = this.requireRun(runId);
    const before = run.status;
    Object.assign(run, change);
    this.#save(run);
    if (run.status !== before) {
      if (run.status === 'completed') {
        this.dropPendingDeployments(runId);
        this.#tokens.revokeForRun(runId);
        this.#tellRun(run, 'completed');
      } else if (run.status === 'in_progress') {
        this.#tellRun(run, 'in_progress');
      }
    }
    return run;
  }

  run(runId: number): WorkflowRun | undefined {
    return this.#store.runs.get(String(runId));
  }

  /** The run, or 404. With `repo`, only one of it. */
  requireRun(runId: number, repo?: string): WorkflowRun {
    const run = this.run(runId);
    if (!run || (repo !== undefined && run.repo !== repo)) {
      throw GitHubError.notFound();
    }
    return run;
  }

  runs(repo: string): WorkflowRun[] {
    return this.#store.runs
      .values()
      .filter(run => run.repo === repo)
      .reverse();
  }

  createJob(
    runId: number,
    options: Parameters<ActionsStore['createJob']>[1],
  ): WorkflowJob {
    const run = this.requireRun(runId);
    const id = this.#store.nextId();
    const check = this.#checks.createCheckRun({
      repo: run.repo,
      name: options.name,
      headSha: run.headSha,
      suiteId: run.checkSuiteId,
      detailsUrl: this.#context.urls.repo(
        run.repo,
        `/actions/runs/${run.id}#job-${id}`,
      ),
      externalId: String(id),
      creator: 'github-actions[bot]',
    });
    const job: WorkflowJob = {
      id,
      runId,
      repo: run.repo,
      runAttempt: run.runAttempt,
      key: options.key,
      name: options.name,
      status: 'queued',
      conclusion: null,
      ...(options.environment === undefined
        ? {}
        : { environment: options.environment }),
      checkRunId: check.id,
      createdAt: this.#store.now(),
      steps: [],
      annotations: [],
    };
    this.#store.jobs.put(String(id), job);
    this.#tellJob(run, job, 'queued');
    return job;
  }

  updateJob(
    jobId: number,
    change: Parameters<ActionsStore['updateJob']>[1],
  ): WorkflowJob {
    const job = this.requireJob(jobId);
    const run = this.requireRun(job.runId);
    const before = job.status;
    Object.assign(job, change);
    const now = this.#store.now();
    if (job.status === 'in_progress') {
      job.startedAt ??= now;
    }
    if (job.status === 'completed') {
      job.startedAt ??= now;
      job.completedAt ??= now;
    }
    this.#store.jobs.put(String(jobId), job);
    this.#checks.updateCheckRun(job.repo, job.checkRunId, {
      status:
        job.status === 'completed' || job.status === 'in_progress'
          ? job.status
          : 'queued',
      ...(job.status === 'completed'
        ? { conclusion: checkConclusion(job) }
        : {}),
      ...(change.summary === undefined
        ? {}
        : { output: { title: job.name, summary: change.summary } }),
    });
    if (job.status !== before) {
      this.#tellJob(run, job, job.status);
    }
    return job;
  }

  job(jobId: number): WorkflowJob | undefined {
    return this.#store.jobs.get(String(jobId));
  }

  /** The job, or 404. With `repo`, only one of it. */
  requireJob(jobId: number, repo?: string): WorkflowJob {
    const job = this.job(jobId);
    if (!job || (repo !== undefined && job.repo !== repo)) {
      throw GitHubError.notFound();
    }
    return job;
  }

  jobs(runId: number, attempt?: number): WorkflowJob[] {
    const wanted = attempt ?? this.run(runId)?.runAttempt;
    return this.#store.jobs
      .values()
      .filter(job => job.runId === runId && job.runAttempt === wanted);
  }

  appendLog(jobId: number, text: string): void {
    this.#logs.append(jobId, text);
  }

  log(jobId: number): string {
    return this.#logs.read(jobId);
  }

  variables(repo: string): Record<string, string> {
    return this.#variables.values(repo, false);
  }

  secrets(repo: string): Record<string, string> {
    return this.#variables.values(repo, true);
  }

  setVariable(repo: string, name: string, value: string): void {
    this.#variables.set(repo, name, value, false);
  }

  setSecret(repo: string, name: string, value: string): void {
    this.#variables.set(repo, name, value, true);
  }

  /** The variables with when they were made and changed. */
  get variableStore(): Variables {
    return this.#variables;
  }

  /** Environments and their reviews. */
  get environmentStore(): Environments {
    return this.#environments;
  }

  environment(repo: string, name: string) {
    return this.#environments.ensure(repo, name);
  }

  setEnvironment(
    repo: string,
    name: string,
    protection: Parameters<ActionsStore['setEnvironment']>[2],
  ) {
    return this.#environments.set(repo, name, protection);
  }

  requestReview(runId: number, environment: string) {
    return this.#environments.requestReview(
      this.requireRun(runId),
      environment,
    );
  }

  pendingDeployments(runId: number) {
    return this.#environments.pending(runId);
  }

  reviewDeployment(
    runId: number,
    options: Parameters<ActionsStore['reviewDeployment']>[1],
  ) {
    return this.#environments.review(this.requireRun(runId), options);
  }

  dropPendingDeployments(runId: number): void {
    this.#environments.drop(runId);
  }

  rerun(
    runId: number,
    options: { actor: string; failedOnly: boolean },
  ): WorkflowRun {
    const run = this.requireRun(runId);
    if (run.status !== 'completed') {
      throw new GitHubError(403, 'This workflow is already running');
    }
    if (options.failedOnly && run.conclusion === 'success') {
      throw new GitHubError(403, 'This workflow run has no failed jobs');
    }
    run.runAttempt += 1;
    run.status = 'queued';
    run.conclusion = null;
    run.triggeringActor = options.actor;
    run.runStartedAt = this.#store.now();
    delete run.message;
    this.#save(run);
    this.#tellRun(run, 'requested');
    this.#context.events.emit('rerun', { repo: run.repo, runId, ...options });
    return run;
  }

  cancel(runId: number, actor: string): void {
    const run = this.requireRun(runId);
    if (run.status === 'completed') {
      throw new GitHubError(
        409,
        'Cannot cancel a workflow run that is completed.',
      );
    }
    this.#context.events.emit('cancel', { repo: run.repo, runId, actor });
  }

  async dispatch(
    options: Parameters<ActionsStore['dispatch']>[0],
  ): Promise<void> {
    const { repo, workflow, inputs, actor } = options;
    const git = this.#context.git(repo);
    const ref = await this.#fullRef(repo, options.ref);
    const sha = await git.refs.resolve(ref);
    if (!sha) {
      throw new GitHubError(422, `No ref found for: ${options.ref}`);
    }
    const text = (await this.workflowFiles(repo, sha)).get(workflow);
    if (text === undefined) {
      throw GitHubError.notFound();
    }
    if (!hasDispatch(text)) {
      throw new GitHubError(
        422,
        "Workflow does not have 'workflow_dispatch' trigger",
      );
    }
    const special = { inputs, ref, workflow };
    this.#context.notifier.notify(
      repo,
      'workflow_dispatch',
      actor,
      () => special,
    );
    this.#context.events.emit('workflowTrigger', {
      repo,
      event: 'workflow_dispatch',
      ref,
      sha,
      headSha: sha,
      sender: actor,
      changedFiles: [],
      workflow,
      inputs,
      payload: this.#context.notifier.payload(repo, actor, special),
    });
  }

  mintToken(runId: number, permissions: TokenPermissions): string {
    this.requireRun(runId);
    return this.#tokens.mintForRun(runId, permissions);
  }

  revokeToken(token: string): void {
    this.#tokens.revoke(token);
  }

  mintOidcToken(request: OidcRequest): Promise<string> {
    return this.#oidc.mint(this.requireRun(request.runId), request);
  }

  idTokenRequest(request: { runId: number; environment?: string }) {
    this.requireRun(request.runId);
    return {
      url: `${this.#context.urls.site}/_services/token?api-version=2.0`,
      token: this.#tokens.mintForIdTokens(request.runId, request.environment),
    };
  }

  /** The full name of a ref; a branch goes before a tag of the same name. */
  async #fullRef(repo: string, name: string): Promise<string> {
    if (name.startsWith('refs/')) {
      return name;
    }
    const git = this.#context.git(repo);
    const tag =
      !(await git.refs.get(`refs/heads/${name}`)) &&
      (await git.refs.get(`refs/tags/${name}`));
    return tag ? tag.name : `refs/heads/${name}`;
  }

  #workflowId(repo: string, path: string): number {
    const key = `${repo}:${path}`;
    const known = this.#store.workflows.get(key);
    if (known) {
      return known.id;
    }
    const id = this.#store.nextId();
    this.#store.workflows.put(key, { id, repo, path });
    return id;
  }

  #save(run: WorkflowRun): void {
    run.updatedAt = this.#store.now();
    this.#store.runs.put(String(run.id), run);
  }

  #tellRun(run: WorkflowRun, action: string): void {
    this.#context.notifier.notify(
      run.repo,
      'workflow_run',
      run.triggeringActor,
      () => ({
        action,
        workflow_run: runView(this.#views, run),
        workflow: workflowView(this.#views, run.repo, {
          id: run.workflowId,
          name: run.name,
          path: run.path,
        }),
      }),
    );
  }

  #tellJob(run: WorkflowRun, job: WorkflowJob, action: string): void {
    this.#context.notifier.notify(
      run.repo,
      'workflow_job',
      run.triggeringActor,
      () => ({ action, workflow_job: jobView(this.#views, run, job) }),
    );
  }
}

function workflowName(text: string): string | undefined {
  const name: unknown = safeParse(text)?.name;
  return typeof name === 'string' ? name : undefined;
}

function hasDispatch(text: string): boolean {
  const on: unknown = safeParse(text)?.on;
  if (typeof on === 'string') {
    return on === 'workflow_dispatch';
  }
  return Array.isArray(on)
    ? on.includes('workflow_dispatch')
    : typeof on === 'object' && on !== null && 'workflow_dispatch' in on;
}

/** A workflow that is no YAML has no name and no triggers; whoever runs it says what is wrong. */
function safeParse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(text);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}

/** What the run is about: the pull request's title, or the first line of the commit. */
function titleOf(payload: Record<string, unknown>): string | undefined {
  const { pull_request: pull, head_commit: commit } = payload;
  if (typeof pull === 'object' && pull !== null && 'title' in pull) {
    return String(pull.title);
  }
  if (typeof commit === 'object' && commit !== null && 'message' in commit) {
    return String(commit.message).split('\n')[0];
  }
  return undefined;
}

function checkConclusion(job: WorkflowJob): CheckConclusion {
  return job.conclusion === 'startup_failure' || job.conclusion === null
    ? 'failure'
    : job.conclusion;
}
