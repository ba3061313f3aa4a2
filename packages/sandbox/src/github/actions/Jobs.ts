import type { Checks } from '../checks/Checks';
import type { Context } from '../Context';
import { GitHubError } from '../GitHubError';
import type { CheckConclusion } from '../model';
import type { Store } from '../store/Store';
import { jobView } from '../views/runViews';
import type { Views } from '../views/Views';
import type {
  ActionsStore,
  WorkflowJob,
  WorkflowRun,
  WorkflowStep,
} from '../actionsModel';
import type { Runs } from './Runs';

/** The jobs of runs, each with its check run, and what is told of them. */
export class Jobs {
  readonly #context: Context;
  readonly #store: Store;
  readonly #views: Views;
  readonly #checks: Checks;
  readonly #runs: Runs;

  constructor(options: {
    context: Context;
    views: Views;
    checks: Checks;
    runs: Runs;
  }) {
    this.#context = options.context;
    this.#store = options.context.store;
    this.#views = options.views;
    this.#checks = options.checks;
    this.#runs = options.runs;
  }

  create(
    runId: number,
    options: Parameters<ActionsStore['createJob']>[1],
  ): WorkflowJob {
    const run = this.#runs.require(runId);
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

  update(
    jobId: number,
    change: Parameters<ActionsStore['updateJob']>[1],
  ): WorkflowJob {
    const job = this.require(jobId);
    const run = this.#runs.require(job.runId);
    const before = job.status;
    Object.assign(job, change);
    const now = this.#store.now();
    job.steps = job.steps.map(step => withTimes(step, now));
    if (job.status === 'in_progress') {
      job.startedAt ??= now;
    }
    if (job.status === 'completed') {
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
    // GitHub tells of no job that waits for its concurrency group.
    if (job.status !== before && job.status !== 'pending') {
      this.#tellJob(run, job, job.status);
    }
    return job;
  }

  get(jobId: number): WorkflowJob | undefined {
    return this.#store.jobs.get(String(jobId));
  }

  /** The job, or 404. With `repo`, only one of it. */
  require(jobId: number, repo?: string): WorkflowJob {
    const job = this.get(jobId);
    if (!job || (repo !== undefined && job.repo !== repo)) {
      throw GitHubError.notFound();
    }
    return job;
  }

  list(runId: number, attempt?: number): WorkflowJob[] {
    const wanted = attempt ?? this.#runs.get(runId)?.runAttempt;
    return this.#store.jobs
      .values()
      .filter(job => job.runId === runId && job.runAttempt === wanted);
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

/** A step that began and ended has both times, also one that was skipped. */
function withTimes(step: WorkflowStep, now: string): WorkflowStep {
  const ended = step.status === 'completed';
  return {
    ...step,
    ...(ended || step.status === 'in_progress'
      ? { startedAt: step.startedAt ?? now }
      : {}),
    ...(ended ? { completedAt: step.completedAt ?? now } : {}),
  };
}

function checkConclusion(job: WorkflowJob): CheckConclusion {
  return job.conclusion === 'startup_failure' || job.conclusion === null
    ? 'failure'
    : job.conclusion;
}
