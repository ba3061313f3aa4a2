/** What can start a workflow run. */
export type TriggerEvent =
  | 'push'
  | 'pull_request'
  | 'merge_group'
  | 'schedule'
  | 'workflow_dispatch'
  | 'workflow_run';

/** The run that a `workflow_run` event tells of, by what workflows filter on. */
interface FollowedRun {
  readonly id: number;
  /** The name of its workflow. */
  readonly workflow: string;
  /** Its head branch, without `refs/heads/`. */
  readonly branch: string;
  /** How many runs, that one among them, followed one another up to here. */
  readonly chain: number;
}

/** Something happened that may start workflow runs; whoever runs workflows decides which. */
export interface WorkflowTrigger {
  /** `owner/name`. */
  readonly repo: string;
  readonly event: TriggerEvent;
  /**
   * The activity type: of a pull_request event opened, synchronize, reopened, edited, labeled, closed, …; of a
   * workflow_run event requested, in_progress or completed.
   */
  readonly action?: string;
  /** `GITHUB_REF`: `refs/heads/main`, or `refs/pull/7/merge` for pull_request; the default branch for workflow_run. */
  readonly ref: string;
  /** `GITHUB_SHA`: the pushed commit, or the test merge of a pull request. It is what checkout checks out. */
  readonly sha: string;
  /** The commit that checks hang on: the same as `sha`, or the pull request's head. */
  readonly headSha: string;
  /** The pull request's branch, without `refs/heads/`. */
  readonly headRef?: string;
  /** The pull request's target branch, without `refs/heads/`. */
  readonly baseRef?: string;
  /** The pull request's number. */
  readonly number?: number;
  /** Login of the person who caused it. */
  readonly sender: string;
  /** Paths that changed: for a push since `before`, for a pull request against its base. For `paths:` filters. */
  readonly changedFiles: readonly string[];
  /** A run's own token opened or changed the pull request: runs wait until somebody with write access approves. */
  readonly needsApproval?: boolean;
  /** Only this workflow file is meant (`.github/workflows/deploy.yml`): set by workflow_dispatch. */
  readonly workflow?: string;
  /** The run that workflow_run tells of. */
  readonly follows?: FollowedRun;
  /** Inputs of workflow_dispatch. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The webhook payload, which workflows see as `github.event`. */
  readonly payload: Record<string, unknown>;
}

/** Someone asked for a run to be run again. The store has already begun the new attempt and reset the jobs' state. */
export interface RerunRequest {
  readonly repo: string;
  readonly runId: number;
  /** Only the jobs that failed, and those that need them. */
  readonly failedOnly: boolean;
  readonly actor: string;
}

/** Someone asked for a run to be cancelled. */
export interface CancelRequest {
  readonly repo: string;
  readonly runId: number;
  readonly actor: string;
}

/** A required reviewer approved or rejected the use of an environment by a waiting run. */
export interface DeploymentReview {
  readonly repo: string;
  readonly runId: number;
  /** Name of the environment. */
  readonly environment: string;
  readonly state: 'approved' | 'rejected';
  readonly reviewer: string;
  readonly comment: string;
}

/** A webhook event, as delivered to the repository's hooks. */
export interface WebhookEvent {
  readonly repo: string;
  readonly event: string;
  readonly payload: Record<string, unknown>;
}

/** A call of the REST API and its answer. */
export interface Exchange {
  readonly method: string;
  /** Without the API's prefix: `/repos/acme/infrastructure`. */
  readonly path: string;
  /** Slug of the app whose token, or JSON Web Token, the call had. */
  readonly app?: string;
  /** The run, and the name of its job, whose token the call had. */
  readonly run?: { readonly id: number; readonly job?: string };
  /** Permissions of which an app needs one for the call, such as `contents=read`. */
  readonly permissions?: readonly string[];
  readonly query: URLSearchParams;
  /** The JSON of the request; undefined without one. */
  readonly requestBody: unknown;
  readonly status: number;
  /** What becomes the JSON of the answer; undefined for an answer without a body, or in bytes. */
  readonly responseBody: unknown;
}

/** Events of the GitHub sandbox, by name. */
export interface GitHubEventMap {
  workflowTrigger: WorkflowTrigger;
  rerun: RerunRequest;
  cancel: CancelRequest;
  deploymentReview: DeploymentReview;
  webhook: WebhookEvent;
  exchange: Exchange;
}

/** Listener of one kind of event. */
export type GitHubListener<N extends keyof GitHubEventMap> = (
  event: GitHubEventMap[N],
) => void;

/**
 * A small typed emitter. Listeners run in the order in which they were added, after the change they tell of is
 * stored; one that throws does not keep the others from hearing.
 */
export class GitHubEvents {
  readonly #listeners: {
    [N in keyof GitHubEventMap]: Set<GitHubListener<N>>;
  } = {
    workflowTrigger: new Set(),
    rerun: new Set(),
    cancel: new Set(),
    deploymentReview: new Set(),
    webhook: new Set(),
    exchange: new Set(),
  };

  /** Adds a listener; the function returned removes it. */
  on<N extends keyof GitHubEventMap>(
    name: N,
    listener: GitHubListener<N>,
  ): () => void {
    const listeners: Set<GitHubListener<N>> = this.#listeners[name];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** True when someone listens. */
  heard(name: keyof GitHubEventMap): boolean {
    return this.#listeners[name].size > 0;
  }

  /** Tells all listeners. Errors they throw are raised as uncaught, never swallowed. */
  emit<N extends keyof GitHubEventMap>(
    name: N,
    event: GitHubEventMap[N],
  ): void {
    const listeners: Set<GitHubListener<N>> = this.#listeners[name];
    for (const listener of [...listeners]) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
