import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenPermissions } from '../../github';
import { findAction } from '../actions';
import { holds, resolveText } from '../expressions';
import type { Step } from '../workflow';
import type { JobAssignment, JobOutcome, Machine } from './JobAssignment';
import { JobLog } from './JobLog';
import { JobPaths } from '../JobPaths';
import type { JobRoom, JobSignals } from './JobRoom';
import { JobValues, StepState } from './JobValues';
import { Masker } from './Masker';
import { signalGroup } from './runProcess';
import { StepExecution } from './StepExecution';
import { plainName } from './stepName';
import { StepRecords } from './StepRecords';

const DEFAULT_PERMISSIONS: TokenPermissions = { contents: 'read' };

/** One job on its way through its steps, in folders of its own. */
export class JobExecution {
  readonly #room: JobRoom;
  readonly #idToken: { url: string; token: string } | undefined;
  readonly #records: StepRecords;
  readonly #execution: StepExecution;

  /** Runs a job to its end. It has left nothing running and no folder when this resolves. */
  static async run(
    machine: Machine,
    assignment: JobAssignment,
    signals: JobSignals,
  ): Promise<JobOutcome> {
    const paths = await JobPaths.make(
      join(machine.workDir, 'jobs', String(assignment.jobId)),
    );
    const execution = new JobExecution(machine, assignment, paths, signals);
    try {
      return await execution.#run();
    } finally {
      await execution.#close();
    }
  }

  private constructor(
    machine: Machine,
    assignment: JobAssignment,
    paths: JobPaths,
    signals: JobSignals,
  ) {
    const { actions } = machine.host;
    const { run, job, workflow, jobId, environment } = assignment;
    const masker = new Masker();
    const log = new JobLog({
      clock: machine.clock,
      masker,
      append: text => actions.appendLog(jobId, text),
      annotated: annotations => actions.updateJob(jobId, { annotations }),
    });
    const permissions =
      job.permissions ?? workflow.permissions ?? DEFAULT_PERMISSIONS;
    const token = actions.mintToken(run.id, permissions, job.id);
    masker.add(token);
    if (permissions['id-token'] === 'write') {
      this.#idToken = actions.idTokenRequest({
        runId: run.id,
        ...(environment && { environment }),
      });
      masker.add(this.#idToken.token);
    }
    Object.values(actions.secrets(run.repo)).forEach(secret =>
      masker.add(secret),
    );
    const values = new JobValues({
      machine,
      assignment,
      paths,
      token,
      idToken: this.#idToken,
      isCancelled: () => signals.cancel.aborted,
    });
    this.#room = {
      machine,
      assignment,
      signals,
      paths,
      values,
      masker,
      log,
      token,
      leftBehind: [],
    };
    this.#execution = new StepExecution(this.#room);
    this.#records = new StepRecords({
      names: ['Set up job', ...job.steps.map(plainName)],
      clock: machine.clock,
      save: steps => actions.updateJob(jobId, { steps }),
    });
  }

  async #run(): Promise<JobOutcome> {
    const { assignment, signals, values, log } = this.#room;
    const ready = await this.#setUp();
    for (const [index, step] of assignment.job.steps.entries()) {
      if (ready && !signals.shutdown.aborted) {
        await this.#step(step, index + 1);
      } else {
        this.#records.skip(index + 1);
      }
    }
    if (signals.shutdown.aborted) {
      values.status = 'failure';
      log.error('The runner was stopped while this job ran');
    }
    const outputs = this.#outputs();
    return { result: values.status, outputs };
  }

  /** Evaluates what holds for the whole job; false when the job cannot begin. */
  async #setUp(): Promise<boolean> {
    const { job, workflow, run } = this.#room.assignment;
    this.#records.begin(0);
    try {
      this.#room.log.line(`Job ${job.id} of ${workflow.path}, run ${run.id}`);
      for (const step of job.steps) {
        if (step.uses !== undefined) {
          findAction(step.uses, Object.keys(step.with));
        }
      }
      this.#room.values.declare(workflow.env);
      this.#room.values.declare(job.env);
      await writeFile(
        join(this.#room.paths.files, 'event.json'),
        JSON.stringify(this.#room.values.github().event, undefined, 2),
      );
      this.#end(0, 'success');
      return true;
    } catch (error) {
      this.#room.log.error((error as Error).message);
      this.#room.values.status = 'failure';
      this.#end(0, 'failure');
      return false;
    }
  }

  async #step(step: Step, index: number): Promise<void> {
    const { cancel } = this.#room.signals;
    // A step that begins after the cancellation is one that cleans up: the cancellation does not end it.
    const cleansUp = cancel.aborted;
    if (cleansUp) {
      this.#room.values.status = 'cancelled';
    }
    let state: StepState;
    try {
      if (!holds(step.if, this.#room.values.scope())) {
        this.#records.skip(index);
        this.#remember(step, endedAs('skipped'));
        return;
      }
      this.#records.begin(index, this.#shownName(step));
      state = await this.#execution.perform(step, cleansUp ? [] : [cancel]);
    } catch (error) {
      this.#records.begin(index);
      this.#room.log.error((error as Error).message);
      state = endedAs('failure');
    }
    if (cancel.aborted) {
      this.#room.values.status = 'cancelled';
      if (!cleansUp && state.outcome === 'failure') {
        state = {
          ...state,
          outcome: 'cancelled',
          conclusion: 'cancelled',
        };
      }
    } else if (state.conclusion === 'failure') {
      this.#room.values.status = 'failure';
    }
    this.#remember(step, state);
    this.#end(index, state.conclusion);
  }

  /** What the job hands on; a value in which a secret shows is left out. */
  #outputs(): Record<string, string> {
    const outputs: Record<string, string> = {};
    const declared = Object.entries(this.#room.assignment.job.outputs);
    for (const [name, template] of declared) {
      try {
        const value = resolveText(template, this.#room.values.scope());
        if (this.#room.masker.hides(value)) {
          this.#room.log.annotate({
            level: 'warning',
            message: `Skip output '${name}' since it may contain a secret.`,
          });
        } else if (value !== '') {
          outputs[name] = value;
        }
      } catch (error) {
        this.#room.values.status = 'failure';
        this.#room.log.error(`outputs.${name}: ${(error as Error).message}`);
      }
    }
    return outputs;
  }

  #shownName(step: Step): string {
    const name = resolveText(plainName(step), this.#room.values.scope());
    return this.#room.masker.mask(name);
  }

  #remember(step: Step, state: StepState): void {
    if (step.id) {
      this.#room.values.remember(step.id, state);
    }
  }

  #end(index: number, result: StepState['conclusion']): void {
    this.#room.log.flush();
    this.#records.end(index, result);
  }

  async #close(): Promise<void> {
    const { actions } = this.#room.machine.host;
    this.#room.log.flush();
    actions.revokeToken(this.#room.token);
    if (this.#idToken) {
      actions.revokeToken(this.#idToken.token);
    }
    this.#room.leftBehind.forEach(group => signalGroup(group, 'SIGKILL'));
    await this.#room.paths.remove();
  }
}

function endedAs(result: 'skipped' | 'failure'): StepState {
  return { outputs: {}, outcome: result, conclusion: result };
}
