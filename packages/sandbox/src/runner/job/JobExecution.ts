import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve as resolvePath } from 'node:path';
import type {
  ActionsConclusion,
  TokenPermissions,
  WorkflowStep,
} from '../../github';
import { findAction } from '../actions';
import { holds, resolve, resolveText, toText } from '../expressions';
import { startTimeLimit } from '../timeLimit';
import { withSignal } from '../withSignal';
import type { Step } from '../workflow';
import { ActionRun } from './ActionRun';
import type { JobAssignment, JobOutcome, Machine } from './JobAssignment';
import { JobLog } from './JobLog';
import { JobPaths } from './JobPaths';
import { JobValues, StepState } from './JobValues';
import { recordGroup } from './leftOverGroups';
import { Masker } from './Masker';
import { runProcess, signalGroup } from './runProcess';
import { StepFiles } from './StepFiles';

const DEFAULT_PERMISSIONS: TokenPermissions = { contents: 'read' };

/** By what a job is ended before its time. */
export interface JobSignals {
  /** Ends the present step; steps with `always()` or `cancelled()` still run, as on GitHub. */
  readonly cancel: AbortSignal;
  /** Ends everything at once, because the runner itself stops. */
  readonly shutdown: AbortSignal;
}

/** A step that is about to run, with the variables of its own and of its process. */
interface PreparedStep {
  readonly step: Step;
  readonly stepEnv: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly outputs: Record<string, string>;
}

/** One job on its way through its steps, in folders of its own. */
export class JobExecution {
  readonly #machine: Machine;
  readonly #assignment: JobAssignment;
  readonly #signals: JobSignals;
  readonly #paths: JobPaths;
  readonly #values: JobValues;
  readonly #masker = new Masker();
  readonly #log: JobLog;
  readonly #token: string;
  readonly #idToken: { url: string; token: string } | undefined;
  readonly #steps: WorkflowStep[];
  readonly #leftBehind: number[] = [];
  #summary = '';

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
    this.#machine = machine;
    this.#assignment = assignment;
    this.#paths = paths;
    this.#signals = signals;
    this.#log = new JobLog({
      clock: machine.clock,
      masker: this.#masker,
      append: text => actions.appendLog(jobId, text),
      annotated: annotations => actions.updateJob(jobId, { annotations }),
    });
    const permissions =
      job.permissions ?? workflow.permissions ?? DEFAULT_PERMISSIONS;
    this.#token = actions.mintToken(run.id, permissions);
    this.#masker.add(this.#token);
    if (permissions['id-token'] === 'write') {
      this.#idToken = actions.idTokenRequest({
        runId: run.id,
        ...(environment && { environment }),
      });
      this.#masker.add(this.#idToken.token);
    }
    Object.values(actions.secrets(run.repo)).forEach(secret =>
      this.#masker.add(secret),
    );
    this.#values = new JobValues({
      machine,
      assignment,
      paths,
      token: this.#token,
      idToken: this.#idToken,
      isCancelled: () => signals.cancel.aborted,
    });
    this.#steps = ['Set up job', ...job.steps.map(plainName)].map(
      (name, index) => ({
        name,
        number: index + 1,
        status: 'queued',
        conclusion: null,
      }),
    );
  }

  async #run(): Promise<JobOutcome> {
    const { job } = this.#assignment;
    const { shutdown } = this.#signals;
    const ready = await this.#setUp();
    for (const [index, step] of job.steps.entries()) {
      if (ready && !shutdown.aborted) {
        await this.#step(step, index + 1);
      } else {
        this.#record(index + 1, { status: 'completed', conclusion: 'skipped' });
      }
    }
    if (shutdown.aborted) {
      this.#values.status = 'failure';
      this.#log.error('The runner was stopped while this job ran');
    }
    const outputs = this.#outputs();
    return { result: this.#values.status, outputs };
  }

  /** Evaluates what holds for the whole job; false when the job cannot begin. */
  async #setUp(): Promise<boolean> {
    const { job, workflow, run } = this.#assignment;
    this.#begin(0);
    try {
      this.#log.line(`Job ${job.id} of ${workflow.path}, run ${run.id}`);
      for (const step of job.steps) {
        if (step.uses !== undefined) {
          findAction(step.uses, Object.keys(step.with));
        }
      }
      this.#values.declare(workflow.env);
      this.#values.declare(job.env);
      await writeFile(
        join(this.#paths.files, 'event.json'),
        JSON.stringify(this.#values.github().event, undefined, 2),
      );
      this.#end(0, 'success');
      return true;
    } catch (error) {
      this.#log.error((error as Error).message);
      this.#values.status = 'failure';
      this.#end(0, 'failure');
      return false;
    }
  }

  async #step(step: Step, index: number): Promise<void> {
    const { cancel } = this.#signals;
    // A step that begins after the cancellation is one that cleans up: the cancellation does not end it.
    const cleansUp = cancel.aborted;
    if (cleansUp) {
      this.#values.status = 'cancelled';
    }
    let state: StepState;
    try {
      if (!holds(step.if, this.#values.scope())) {
        this.#record(index, { status: 'completed', conclusion: 'skipped' });
        this.#remember(step, endedAs('skipped'));
        return;
      }
      this.#begin(index, this.#shownName(step));
      state = await this.#perform(step, cleansUp ? [] : [cancel]);
    } catch (error) {
      this.#begin(index);
      this.#log.error((error as Error).message);
      state = endedAs('failure');
    }
    if (cancel.aborted) {
      this.#values.status = 'cancelled';
      if (!cleansUp && state.outcome === 'failure') {
        state = {
          ...state,
          outcome: 'cancelled',
          conclusion: 'cancelled',
        };
      }
    } else if (state.conclusion === 'failure') {
      this.#values.status = 'failure';
    }
    this.#remember(step, state);
    this.#end(index, state.conclusion);
  }

  async #perform(
    step: Step,
    cancels: readonly AbortSignal[],
  ): Promise<StepState> {
    const files = await StepFiles.make(this.#paths.files);
    const stepEnv = this.#values.texts(step.env, this.#values.scope());
    const scope = this.#values.scope(stepEnv);
    const limit =
      step.timeoutMinutes === undefined
        ? undefined
        : startTimeLimit(
            'The step',
            Number(resolve(step.timeoutMinutes, scope)),
          );
    const outputs: Record<string, string> = {};
    let failed = false;
    const attempt = async (work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        failed = true;
        this.#log.error((error as Error).message);
      }
    };
    const env = this.#values.environment(files.env, stepEnv);
    const ends = limit ? [...cancels, limit.signal] : cancels;
    await attempt(() =>
      withSignal(ends, signal => {
        const prepared = { step, stepEnv, env, signal, outputs };
        return step.run === undefined
          ? this.#action(prepared)
          : this.#script(prepared);
      }),
    );
    limit?.clear();
    await attempt(async () => {
      const results = await files.read();
      results.env.forEach((value, name) => this.#values.export(name, value));
      results.paths.forEach(folder => this.#values.addPath(folder));
      Object.assign(outputs, Object.fromEntries(results.outputs));
      this.#summarize(results.summary);
    });
    const goesOn =
      failed && toText(resolve(step.continueOnError, scope)) === 'true';
    return {
      outputs,
      outcome: failed ? 'failure' : 'success',
      conclusion: failed && !goesOn ? 'failure' : 'success',
    };
  }

  async #script({ step, stepEnv, env, signal }: PreparedStep): Promise<void> {
    const { job, workflow } = this.#assignment;
    const scope = this.#values.scope(stepEnv);
    const script = resolveText(step.run ?? '', scope);
    const shell =
      step.shell ?? job.defaults.shell ?? workflow.defaults.shell ?? 'bash';
    const folder =
      step.workingDirectory ??
      job.defaults.workingDirectory ??
      workflow.defaults.workingDirectory ??
      '.';
    const file = join(this.#paths.files, `${randomUUID()}.sh`);
    await writeFile(file, script);
    const options =
      shell === 'sh' ? ['-e'] : ['--noprofile', '--norc', '-eo', 'pipefail'];
    this.#introduce(firstLine(script), stepEnv, [
      script.trimEnd(),
      `shell: ${[shell, ...options].join(' ')}`,
    ]);
    const code = await runProcess({
      command: shell,
      args: [...options, file],
      cwd: resolvePath(this.#paths.workspace, resolveText(folder, scope)),
      env,
      onLine: line => this.#log.output(line),
      onStart: group => recordGroup(this.#paths, group),
      onLeftBehind: group => this.#leftBehind.push(group),
      signal,
      shutdown: this.#signals.shutdown,
    });
    if (signal.aborted) {
      throw new Error(String(signal.reason));
    }
    if (code !== 0) {
      throw new Error(`Process completed with exit code ${code}.`);
    }
  }

  async #action(prepared: PreparedStep): Promise<void> {
    const { step, stepEnv, env, signal, outputs } = prepared;
    const { run } = this.#assignment;
    const uses = step.uses ?? '';
    const given = this.#values.texts(step.with, this.#values.scope(stepEnv));
    this.#introduce(
      uses,
      stepEnv,
      Object.entries(given).map(([name, value]) => `  ${name}: ${value}`),
    );
    const action = findAction(uses, Object.keys(step.with));
    await withSignal([signal, this.#signals.shutdown], either =>
      action.run(
        new ActionRun({
          host: this.#machine.host,
          run,
          action,
          given,
          paths: this.#paths,
          artifacts: join(this.#machine.workDir, 'artifacts', String(run.id)),
          token: this.#token,
          env,
          signal: either,
          log: this.#log,
          masker: this.#masker,
          setOutput: (name, value) => {
            outputs[name] = value;
          },
          exportVariable: (name, value) => this.#values.export(name, value),
          addPath: folder => this.#values.addPath(folder),
        }),
      ),
    );
  }

  /** Writes the head of a step's log: what it runs, with what. */
  #introduce(
    title: string,
    stepEnv: Readonly<Record<string, string>>,
    lines: readonly string[],
  ): void {
    const env = Object.entries(this.#values.env(stepEnv));
    this.#log.line(`##[group]Run ${title}`);
    lines.forEach(line => this.#log.line(line));
    if (env.length > 0) {
      this.#log.line('env:');
    }
    env.forEach(([name, value]) => this.#log.line(`  ${name}: ${value}`));
    this.#log.line('##[endgroup]');
  }

  #summarize(markdown: string): void {
    if (markdown.trim() !== '') {
      this.#summary += `${this.#masker.mask(markdown).trimEnd()}\n`;
      this.#machine.host.actions.updateJob(this.#assignment.jobId, {
        summary: this.#summary,
      });
    }
  }

  /** What the job hands on; a value in which a secret shows is left out. */
  #outputs(): Record<string, string> {
    const outputs: Record<string, string> = {};
    const declared = Object.entries(this.#assignment.job.outputs);
    for (const [name, template] of declared) {
      try {
        const value = resolveText(template, this.#values.scope());
        if (this.#masker.hides(value)) {
          this.#log.annotate({
            level: 'warning',
            message: `Skip output '${name}' since it may contain a secret.`,
          });
        } else if (value !== '') {
          outputs[name] = value;
        }
      } catch (error) {
        this.#values.status = 'failure';
        this.#log.error(`outputs.${name}: ${(error as Error).message}`);
      }
    }
    return outputs;
  }

  #shownName(step: Step): string {
    const name = resolveText(plainName(step), this.#values.scope());
    return this.#masker.mask(name);
  }

  #remember(step: Step, state: StepState): void {
    if (step.id) {
      this.#values.remember(step.id, state);
    }
  }

  #begin(index: number, name?: string): void {
    this.#record(index, {
      status: 'in_progress',
      startedAt: this.#machine.clock.now().toISOString(),
      ...(name && { name }),
    });
  }

  #end(index: number, conclusion: ActionsConclusion): void {
    this.#log.flush();
    this.#record(index, {
      status: 'completed',
      conclusion,
      completedAt: this.#machine.clock.now().toISOString(),
    });
  }

  #record(index: number, change: Partial<WorkflowStep>): void {
    this.#steps[index] = { ...this.#steps[index], ...change };
    this.#machine.host.actions.updateJob(this.#assignment.jobId, {
      steps: [...this.#steps],
    });
  }

  async #close(): Promise<void> {
    const { actions } = this.#machine.host;
    this.#log.flush();
    actions.revokeToken(this.#token);
    if (this.#idToken) {
      actions.revokeToken(this.#idToken.token);
    }
    this.#leftBehind.forEach(group => signalGroup(group, 'SIGKILL'));
    await this.#paths.remove();
  }
}

function endedAs(result: 'skipped' | 'failure'): StepState {
  return { outputs: {}, outcome: result, conclusion: result };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0];
}

/** The name a step has before its expressions are evaluated. */
function plainName(step: Step): string {
  return step.name === undefined
    ? `Run ${firstLine(step.uses ?? step.run ?? '')}`
    : String(step.name);
}
