import type { Accounts } from '../accounts/Accounts';
import type { Tokens } from '../accounts/Tokens';
import type { Checks } from '../checks/Checks';
import type { Context } from '../Context';
import type { Oidc } from '../oidc/Oidc';
import type { Views } from '../views/Views';
import { Artifacts } from './Artifacts';
import { Dispatcher } from './Dispatcher';
import { Environments } from './Environments';
import { JobLogs } from './JobLogs';
import { Jobs } from './Jobs';
import type {
  ActionsStore,
  OidcRequest,
  TokenPermissions,
  Workflow,
  WorkflowJob,
  WorkflowRun,
} from '../actionsModel';
import { RunFollowers } from './RunFollowers';
import { Runs } from './Runs';
import { Variables } from './Variables';
import { Workflows } from './Workflows';

/** Runs of workflows, and all that jobs of them need from GitHub. */
export class Actions implements ActionsStore {
  readonly #context: Context;
  readonly #tokens: Tokens;
  readonly #oidc: Oidc;
  readonly #workflows: Workflows;
  readonly #runs: Runs;
  readonly #jobs: Jobs;
  readonly #dispatcher: Dispatcher;
  readonly #followers: RunFollowers;
  readonly artifacts: Artifacts;
  /** Environments and their reviews. */
  readonly environmentStore: Environments;
  /** The variables with when they were made and changed. */
  readonly variableStore: Variables;
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
    this.#tokens = options.tokens;
    this.#oidc = options.oidc;
    this.#workflows = new Workflows(options.context);
    this.#followers = new RunFollowers(options.context, options.views);
    this.#runs = new Runs({
      ...options,
      workflows: this.#workflows,
      followers: this.#followers,
    });
    this.artifacts = new Artifacts(options.context.store, this.#runs);
    this.#jobs = new Jobs({ ...options, runs: this.#runs });
    this.#dispatcher = new Dispatcher(options.context, this.#workflows);
    this.environmentStore = new Environments(options);
    this.variableStore = new Variables(options.context.store);
    this.#logs = new JobLogs(options.context.store);
  }

  settled(): Promise<void> {
    return this.#followers.settled();
  }

  tellUntold(): void {
    this.#followers.tellUntold();
  }

  workflows(repo: string): Promise<Workflow[]> {
    return this.#workflows.list(repo);
  }

  workflowFiles(repo: string, sha: string): Promise<Map<string, string>> {
    return this.#workflows.files(repo, sha);
  }

  createRun(options: Parameters<ActionsStore['createRun']>[0]): WorkflowRun {
    return this.#runs.create(options);
  }

  updateRun(
    runId: number,
    change: Parameters<ActionsStore['updateRun']>[1],
  ): WorkflowRun {
    return this.#runs.update(runId, change, () => {
      this.dropPendingDeployments(runId);
      this.#tokens.revokeForRun(runId);
    });
  }

  run(runId: number): WorkflowRun | undefined {
    return this.#runs.get(runId);
  }

  /** The run, or 404. With `repo`, only one of it. */
  requireRun(runId: number, repo?: string): WorkflowRun {
    return this.#runs.require(runId, repo);
  }

  runs(repo: string): WorkflowRun[] {
    return this.#runs.list(repo);
  }

  createJob(
    runId: number,
    options: Parameters<ActionsStore['createJob']>[1],
  ): WorkflowJob {
    return this.#jobs.create(runId, options);
  }

  updateJob(
    jobId: number,
    change: Parameters<ActionsStore['updateJob']>[1],
  ): WorkflowJob {
    return this.#jobs.update(jobId, change);
  }

  job(jobId: number): WorkflowJob | undefined {
    return this.#jobs.get(jobId);
  }

  /** The job, or 404. With `repo`, only one of it. */
  requireJob(jobId: number, repo?: string): WorkflowJob {
    return this.#jobs.require(jobId, repo);
  }

  jobs(runId: number, attempt?: number): WorkflowJob[] {
    return this.#jobs.list(runId, attempt);
  }

  appendLog(jobId: number, text: string): void {
    this.#logs.append(jobId, text);
  }

  log(jobId: number): string {
    return this.#logs.read(jobId);
  }

  variables(repo: string): Record<string, string> {
    return this.variableStore.values(repo, false);
  }

  secrets(repo: string): Record<string, string> {
    return this.variableStore.values(repo, true);
  }

  setVariable(repo: string, name: string, value: string): void {
    this.variableStore.set(repo, name, value, false);
  }

  setSecret(repo: string, name: string, value: string): void {
    this.variableStore.set(repo, name, value, true);
  }

  environment(repo: string, name: string) {
    return this.environmentStore.ensure(repo, name);
  }

  setEnvironment(
    repo: string,
    name: string,
    protection: Parameters<ActionsStore['setEnvironment']>[2],
  ) {
    return this.environmentStore.set(repo, name, protection);
  }

  requestReview(runId: number, environment: string) {
    return this.environmentStore.requestReview(
      this.#runs.require(runId),
      environment,
    );
  }

  pendingDeployments(runId: number) {
    return this.environmentStore.pending(runId);
  }

  reviewDeployment(
    runId: number,
    options: Parameters<ActionsStore['reviewDeployment']>[1],
  ) {
    return this.environmentStore.review(this.#runs.require(runId), options);
  }

  dropPendingDeployments(runId: number): void {
    this.environmentStore.drop(runId);
  }

  rerun(
    runId: number,
    options: { actor: string; failedOnly: boolean },
  ): WorkflowRun {
    return this.#runs.rerun(runId, options);
  }

  approve(runId: number, actor: string): WorkflowRun {
    return this.#runs.approve(runId, actor);
  }

  cancel(runId: number, actor: string): void {
    this.#runs.cancel(runId, actor);
  }

  dispatch(options: Parameters<ActionsStore['dispatch']>[0]): Promise<void> {
    return this.#dispatcher.dispatch(options);
  }

  mintToken(
    runId: number,
    permissions: TokenPermissions,
    job?: string,
  ): string {
    this.#runs.require(runId);
    return this.#tokens.mintForRun(runId, permissions, job);
  }

  revokeToken(token: string): void {
    this.#tokens.revoke(token);
  }

  mintOidcToken(request: OidcRequest): Promise<string> {
    return this.#oidc.mint(this.#runs.require(request.runId), request);
  }

  idTokenRequest(request: { runId: number; environment?: string }) {
    this.#runs.require(request.runId);
    return {
      url: `${this.#context.urls.site}/_services/token?api-version=2.0`,
      token: this.#tokens.mintForIdTokens(request.runId, request.environment),
    };
  }
}
