import { randomUUID } from 'node:crypto';
import type { Collection, DocumentStore } from '../documents';
import type {
  CancelRequest,
  RerunRequest,
  WorkflowRun,
  WorkflowTrigger,
} from '../github';
import { githubContext, variablesContext } from './contexts';
import { resolveText } from './expressions';
import type { Machine } from './job/JobAssignment';
import type { RunnerSandbox } from './RunnerSandbox';
import { carryOverJobs, giveUpJob } from './run/earlierJobs';
import { ConcurrencyGroups } from './run/ConcurrencyGroups';
import { EnvironmentGate } from './run/EnvironmentGate';
import { JobSlots } from './run/JobSlots';
import { RunExecution } from './run/RunExecution';
import type { KeptOutputs, RunFacilities } from './run/RunFacilities';
import { Schedules } from './Schedules';
import { isTriggeredBy, parseWorkflow, Workflow } from './workflow';

const BOT = 'github-actions[bot]';
const SKIP = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/;

/** An event that was heard and is not yet acted on. */
interface PendingTrigger {
  readonly id: string;
  readonly trigger: WorkflowTrigger;
}

/**
 * Turns events of GitHub into runs, and runs into work.
 *
 * An event is written down before anything is done about it, and a run until it is completed; a runner that was
 * killed therefore finds both again, and goes on from there.
 */
export class Runner implements RunnerSandbox {
  readonly #machine: Machine;
  readonly #documents: DocumentStore;
  readonly #facilities: RunFacilities;
  readonly #schedules: Schedules;
  /** Events that are not yet runs. */
  readonly #triggers: Collection<PendingTrigger>;
  /** Runs that are not yet completed. */
  readonly #open: Collection<{ runId: number }>;
  readonly #shutdown = new AbortController();
  readonly #executions = new Map<number, RunExecution>();
  readonly #work = new Set<Promise<void>>();
  readonly #stopListening: (() => void)[];
  /** Events are taken one after the other, so that runs are numbered in the order of what caused them. */
  #intake: Promise<void> = Promise.resolve();

  static async start(options: {
    machine: Machine;
    documents: DocumentStore;
    jobs: number;
    repositories: readonly string[];
  }): Promise<Runner> {
    const runner = new Runner(options);
    const left = runner.#triggers.values();
    runner.#enqueue(() => runner.#resume(left));
    await runner.#intake;
    return runner;
  }

  private constructor(options: {
    machine: Machine;
    documents: DocumentStore;
    jobs: number;
    repositories: readonly string[];
  }) {
    const { machine, documents } = options;
    const { events } = machine.host;
    this.#machine = machine;
    this.#documents = documents;
    this.#triggers = documents.collection('runner.triggers');
    this.#open = documents.collection('runner.runs');
    this.#facilities = {
      machine,
      groups: new ConcurrencyGroups(),
      slots: new JobSlots(options.jobs),
      gate: new EnvironmentGate(machine.host),
      outputs: documents.collection<KeptOutputs>('runner.outputs'),
      shutdown: this.#shutdown.signal,
    };
    this.#schedules = new Schedules({
      host: machine.host,
      clock: machine.clock,
      repositories: documents.collection('runner.repositories'),
      due: trigger => this.#accept(trigger),
    });
    options.repositories.forEach(repo => this.#schedules.watch(repo));
    this.#stopListening = [
      events.on('workflowTrigger', trigger => this.#accept(trigger)),
      events.on('rerun', request => this.#acceptRerun(request)),
      events.on('cancel', request => this.#cancel(request)),
    ];
    this.#schedules.start();
  }

  async idle(): Promise<void> {
    let seen: unknown;
    while (seen !== this.#intake || this.#work.size > 0) {
      seen = this.#intake;
      await this.#intake;
      await Promise.all(this.#work);
    }
  }

  async tick(): Promise<void> {
    await this.#schedules.tick();
    await this.#intake;
  }

  async close(): Promise<void> {
    this.#stopListening.forEach(stop => stop());
    this.#schedules.stop();
    this.#shutdown.abort('The runner was stopped');
    await this.idle();
  }

  #enqueue(work: () => Promise<void>): void {
    this.#intake = this.#intake.then(async () => {
      if (!this.#shutdown.signal.aborted) {
        // One event that cannot be read must not keep the runner from those after it.
        await work().catch(error => process.emitWarning(error as Error));
      }
    });
  }

  #accept(trigger: WorkflowTrigger): void {
    this.#schedules.watch(trigger.repo);
    const byWorkflow =
      trigger.sender === BOT &&
      (trigger.event === 'push' || trigger.event === 'pull_request') &&
      !trigger.needsApproval;
    // What a workflow does with its own token starts no further workflow, or they could go on for ever.
    if (byWorkflow || isSkipped(trigger)) {
      return;
    }
    const id = randomUUID();
    this.#triggers.put(id, { id, trigger });
    this.#enqueue(() => this.#begin({ id, trigger }));
  }

  /** Makes the runs that an event starts. */
  async #begin({ id, trigger }: PendingTrigger): Promise<void> {
    const { actions } = this.#machine.host;
    const files = await actions.workflowFiles(trigger.repo, trigger.sha);
    const started: { run: WorkflowRun; workflow: Workflow }[] = [];
    this.#documents.transaction(() => {
      for (const [path, source] of files) {
        const workflow = this.#read(trigger, path, source);
        if (workflow && isTriggeredBy(workflow, trigger)) {
          const run = actions.createRun({
            trigger,
            path,
            name: workflow.name,
          });
          if (trigger.needsApproval) {
            actions.updateRun(run.id, {
              status: 'completed',
              conclusion: 'action_required',
            });
            continue;
          }
          this.#open.put(String(run.id), { runId: run.id });
          started.push({ run, workflow });
        }
      }
      this.#triggers.delete(id);
    });
    started.forEach(({ run, workflow }) => this.#execute(run, workflow));
  }

  /** Reads a workflow; one that cannot be read becomes a failed run that says why, where it might have been meant. */
  #read(
    trigger: WorkflowTrigger,
    path: string,
    source: string,
  ): Workflow | undefined {
    try {
      return parseWorkflow(path, source);
    } catch (error) {
      const isMeant =
        trigger.workflow === path ||
        trigger.event === 'push' ||
        ['opened', 'synchronize', 'reopened'].includes(trigger.action ?? '');
      if (isMeant && trigger.event !== 'schedule') {
        const { actions } = this.#machine.host;
        const run = actions.createRun({ trigger, path, name: path });
        actions.updateRun(run.id, {
          status: 'completed',
          conclusion: 'startup_failure',
          message: (error as Error).message,
        });
      }
      return undefined;
    }
  }

  #execute(run: WorkflowRun, workflow: Workflow): void {
    const { actions } = this.#machine.host;
    let execution: RunExecution;
    try {
      this.#nameRun(run, workflow);
      execution = new RunExecution({
        facilities: this.#facilities,
        run,
        workflow,
      });
    } catch (error) {
      this.#failToStart(run, error);
      return;
    }
    this.#executions.set(run.id, execution);
    const work = execution
      .execute()
      .catch(error => this.#failToStart(run, error))
      .then(() => {
        this.#executions.delete(run.id);
        this.#work.delete(work);
        if (actions.run(run.id)?.status === 'completed') {
          this.#open.delete(String(run.id));
        }
      });
    this.#work.add(work);
  }

  /** Gives a run the title that its workflow's `run-name` makes. */
  #nameRun(run: WorkflowRun, workflow: Workflow): void {
    const { host } = this.#machine;
    if (workflow.runName) {
      const displayTitle = resolveText(workflow.runName, {
        contexts: {
          github: githubContext(host, run),
          inputs: { ...run.trigger.inputs },
          vars: variablesContext(this.#machine, run.repo),
        },
      });
      host.actions.updateRun(run.id, { displayTitle });
    }
  }

  /** Goes on with the runs, and with the events, that a runner before this one left. */
  async #resume(left: readonly PendingTrigger[]): Promise<void> {
    const { actions } = this.#machine.host;
    const runs = this.#open
      .values()
      .map(({ runId }) => runId)
      .sort((a, b) => a - b);
    for (const runId of runs) {
      const run = actions.run(runId);
      if (!run || run.status === 'completed') {
        this.#open.delete(String(runId));
        continue;
      }
      actions
        .jobs(runId)
        .filter(job => job.status === 'in_progress')
        .forEach(job => giveUpJob(this.#machine, job));
      await this.#goOn(run);
    }
    for (const pending of left) {
      await this.#begin(pending);
    }
  }

  async #goOn(run: WorkflowRun): Promise<void> {
    const { actions } = this.#machine.host;
    const files = await actions.workflowFiles(run.repo, run.trigger.sha);
    const source = files.get(run.path);
    try {
      if (source === undefined) {
        throw new Error(`${run.path} is not in commit ${run.trigger.sha}`);
      }
      this.#execute(run, parseWorkflow(run.path, source));
    } catch (error) {
      this.#failToStart(run, error);
    }
  }

  #failToStart(run: WorkflowRun, error: unknown): void {
    this.#machine.host.actions.updateRun(run.id, {
      status: 'completed',
      conclusion: 'startup_failure',
      message: (error as Error).message,
    });
    this.#open.delete(String(run.id));
  }

  #acceptRerun(request: RerunRequest): void {
    // Written down at once: a runner that is killed before it gets to it finds the run.
    this.#open.put(String(request.runId), { runId: request.runId });
    this.#enqueue(() => this.#rerun(request));
  }

  async #rerun(request: RerunRequest): Promise<void> {
    const { actions } = this.#machine.host;
    const run = actions.run(request.runId);
    if (!run) {
      return;
    }
    if (request.failedOnly) {
      carryOverJobs(actions, this.#facilities.outputs, run);
    }
    await this.#goOn(run);
  }

  #cancel(request: CancelRequest): void {
    const { actions } = this.#machine.host;
    const reason = `The run was canceled by ${request.actor}.`;
    const execution = this.#executions.get(request.runId);
    if (execution) {
      execution.cancel(reason);
    } else if (actions.run(request.runId)?.status !== 'completed') {
      actions.updateRun(request.runId, {
        status: 'completed',
        conclusion: 'cancelled',
        message: reason,
      });
      this.#open.delete(String(request.runId));
    }
  }
}

function isSkipped({ event, payload }: WorkflowTrigger): boolean {
  const { head_commit: commit } = payload as {
    head_commit?: { message?: string } | null;
  };
  return event === 'push' && SKIP.test(commit?.message ?? '');
}
