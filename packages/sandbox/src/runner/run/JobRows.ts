import type { ActionsStatus, ActionsStore, WorkflowJob } from '../../github';
import type { SandboxClock } from '../../clock';
import { resolveText, Scope } from '../expressions';
import type { Job } from '../workflow';
import { keyOf, Variant } from './variantsOf';

/** The jobs of one attempt of a run in GitHub's store; the run's own status follows from theirs. */
export class JobRows {
  readonly #actions: ActionsStore;
  readonly #clock: SandboxClock;
  readonly #runId: number;
  readonly #rows = new Map<string, WorkflowJob>();

  constructor(options: {
    actions: ActionsStore;
    clock: SandboxClock;
    runId: number;
  }) {
    this.#actions = options.actions;
    this.#clock = options.clock;
    this.#runId = options.runId;
    for (const row of options.actions.jobs(options.runId)) {
      this.#rows.set(row.key, row);
    }
  }

  get(key: string): WorkflowJob | undefined {
    return this.#rows.get(key);
  }

  /** The row of a variant, made if it is not there. */
  ensure(job: Job, variant: Variant, scope: Scope): WorkflowJob {
    const key = keyOf(job, variant);
    const known = this.#rows.get(key);
    if (known) {
      return known;
    }
    const environment = String(job.environment?.name ?? '');
    const row = this.#actions.createJob(this.#runId, {
      key,
      name: shownName(job, scope) ?? key,
      ...(environment && !environment.includes('${{') && { environment }),
    });
    this.#rows.set(key, row);
    return row;
  }

  set(
    row: WorkflowJob,
    change: Pick<WorkflowJob, 'status'> &
      Partial<Pick<WorkflowJob, 'conclusion'>>,
  ): void {
    this.#rows.set(row.key, this.#actions.updateJob(row.id, change));
    const status = runStatus([...this.#rows.values()].map(each => each.status));
    if (status && this.#actions.run(this.#runId)?.status !== status) {
      this.#actions.updateRun(this.#runId, { status });
    }
  }

  /** Ends a job that could not begin, with the reason. */
  fail(row: WorkflowJob, message: string): void {
    this.#actions.updateJob(row.id, {
      annotations: [{ level: 'failure', message }],
    });
    this.#actions.appendLog(
      row.id,
      `${this.#clock.now().toISOString()} ##[error]${message}\n`,
    );
    this.set(row, { status: 'completed', conclusion: 'failure' });
  }
}

/** The name that is shown; undefined where the job gives none, or it speaks of what is not known yet. */
function shownName(job: Job, scope: Scope): string | undefined {
  if (job.name === undefined) {
    return undefined;
  }
  try {
    return resolveText(job.name, scope) || undefined;
  } catch {
    // A job that is left out shows under its key, as on GitHub.
    return undefined;
  }
}

function runStatus(jobs: ActionsStatus[]): ActionsStatus | undefined {
  if (jobs.includes('in_progress')) {
    return 'in_progress';
  }
  if (jobs.includes('waiting')) {
    return 'waiting';
  }
  return jobs.includes('completed') ? 'in_progress' : undefined;
}
