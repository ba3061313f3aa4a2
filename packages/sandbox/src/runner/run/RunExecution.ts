import type { WorkflowRun } from '../../github';
import {
  githubContext,
  inputsContext,
  statusFunctions,
  variablesContext,
} from '../contexts';
import { Dictionary, holds, Scope } from '../expressions';
import { withSignal } from '../withSignal';
import type { Job, Workflow } from '../workflow';
import { enterGroup } from './enterGroup';
import { JobRows } from './JobRows';
import { JobSlots } from './JobSlots';
import type { JobResult, JobState, RunFacilities } from './RunFacilities';
import { PLAIN, Variant, variantsOf } from './variantsOf';
import { VariantExecution } from './VariantExecution';

/**
 * One attempt of a run: its jobs in the order of their needs. What is already completed in the store is taken as it
 * is, so an attempt that was interrupted goes on where it was.
 */
export class RunExecution {
  readonly #facilities: RunFacilities;
  readonly #run: WorkflowRun;
  readonly #workflow: Workflow;
  readonly #inputs: Dictionary;
  readonly #rows: JobRows;
  readonly #cancel = new AbortController();

  /** Throws `Error` when the inputs that were given do not fit the workflow. */
  constructor(options: {
    facilities: RunFacilities;
    run: WorkflowRun;
    workflow: Workflow;
  }) {
    this.#facilities = options.facilities;
    this.#run = options.run;
    this.#workflow = options.workflow;
    this.#inputs =
      options.run.event === 'workflow_dispatch'
        ? inputsContext(options.workflow, options.run.trigger.inputs)
        : {};
    this.#rows = new JobRows({
      actions: this.#actions,
      clock: options.facilities.machine.clock,
      runId: options.run.id,
    });
  }

  /** Cancels the run; jobs that run may clean up. */
  cancel(reason: string): void {
    if (!this.#cancel.signal.aborted) {
      this.#actions.updateRun(this.#run.id, { message: reason });
      this.#actions.dropPendingDeployments(this.#run.id);
      this.#cancel.abort(reason);
    }
  }

  /** Runs to the end; leaves the run as it is when the runner stops before that. */
  async execute(): Promise<void> {
    const { shutdown, groups } = this.#facilities;
    this.#announce();
    const leave = await withSignal([this.#cancel.signal, shutdown], signal =>
      enterGroup({
        groups,
        repo: this.#run.repo,
        concurrency: this.#workflow.concurrency,
        scope: this.#scope(),
        signal,
        cancel: reason => this.cancel(reason),
        waits: () =>
          this.#actions.updateRun(this.#run.id, { status: 'pending' }),
      }),
    );
    try {
      if (!shutdown.aborted) {
        const states = await this.#jobs();
        this.#conclude(states.map(state => state.result));
      }
    } finally {
      leave();
    }
  }

  /** Makes the jobs whose names are known now, so that checks show at once what is to come. */
  #announce(): void {
    for (const job of this.#workflow.jobs) {
      const nameIsKnown = !String(job.name ?? '').includes('${{');
      if (!job.strategy && nameIsKnown) {
        this.#rows.ensure(job, PLAIN, this.#scope());
      }
    }
  }

  async #jobs(): Promise<JobState[]> {
    const states = new Map<string, Promise<JobState>>();
    for (const job of this.#workflow.jobs) {
      const needs = Promise.all(
        job.needs.map(
          async id => [id, await states.get(id)] as [string, JobState],
        ),
      );
      states.set(
        job.id,
        needs.then(each => this.#job(job, new Map(each))),
      );
    }
    return Promise.all(states.values());
  }

  async #job(job: Job, needs: Map<string, JobState>): Promise<JobState> {
    const before = [...needs.values()];
    const cancelled = this.#cancel.signal.aborted;
    const failure = before.some(each => each.failure);
    const scope: Scope = {
      contexts: {
        ...this.#scope().contexts,
        needs: Object.fromEntries(
          [...needs].map(([id, { result, outputs }]) => [
            id,
            { result, outputs },
          ]),
        ),
      },
      functions: statusFunctions({
        success: !cancelled && before.every(each => each.result === 'success'),
        failure: failure && !cancelled,
        cancelled,
      }),
    };
    let variants: Variant[];
    try {
      const isDone = this.#rows.get(job.id)?.status === 'completed';
      if (!isDone && !holds(job.if, scope)) {
        const result = cancelled ? 'cancelled' : 'skipped';
        const row = this.#rows.ensure(job, PLAIN, scope);
        this.#rows.set(row, { status: 'completed', conclusion: result });
        return { result, outputs: {}, failure };
      }
      variants = variantsOf(job, scope);
    } catch (error) {
      const row = this.#rows.ensure(job, PLAIN, scope);
      this.#rows.fail(row, (error as Error).message);
      return { result: 'failure', outputs: {}, failure: true };
    }
    const states = await this.#variants(job, variants, scope);
    return {
      result: worst(states.map(each => each.result)),
      outputs: Object.assign({}, ...states.map(each => each.outputs)),
      failure: failure || states.some(each => each.failure),
    };
  }

  async #variants(
    job: Job,
    variants: Variant[],
    scope: Scope,
  ): Promise<JobState[]> {
    const { shutdown } = this.#facilities;
    const siblings = new AbortController();
    const places = new JobSlots(job.strategy?.maxParallel ?? variants.length);
    // A job that runs because its run is cancelled (`if: always()`) is not stopped by that cancellation.
    const cancels = this.#cancel.signal.aborted
      ? [siblings.signal]
      : [siblings.signal, this.#cancel.signal];
    // All are made before the first begins, so that the run shows them in order.
    const executions = variants.map(({ matrix, strategy }) => {
      const own = {
        ...scope,
        contexts: { ...scope.contexts, matrix, strategy },
      };
      const row = this.#rows.ensure(job, { matrix, strategy }, own);
      return (cancel: AbortSignal) =>
        new VariantExecution({
          facilities: this.#facilities,
          run: this.#run,
          workflow: this.#workflow,
          rows: this.#rows,
          job,
          row,
          scope: own,
          cancel,
        }).run();
    });
    return Promise.all(
      executions.map(async execute => {
        const leave = await withSignal([...cancels, shutdown], signal =>
          places.take(signal),
        );
        const state = await withSignal(cancels, execute);
        leave?.();
        if (state.result === 'failure' && job.strategy?.failFast) {
          siblings.abort('Another job of the matrix failed');
        }
        return state;
      }),
    );
  }

  #conclude(results: JobResult[]): void {
    if (this.#facilities.shutdown.aborted) {
      return;
    }
    const isCancelled =
      this.#cancel.signal.aborted && !results.includes('failure');
    const conclusion = isCancelled ? 'cancelled' : worst(results);
    this.#actions.updateRun(this.#run.id, { status: 'completed', conclusion });
  }

  #scope(): Scope {
    return {
      contexts: {
        github: githubContext(this.#facilities.machine.host, this.#run),
        vars: variablesContext(this.#facilities.machine, this.#run.repo),
        inputs: this.#inputs,
        needs: {},
        matrix: {},
        strategy: {},
      },
    };
  }

  get #actions() {
    return this.#facilities.machine.host.actions;
  }
}

/** What several results are together; left-out jobs count only where there is nothing else. */
function worst(results: JobResult[]): JobResult {
  const order: JobResult[] = ['failure', 'cancelled', 'success'];
  return order.find(each => results.includes(each)) ?? 'skipped';
}
