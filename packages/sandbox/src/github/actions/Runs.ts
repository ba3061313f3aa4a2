import { ACTIONS_BOT } from '../accounts/Accounts';
import type { Checks } from '../checks/Checks';
import type { Context } from '../Context';
import { GitHubError } from '../GitHubError';
import type { Store } from '../store/Store';
import { runEventView } from '../views/runViews';
import type { Views } from '../views/Views';
import type { ActionsStore, WorkflowRun } from '../actionsModel';
import type { RunFollowers } from './RunFollowers';
import type { Workflows } from './Workflows';

/** The runs of workflows, and what is told of them. */
export class Runs {
  readonly #context: Context;
  readonly #store: Store;
  readonly #views: Views;
  readonly #checks: Checks;
  readonly #workflows: Workflows;
  readonly #followers: RunFollowers;

  constructor(options: {
    context: Context;
    views: Views;
    checks: Checks;
    workflows: Workflows;
    followers: RunFollowers;
  }) {
    this.#context = options.context;
    this.#store = options.context.store;
    this.#views = options.views;
    this.#checks = options.checks;
    this.#workflows = options.workflows;
    this.#followers = options.followers;
  }

  create(options: Parameters<ActionsStore['createRun']>[0]): WorkflowRun {
    const { trigger, path, name } = options;
    const { repo } = trigger;
    const workflowId = this.#workflows.idOf(repo, path);
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

  /** `ended` is called when the change completes the run. */
  update(
    runId: number,
    change: Parameters<ActionsStore['updateRun']>[1],
    ended: () => void,
  ): WorkflowRun {
    const run = this.require(runId);
    const before = run.status;
    Object.assign(run, change);
    this.#save(run);
    if (run.status !== before) {
      if (run.status === 'completed') {
        ended();
        this.#tellRun(run, 'completed');
      } else if (run.status === 'in_progress') {
        this.#tellRun(run, 'in_progress');
      }
    }
    return run;
  }

  get(runId: number): WorkflowRun | undefined {
    return this.#store.runs.get(String(runId));
  }

  /** The run, or 404. With `repo`, only one of it. */
  require(runId: number, repo?: string): WorkflowRun {
    const run = this.get(runId);
    if (!run || (repo !== undefined && run.repo !== repo)) {
      throw GitHubError.notFound();
    }
    return run;
  }

  /** Newest first. */
  list(repo: string): WorkflowRun[] {
    return this.#store.runs
      .values()
      .filter(run => run.repo === repo)
      .reverse();
  }

  /** Runs it again; a run that waits for approval is approved by it. */
  rerun(
    runId: number,
    options: { actor: string; failedOnly: boolean },
  ): WorkflowRun {
    const run = this.require(runId);
    if (run.conclusion === 'action_required') {
      return this.approve(runId, options.actor);
    }
    if (run.status !== 'completed') {
      throw new GitHubError(403, 'This workflow is already running');
    }
    if (options.failedOnly && run.conclusion === 'success') {
      throw new GitHubError(403, 'This workflow run has no failed jobs');
    }
    run.runAttempt += 1;
    return this.#queue(run, options);
  }

  /** Lets a run go that waits for approval; what runs does not approve what it started. */
  approve(runId: number, actor: string): WorkflowRun {
    const run = this.require(runId);
    if (actor === ACTIONS_BOT) {
      throw new GitHubError(403, 'Resource not accessible by integration');
    }
    if (!run.trigger.needsApproval || run.conclusion !== 'action_required') {
      throw new GitHubError(403, 'This run does not wait for approval');
    }
    return this.#queue(run, { actor, failedOnly: false });
  }

  cancel(runId: number, actor: string): void {
    const run = this.require(runId);
    if (run.status === 'completed') {
      throw new GitHubError(
        409,
        'Cannot cancel a workflow run that is completed.',
      );
    }
    this.#context.events.emit('cancel', { repo: run.repo, runId, actor });
  }

  #queue(
    run: WorkflowRun,
    options: { actor: string; failedOnly: boolean },
  ): WorkflowRun {
    run.status = 'queued';
    run.conclusion = null;
    run.triggeringActor = options.actor;
    run.runStartedAt = this.#store.now();
    delete run.message;
    this.#save(run);
    this.#tellRun(run, 'requested');
    this.#context.events.emit('rerun', {
      repo: run.repo,
      runId: run.id,
      ...options,
    });
    return run;
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
      () => runEventView(this.#views, run, action),
    );
    // Of an attempt after the first, workflows hear how it goes, not that it was asked for.
    if (action !== 'requested' || run.runAttempt === 1) {
      this.#followers.tell(run, action);
    }
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
