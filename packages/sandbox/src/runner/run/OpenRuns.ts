import type { Collection, DocumentStore } from '../../documents';
import type { CancelRequest, RerunRequest, WorkflowRun } from '../../github';
import { githubContext, variablesContext } from '../contexts';
import { resolveText } from '../expressions';
import { parseWorkflow, Workflow } from '../workflow';
import { carryOverJobs, giveUpJob } from './earlierJobs';
import { RunExecution } from './RunExecution';
import type { RunFacilities } from './RunFacilities';

/** Carries runs out. A run is written down from when it is made until it is completed. */
export class OpenRuns {
  readonly #facilities: RunFacilities;
  readonly #open: Collection<{ runId: number }>;
  readonly #executions = new Map<number, RunExecution>();
  readonly #work = new Set<Promise<void>>();

  constructor(facilities: RunFacilities, documents: DocumentStore) {
    this.#facilities = facilities;
    this.#open = documents.collection('runner.runs');
  }

  /** How many are being carried out. */
  get size(): number {
    return this.#work.size;
  }

  /** Resolves when those that are being carried out now are at their end. */
  async idle(): Promise<void> {
    await Promise.all(this.#work);
  }

  /** Writes a run down: a runner that is killed before it gets to it finds it. */
  open(runId: number): void {
    this.#open.put(String(runId), { runId });
  }

  execute(run: WorkflowRun, workflow: Workflow): void {
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
        if (this.#actions.run(run.id)?.status === 'completed') {
          this.#close(run.id);
        }
      });
    this.#work.add(work);
  }

  /** Goes on with the runs that a runner before this one left; jobs that ran then have failed. */
  async resume(): Promise<void> {
    const left = this.#open.values().map(({ runId }) => runId);
    for (const runId of left.sort((a, b) => a - b)) {
      const run = this.#actions.run(runId);
      if (!run || run.status === 'completed') {
        this.#close(runId);
        continue;
      }
      this.#actions
        .jobs(runId)
        .filter(job => job.status === 'in_progress')
        .forEach(job => giveUpJob(this.#facilities.machine, job));
      await this.#goOn(run);
    }
  }

  /** Runs a run's new attempt. */
  async rerun(request: RerunRequest): Promise<void> {
    const run = this.#actions.run(request.runId);
    if (!run) {
      return;
    }
    if (request.failedOnly) {
      carryOverJobs(this.#actions, this.#facilities.outputs, run);
    }
    await this.#goOn(run);
  }

  cancel(request: CancelRequest): void {
    const { runId, actor } = request;
    const reason = `The run was canceled by ${actor}.`;
    const execution = this.#executions.get(runId);
    if (execution) {
      execution.cancel(reason);
    } else if (this.#actions.run(runId)?.status !== 'completed') {
      this.#actions.updateRun(runId, {
        status: 'completed',
        conclusion: 'cancelled',
        message: reason,
      });
      this.#close(runId);
    }
  }

  async #goOn(run: WorkflowRun): Promise<void> {
    const { sha } = run.trigger;
    const files = await this.#actions.workflowFiles(run.repo, sha);
    const source = files.get(run.path);
    try {
      if (source === undefined) {
        throw new Error(`${run.path} is not in commit ${sha}`);
      }
      this.execute(run, parseWorkflow(run.path, source));
    } catch (error) {
      this.#failToStart(run, error);
    }
  }

  /** Gives a run the title that its workflow's `run-name` makes. */
  #nameRun(run: WorkflowRun, workflow: Workflow): void {
    const { machine } = this.#facilities;
    if (workflow.runName) {
      const displayTitle = resolveText(workflow.runName, {
        contexts: {
          github: githubContext(machine.host, run),
          inputs: { ...run.trigger.inputs },
          vars: variablesContext(machine, run.repo),
        },
      });
      this.#actions.updateRun(run.id, { displayTitle });
    }
  }

  #failToStart(run: WorkflowRun, error: unknown): void {
    this.#actions.updateRun(run.id, {
      status: 'completed',
      conclusion: 'startup_failure',
      message: (error as Error).message,
    });
    this.#close(run.id);
  }

  #close(runId: number): void {
    this.#open.delete(String(runId));
  }

  get #actions() {
    return this.#facilities.machine.host.actions;
  }
}
