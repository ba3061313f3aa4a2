import type { WorkflowJob, WorkflowRun } from '../../github';
import {
  Dictionary,
  resolve,
  resolveText,
  Scope,
  toText,
} from '../expressions';
import { JobExecution } from '../job/JobExecution';
import { startTimeLimit } from '../timeLimit';
import { withSignal } from '../withSignal';
import type { Job, Workflow } from '../workflow';
import { enterGroup } from './enterGroup';
import type { JobRows } from './JobRows';
import type { JobState, RunFacilities } from './RunFacilities';

/** One job, or one variant of it, and what it takes to run it. */
export interface VariantOptions {
  readonly facilities: RunFacilities;
  readonly run: WorkflowRun;
  readonly workflow: Workflow;
  readonly job: Job;
  readonly row: WorkflowJob;
  readonly rows: JobRows;
  readonly scope: Scope;
  /** Cancels it, wherever it is. */
  readonly cancel: AbortSignal;
}

const CANCELLED: JobState = {
  result: 'cancelled',
  outputs: {},
  failure: false,
};
const FAILED: JobState = { result: 'failure', outputs: {}, failure: true };

/**
 * The way of a job from its turn to its end: into its concurrency group, past its environment's reviewers, onto a
 * free place of the runner, through its steps. It holds the group while it waits for the reviewers, as on GitHub.
 */
export class VariantExecution {
  readonly #options: VariantOptions;

  constructor(options: VariantOptions) {
    this.#options = options;
  }

  async run(): Promise<JobState> {
    const { row, rows, job, cancel } = this.#options;
    if (row.status === 'completed') {
      return this.#kept();
    }
    const replaced = new AbortController();
    const work = withSignal([cancel, replaced.signal], stop =>
      this.#inGroup(stop, reason => replaced.abort(reason)),
    );
    return work.catch(error => {
      rows.fail(row, `${job.id}: ${(error as Error).message}`);
      return FAILED;
    });
  }

  async #inGroup(
    stop: AbortSignal,
    cancel: (reason: string) => void,
  ): Promise<JobState> {
    const { facilities, run, job, row, rows, scope } = this.#options;
    return withSignal([stop, facilities.shutdown], async signal => {
      const leave = await enterGroup({
        groups: facilities.groups,
        repo: run.repo,
        concurrency: job.concurrency,
        scope,
        signal,
        cancel,
        waits: () => rows.set(row, { status: 'pending' }),
      });
      try {
        return await this.#throughGate(stop, signal);
      } finally {
        leave();
      }
    });
  }

  async #throughGate(
    stop: AbortSignal,
    signal: AbortSignal,
  ): Promise<JobState> {
    const { facilities, run, job, row, rows, scope } = this.#options;
    const environment =
      job.environment && resolveText(job.environment.name, scope);
    if (environment && !signal.aborted) {
      facilities.machine.host.actions.updateJob(row.id, { environment });
      const answer = await facilities.gate.pass(run, environment, {
        signal,
        waits: () => rows.set(row, { status: 'waiting' }),
      });
      if (answer.state === 'refused') {
        rows.fail(row, answer.reason);
        return FAILED;
      }
      if (answer.state === 'open') {
        rows.set(row, { status: 'queued' });
      }
    }
    const giveBack = await facilities.slots.take(signal);
    if (!giveBack) {
      if (!facilities.shutdown.aborted) {
        rows.set(row, { status: 'completed', conclusion: 'cancelled' });
      }
      return CANCELLED;
    }
    try {
      return await this.#onPlace(environment, stop);
    } finally {
      giveBack();
    }
  }

  async #onPlace(
    environment: string | undefined,
    stop: AbortSignal,
  ): Promise<JobState> {
    const { facilities, run, workflow, job, row, rows, scope } = this.#options;
    const { machine, shutdown, outputs } = facilities;
    const context = (name: string) => scope.contexts[name] as Dictionary;
    const limit = startTimeLimit(
      'The job',
      Number(resolve(job.timeoutMinutes, scope)),
    );
    rows.set(row, { status: 'in_progress' });
    const outcome = await withSignal([stop, limit.signal], cancel =>
      JobExecution.run(
        machine,
        {
          run,
          workflow,
          job,
          jobId: row.id,
          ...(environment && { environment }),
          inputs: context('inputs'),
          needs: context('needs'),
          matrix: context('matrix'),
          strategy: context('strategy'),
        },
        { cancel, shutdown },
      ),
    ).finally(limit.clear);
    outputs.put(String(row.id), { outputs: outcome.outputs });
    rows.set(row, { status: 'completed', conclusion: outcome.result });
    return this.#stateOf(outcome.result, outcome.outputs);
  }

  /** The state of a job that an earlier start of the runner, or an earlier attempt, completed. */
  #kept(): JobState {
    const { facilities, row } = this.#options;
    const outputs = facilities.outputs.get(String(row.id))?.outputs ?? {};
    switch (row.conclusion) {
      case 'success':
      case 'skipped':
      case 'cancelled':
        return this.#stateOf(row.conclusion, outputs);
      default:
        return this.#stateOf('failure', outputs);
    }
  }

  #stateOf(result: JobState['result'], outputs: JobState['outputs']): JobState {
    const { job, scope } = this.#options;
    const forgiven =
      result === 'failure' &&
      toText(resolve(job.continueOnError, scope)) === 'true';
    // Whoever needs a job that may fail goes on as if it had not.
    return forgiven
      ? { result: 'success', outputs, failure: false }
      : { result, outputs, failure: result === 'failure' };
  }
}
