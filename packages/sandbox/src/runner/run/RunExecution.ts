import type { ActionsStatus, WorkflowJob, WorkflowRun } from '../../github';
import type { Collection } from '../../documents';
import { githubContext, inputsContext, statusFunctions } from '../contexts';
import {
  Dictionary,
  holds,
  resolve,
  resolveText,
  Scope,
  toText,
  Value,
} from '../expressions';
import { JobExecution } from '../job/JobExecution';
import type { Machine } from '../job/JobAssignment';
import { startTimeLimit } from '../timeLimit';
import { Concurrency, expandMatrix, Job, Workflow } from '../workflow';
import { ConcurrencyGroups } from './ConcurrencyGroups';
import { EnvironmentGate } from './EnvironmentGate';
import { JobSlots } from './JobSlots';

/** What a job handed on, kept so that a later attempt, or a runner that starts again, can use it. */
export interface KeptOutputs {
  readonly outputs: Readonly<Record<string, string>>;
}

/** What runs share. */
export interface RunFacilities {
  readonly machine: Machine;
  readonly groups: ConcurrencyGroups;
  readonly slots: JobSlots;
  readonly gate: EnvironmentGate;
  readonly outputs: Collection<KeptOutputs>;
  /** The runner stops: nothing more may start. */
  readonly shutdown: AbortSignal;
}

type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

interface JobState {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
  /** It failed, or one that it needs did. */
  readonly failure: boolean;
  /** Its failure does not count for the run. */
  readonly forgiven?: boolean;
}

interface Variant {
  readonly matrix: Dictionary;
  readonly index: number;
  readonly total: number;
}

const ONE: Variant = { matrix: {}, index: 0, total: 1 };

/**
 * One attempt of a run: its jobs in the order of their needs. What is already completed in the store is taken as it
 * is, so an attempt that was interrupted goes on where it was.
 */
export class RunExecution {
  readonly #facilities: RunFacilities;
  readonly #run: WorkflowRun;
  readonly #workflow: Workflow;
  readonly #inputs: Dictionary;
  readonly #cancel = new AbortController();
  readonly #rows = new Map<string, WorkflowJob>();
  readonly #finished: JobState[] = [];

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
    for (const row of this.#actions.jobs(this.#run.id)) {
      this.#rows.set(row.key, row);
    }
    this.#announceJobs();
    const leave = await this.#enterGroup(
      this.#workflow.concurrency,
      this.#scope(),
      reason => this.cancel(reason),
      () => this.#actions.updateRun(this.#run.id, { status: 'pending' }),
    );
    try {
      await this.#jobs();
    } finally {
      leave?.();
    }
    if (!this.#facilities.shutdown.aborted) {
      this.#conclude();
    }
  }

  /** Makes the jobs whose names are known now, so that checks show at once what is to come. */
  #announceJobs(): void {
    for (const job of this.#workflow.jobs) {
      const nameIsKnown = !String(job.name ?? '').includes('${{');
      if (!job.strategy && nameIsKnown) {
        this.#row(job, ONE, this.#scope());
      }
    }
  }

  async #jobs(): Promise<void> {
    const states = new Map<string, Promise<JobState>>();
    for (const job of this.#workflow.jobs) {
      states.set(
        job.id,
        Promise.all(
          job.needs.map(
            async id => [id, await states.get(id)] as [string, JobState],
          ),
        ).then(needs => this.#job(job, new Map(needs))),
      );
    }
    this.#finished.push(...(await Promise.all(states.values())));
  }

  async #job(job: Job, needs: Map<string, JobState>): Promise<JobState> {
    const ancestors = [...needs.values()];
    const failure = ancestors.some(each => each.failure);
    const needsContext = Object.fromEntries(
      [...needs].map(([id, { result, outputs }]) => [id, { result, outputs }]),
    );
    const scope: Scope = {
      contexts: { ...this.#scope().contexts, needs: needsContext },
      functions: statusFunctions({
        success:
          !this.#cancel.signal.aborted &&
          ancestors.every(each => each.result === 'success'),
        failure,
        cancelled: this.#cancel.signal.aborted,
      }),
    };
    let variants: Variant[];
    try {
      const known = this.#rows.get(job.id);
      if (!(known?.status === 'completed') && !holds(job.if, scope)) {
        return this.#leaveOut(job, failure);
      }
      variants = variantsOf(job, scope);
    } catch (error) {
      return this.#failed(this.#row(job, ONE, scope), error);
    }
    const states = await this.#variants(job, variants, scope);
    const results = states.map(each => each.result);
    const worst = (['failure', 'cancelled', 'success'] as const).find(each =>
      results.includes(each),
    );
    return {
      result: worst ?? 'skipped',
      outputs: Object.assign({}, ...states.map(each => each.outputs)),
      failure: failure || states.some(each => each.failure),
      ...(states.some(each => each.forgiven) && { forgiven: true }),
    };
  }

  #leaveOut(job: Job, failure: boolean): JobState {
    const result = this.#cancel.signal.aborted ? 'cancelled' : 'skipped';
    const row = this.#row(job, ONE, this.#scope());
    this.#set(row, { status: 'completed', conclusion: result });
    return { result, outputs: {}, failure };
  }

  #failed(row: WorkflowJob, error: unknown): JobState {
    const { message } = error as Error;
    this.#actions.updateJob(row.id, {
      annotations: [{ level: 'failure', message }],
    });
    const time = this.#facilities.machine.clock.now().toISOString();
    this.#actions.appendLog(row.id, `${time} ##[error]${message}\n`);
    this.#set(row, { status: 'completed', conclusion: 'failure' });
    return { result: 'failure', outputs: {}, failure: true };
  }

  async #variants(
    job: Job,
    variants: Variant[],
    scope: Scope,
  ): Promise<JobState[]> {
    const siblings = new AbortController();
    const places = new JobSlots(job.strategy?.maxParallel ?? variants.length);
    const own = variants.map(variant => ({
      variant,
      scope: withContexts(scope, {
        matrix: variant.matrix,
        strategy: strategyContext(job, variant),
      }),
    }));
    // All of them are made before the first begins, so that the run shows them in order.
    own.forEach(each => this.#row(job, each.variant, each.scope));
    return Promise.all(
      own.map(async each => {
        const cancel = AbortSignal.any([this.#cancel.signal, siblings.signal]);
        const leave = await places.take(
          AbortSignal.any([cancel, this.#facilities.shutdown]),
        );
        try {
          const state = await this.#variant(
            job,
            each.variant,
            each.scope,
            cancel,
          );
          if (state.result === 'failure' && job.strategy?.failFast) {
            siblings.abort('Another job of the matrix failed');
          }
          return state;
        } finally {
          leave?.();
        }
      }),
    );
  }

  async #variant(
    job: Job,
    variant: Variant,
    scope: Scope,
    cancel: AbortSignal,
  ): Promise<JobState> {
    const row = this.#row(job, variant, scope);
    if (row.status === 'completed') {
      return this.#kept(row);
    }
    const own = new AbortController();
    // A job that runs because its run is cancelled (`if: always()`) is not stopped by that cancellation.
    const stop = this.#cancel.signal.aborted
      ? own.signal
      : AbortSignal.any([cancel, own.signal]);
    const signal = AbortSignal.any([stop, this.#facilities.shutdown]);
    try {
      const environment =
        job.environment && resolveText(job.environment.name, scope);
      const leave = await this.#enterGroup(
        job.concurrency,
        scope,
        reason => own.abort(reason),
        () => this.#set(row, { status: 'pending' }),
        signal,
      );
      try {
        const refused =
          environment && (await this.#passGate(row, environment, signal));
        if (refused) {
          return this.#failed(row, new Error(refused));
        }
        return await this.#onSlot(job, row, scope, environment, {
          cancel: stop,
          before: signal,
        });
      } finally {
        leave?.();
      }
    } catch (error) {
      return this.#failed(row, error);
    }
  }

  async #passGate(
    row: WorkflowJob,
    environment: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    this.#actions.updateJob(row.id, { environment });
    const answer = await this.#facilities.gate.pass(this.#run, environment, {
      signal,
      waits: () => this.#set(row, { status: 'waiting' }),
    });
    if (answer.state === 'open') {
      this.#set(row, { status: 'queued' });
    }
    return answer.state === 'refused' ? answer.reason : undefined;
  }

  async #onSlot(
    job: Job,
    row: WorkflowJob,
    scope: Scope,
    environment: string | undefined,
    signals: { cancel: AbortSignal; before: AbortSignal },
  ): Promise<JobState> {
    const { machine, slots, shutdown, outputs } = this.#facilities;
    const giveBack = await slots.take(signals.before);
    if (!giveBack) {
      if (!shutdown.aborted) {
        this.#set(row, { status: 'completed', conclusion: 'cancelled' });
      }
      return { result: 'cancelled', outputs: {}, failure: false };
    }
    try {
      this.#set(row, { status: 'in_progress' });
      const limit = startTimeLimit(
        'The job',
        Number(resolve(job.timeoutMinutes, scope)),
      );
      const outcome = await JobExecution.run(
        machine,
        {
          run: this.#run,
          workflow: this.#workflow,
          job,
          jobId: row.id,
          ...(environment && { environment }),
          inputs: this.#inputs,
          needs: scope.contexts.needs as Dictionary,
          matrix: scope.contexts.matrix as Dictionary,
          strategy: scope.contexts.strategy as Dictionary,
        },
        { cancel: AbortSignal.any([signals.cancel, limit.signal]), shutdown },
      ).finally(limit.clear);
      const forgiven =
        outcome.result === 'failure' &&
        toText(resolve(job.continueOnError, scope)) === 'true';
      outputs.put(String(row.id), { outputs: outcome.outputs });
      this.#set(row, { status: 'completed', conclusion: outcome.result });
      return {
        // Whoever needs a job that may fail goes on as if it had not.
        result: forgiven ? 'success' : outcome.result,
        outputs: outcome.outputs,
        failure: outcome.result === 'failure' && !forgiven,
        ...(forgiven && { forgiven }),
      };
    } finally {
      giveBack();
    }
  }

  /** The state of a job that an earlier start of the runner, or an earlier attempt, completed. */
  #kept(row: WorkflowJob): JobState {
    const result: Result =
      row.conclusion === 'success' ||
      row.conclusion === 'skipped' ||
      row.conclusion === 'cancelled'
        ? row.conclusion
        : 'failure';
    return {
      result,
      outputs: this.#facilities.outputs.get(String(row.id))?.outputs ?? {},
      failure: result === 'failure',
    };
  }

  async #enterGroup(
    concurrency: Concurrency | undefined,
    scope: Scope,
    cancel: (reason: string) => void,
    waits: () => void,
    signal: AbortSignal = AbortSignal.any([
      this.#cancel.signal,
      this.#facilities.shutdown,
    ]),
  ): Promise<(() => void) | undefined> {
    if (!concurrency) {
      return undefined;
    }
    const name = `${this.#run.repo} ${resolveText(concurrency.group, scope)}`;
    const place = this.#facilities.groups.enter(name, {
      cancelInProgress:
        toText(resolve(concurrency.cancelInProgress, scope)) === 'true',
      cancel,
      signal,
    });
    const undecided = Symbol('undecided');
    if (
      (await Promise.race([place, Promise.resolve(undecided)])) === undecided
    ) {
      waits();
    }
    return place;
  }

  #row(job: Job, variant: Variant, scope: Scope): WorkflowJob {
    const values = Object.values(variant.matrix);
    const suffix =
      values.length > 0 ? ` (${values.map(toText).join(', ')})` : '';
    const key = `${job.id}${suffix}`;
    const known = this.#rows.get(key);
    if (known) {
      return known;
    }
    const row = this.#actions.createJob(this.#run.id, {
      key,
      name: nameOf(job, scope) ?? key,
      ...(job.environment &&
        !String(job.environment.name).includes('${{') && {
          environment: String(job.environment.name),
        }),
    });
    this.#rows.set(key, row);
    return row;
  }

  #set(
    row: WorkflowJob,
    change: Pick<WorkflowJob, 'status'> &
      Partial<Pick<WorkflowJob, 'conclusion'>>,
  ): void {
    this.#rows.set(row.key, this.#actions.updateJob(row.id, change));
    const statuses = [...this.#rows.values()].map(each => each.status);
    const run = this.#actions.run(this.#run.id);
    const status = statusOf(statuses);
    if (status && run?.status !== status) {
      this.#actions.updateRun(this.#run.id, { status });
    }
  }

  #conclude(): void {
    const results = this.#finished.map(each => each.result);
    let conclusion: Result = 'success';
    if (results.includes('failure')) {
      conclusion = 'failure';
    } else if (this.#cancel.signal.aborted || results.includes('cancelled')) {
      conclusion = 'cancelled';
    } else if (results.every(each => each === 'skipped')) {
      conclusion = 'skipped';
    }
    this.#actions.updateRun(this.#run.id, { status: 'completed', conclusion });
  }

  #scope(): Scope {
    return {
      contexts: {
        github: githubContext(this.#facilities.machine.host, this.#run),
        vars: this.#actions.variables(this.#run.repo),
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

function withContexts(scope: Scope, contexts: Record<string, Value>): Scope {
  return { ...scope, contexts: { ...scope.contexts, ...contexts } };
}

function variantsOf(job: Job, scope: Scope): Variant[] {
  if (!job.strategy) {
    return [ONE];
  }
  const matrices = expandMatrix(deepResolve(job.strategy.matrix, scope));
  if (matrices.length === 0) {
    throw new Error(`The matrix of job ${job.id} has no combination`);
  }
  return matrices.map((matrix, index) => ({
    matrix,
    index,
    total: matrices.length,
  }));
}

function deepResolve(value: unknown, scope: Scope): Dictionary {
  const each = (inner: unknown): Value => {
    if (Array.isArray(inner)) {
      return inner.map(each);
    }
    if (typeof inner === 'object' && inner !== null) {
      return Object.fromEntries(
        Object.entries(inner).map(([key, item]) => [key, each(item)]),
      );
    }
    return resolve(inner as string | number | boolean | null, scope);
  };
  const matrix = each(value);
  if (typeof matrix !== 'object' || matrix === null || Array.isArray(matrix)) {
    throw new Error('strategy.matrix must be an object of lists');
  }
  return matrix as Dictionary;
}

function strategyContext(job: Job, variant: Variant): Dictionary {
  return {
    'fail-fast': job.strategy?.failFast ?? true,
    'job-index': variant.index,
    'job-total': variant.total,
    'max-parallel': job.strategy?.maxParallel ?? variant.total,
  };
}

/** The name that is shown; undefined where it cannot be known, or would be the same for all of a matrix. */
function nameOf(job: Job, scope: Scope): string | undefined {
  if (job.name === undefined) {
    return undefined;
  }
  try {
    return resolveText(job.name, scope) || undefined;
  } catch {
    // The job is left out before what its name speaks of is known; it shows under its key, as on GitHub.
    return undefined;
  }
}

function statusOf(statuses: ActionsStatus[]): ActionsStatus | undefined {
  if (statuses.includes('in_progress')) {
    return 'in_progress';
  }
  if (statuses.includes('waiting')) {
    return 'waiting';
  }
  return statuses.includes('completed') ? 'in_progress' : undefined;
}
