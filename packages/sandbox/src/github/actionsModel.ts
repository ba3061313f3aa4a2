import type { WorkflowTrigger } from './events';

/** Where a run, job or step is. `waiting`: for a reviewer of its environment; `pending`: for its concurrency group. */
export type ActionsStatus =
  'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';

/** How it ended; null until it is completed. */
export type ActionsConclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'neutral'
  | 'startup_failure';

/** Access of a token by area (`contents`, `pull-requests`, `checks`, `statuses`, `issues`, `actions`, `id-token`, …). */
export type TokenPermissions = Readonly<
  Record<string, 'read' | 'write' | 'none'>
>;

/** A workflow file on the default branch. */
export interface Workflow {
  readonly id: number;
  readonly name: string;
  /** `.github/workflows/plan.yml`. */
  readonly path: string;
}

/** One run of one workflow. Times are ISO 8601. */
export interface WorkflowRun {
  readonly id: number;
  readonly repo: string;
  readonly workflowId: number;
  /** The workflow's name. */
  name: string;
  readonly path: string;
  displayTitle: string;
  readonly trigger: WorkflowTrigger;
  readonly event: WorkflowTrigger['event'];
  readonly headBranch: string;
  /** The commit that checks hang on. */
  readonly headSha: string;
  readonly runNumber: number;
  runAttempt: number;
  status: ActionsStatus;
  conclusion: ActionsConclusion | null;
  readonly actor: string;
  triggeringActor: string;
  readonly pullRequests: readonly number[];
  readonly checkSuiteId: number;
  readonly createdAt: string;
  runStartedAt: string;
  updatedAt: string;
  /** Why the run could not start or failed as a whole; shown on its page. */
  message?: string;
}

/** A change of a run, as the run was then, of which workflows that follow others have not been told yet. */
export interface UntoldRunEvent {
  readonly id: string;
  readonly run: WorkflowRun;
  readonly action: string;
  /** How many runs, that one among them, followed one another up to here. */
  readonly chain: number;
}

/** A step of a job. */
export interface WorkflowStep {
  name: string;
  /** From 1. */
  number: number;
  status: ActionsStatus;
  conclusion: ActionsConclusion | null;
  startedAt?: string;
  completedAt?: string;
}

/** One job of one attempt of a run. It has a check run of the same name on the run's head commit. */
export interface WorkflowJob {
  readonly id: number;
  readonly runId: number;
  readonly repo: string;
  readonly runAttempt: number;
  /** Key in the workflow file (with matrix values, if any). */
  readonly key: string;
  /** Shown name, which is the check's context too. */
  readonly name: string;
  status: ActionsStatus;
  conclusion: ActionsConclusion | null;
  /** Name of the environment it deploys to. */
  environment?: string;
  readonly checkRunId: number;
  readonly createdAt: string;
  startedAt?: string;
  completedAt?: string;
  steps: WorkflowStep[];
  /** `::error::` and the like, in order. */
  annotations: JobAnnotation[];
  /** Markdown from `GITHUB_STEP_SUMMARY`. */
  summary?: string;
}

/** A message a job left for people. */
export interface JobAnnotation {
  level: 'notice' | 'warning' | 'failure';
  message: string;
  title?: string;
  path?: string;
  line?: number;
}

/** Files that a run keeps: a zip under a name. */
export interface Artifact {
  readonly id: number;
  readonly repo: string;
  readonly runId: number;
  readonly runAttempt: number;
  readonly name: string;
  /** Bytes of the zip. */
  readonly size: number;
  /** `sha256:…` of the zip. */
  readonly digest: string;
  readonly createdAt: string;
  /** From then on its content is gone. */
  readonly expiresAt: string;
}

/** What runs keep. */
export interface ArtifactStore {
  /**
   * Keeps a zip for a run. Throws 409 where this attempt of the run has one of that name, 413 for one that is too
   * large, and 422 for a name or a retention that GitHub does not take.
   */
  create(
    runId: number,
    options: { name: string; zip: Buffer; retentionDays: number },
  ): Artifact;
  /** Those of a run, newest first. */
  ofRun(runId: number): Artifact[];
  /** The zip. Throws 410 for one that has expired. */
  read(artifact: Artifact): Buffer;
  remove(artifact: Artifact): void;
}

/** A deployment environment of a repository, and what protects it. */
export interface DeploymentEnvironment {
  readonly id: number;
  readonly repo: string;
  readonly name: string;
  /** Logins, or `org/team`, one of whom must approve. Empty: no approval is needed. */
  reviewers: string[];
  preventSelfReview: boolean;
  /** Branch patterns that may deploy to it. */
  branches: string[];
  /** Nobody but those may; otherwise every branch. */
  branchesOnly: boolean;
  readonly createdAt: string;
  updatedAt: string;
}

/** A run that waits until its use of an environment is reviewed. */
export interface PendingDeployment {
  /** The deployment's. */
  readonly id: number;
  readonly runId: number;
  readonly repo: string;
  readonly environment: string;
  readonly since: string;
  state: 'waiting' | 'approved' | 'rejected';
  reviewer?: string;
  comment?: string;
  reviewedAt?: string;
}

/** What an OIDC token of a job says. Claims are made of it as GitHub does. */
export interface OidcRequest {
  readonly runId: number;
  /** Default: none, and the subject is made of the ref. */
  readonly environment?: string;
  /** `aud`. Default: the URL of the repository's owner. */
  readonly audience?: string;
}

/**
 * Runs of workflows as GitHub keeps them. Whoever executes workflows writes here; REST, web pages, checks and
 * webhooks read from here. Every change sets the checks on the head commit and sends `workflow_run`,
 * `workflow_job` and `check_run` events.
 */
export interface ActionsStore {
  readonly artifacts: ArtifactStore;

  /** Resolves once the workflows that follow others have been told of every change of a run so far. */
  settled(): Promise<void>;
  /** Tells them what a GitHub before this one was killed before it had told; call it once somebody listens. */
  tellUntold(): void;

  /** The workflow files on the default branch. */
  workflows(repo: string): Promise<Workflow[]>;
  /** Text of the workflow files (`.github/workflows/*.yml|yaml`) at a commit, by path. */
  workflowFiles(repo: string, sha: string): Promise<Map<string, string>>;

  /** Begins a run, `queued`. `name` is the workflow's name, or its path where it has none. */
  createRun(options: {
    trigger: WorkflowTrigger;
    path: string;
    name: string;
    displayTitle?: string;
  }): WorkflowRun;
  updateRun(
    runId: number,
    change: Partial<
      Pick<WorkflowRun, 'status' | 'conclusion' | 'message' | 'displayTitle'>
    >,
  ): WorkflowRun;
  run(runId: number): WorkflowRun | undefined;
  /** Newest first. */
  runs(repo: string): WorkflowRun[];

  /** Adds a job to the run's present attempt, `queued`. */
  createJob(
    runId: number,
    options: { key: string; name: string; environment?: string },
  ): WorkflowJob;
  /** Sets what is given; `startedAt` and `completedAt` are filled from the clock by the status. */
  updateJob(
    jobId: number,
    change: Partial<
      Pick<
        WorkflowJob,
        | 'status'
        | 'conclusion'
        | 'steps'
        | 'annotations'
        | 'summary'
        | 'environment'
        | 'startedAt'
        | 'completedAt'
      >
    >,
  ): WorkflowJob;
  job(jobId: number): WorkflowJob | undefined;
  /** Jobs of an attempt (default: the latest), in the order in which they were made. */
  jobs(runId: number, attempt?: number): WorkflowJob[];
  /** Adds to the job's log as it is; lines should end in a line feed. Secrets must be masked before. */
  appendLog(jobId: number, text: string): void;
  log(jobId: number): string;

  /** Repository variables (`vars`), the organisation's and then the repository's. */
  variables(repo: string): Record<string, string>;
  /** Repository secrets (`secrets`). Never served by REST. */
  secrets(repo: string): Record<string, string>;
  setVariable(repo: string, name: string, value: string): void;
  setSecret(repo: string, name: string, value: string): void;

  /** The environment; made without protection if it does not exist, as GitHub does when a workflow names it. */
  environment(repo: string, name: string): DeploymentEnvironment;
  setEnvironment(
    repo: string,
    name: string,
    protection: {
      reviewers?: string[];
      preventSelfReview?: boolean;
      /** Only these may deploy; @default - every branch */
      branches?: string[];
    },
  ): DeploymentEnvironment;
  /** Asks for review of a run's use of an environment; the answer comes as `deploymentReview` event. */
  requestReview(runId: number, environment: string): PendingDeployment;
  pendingDeployments(runId: number): PendingDeployment[];
  /** Approves or rejects; refuses who is not a reviewer. */
  reviewDeployment(
    runId: number,
    options: {
      environments: string[];
      state: 'approved' | 'rejected';
      reviewer: string;
      comment: string;
    },
  ): PendingDeployment[];
  /** Drops what still waits, when the run is cancelled. */
  dropPendingDeployments(runId: number): void;

  /** Begins a new attempt and emits `rerun`. */
  rerun(
    runId: number,
    options: { actor: string; failedOnly: boolean },
  ): WorkflowRun;
  /** Lets a run begin that waits for approval; emits `rerun`. */
  approve(runId: number, actor: string): WorkflowRun;
  /** Emits `cancel`. */
  cancel(runId: number, actor: string): void;
  /** Emits `workflowTrigger` for one workflow. */
  dispatch(options: {
    repo: string;
    workflow: string;
    ref: string;
    inputs: Record<string, string>;
    actor: string;
  }): Promise<void>;

  /**
   * Makes a `GITHUB_TOKEN` for the run: acts as `github-actions[bot]`, with these permissions only.
   *
   * @param job - the job's name in the workflow's file, for who counts its calls
   */
  mintToken(runId: number, permissions: TokenPermissions, job?: string): string;
  revokeToken(token: string): void;
  /** A signed OIDC token for a job of the run. */
  mintOidcToken(request: OidcRequest): Promise<string>;
  /**
   * What a job with `id-token: write` gets as `ACTIONS_ID_TOKEN_REQUEST_URL` (append `&audience=`) and
   * `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. Revoke the token with `revokeToken` when the job ends.
   */
  idTokenRequest(request: { runId: number; environment?: string }): {
    url: string;
    token: string;
  };
}
