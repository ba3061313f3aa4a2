import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { delimiter, join, resolve as resolvePath } from 'node:path';
import type {
  ActionsConclusion,
  TokenPermissions,
  WorkflowStep,
} from '../../github';
import { findAction } from '../actions';
import { githubContext, statusFunctions } from '../contexts';
import {
  Dictionary,
  holds,
  resolve,
  resolveText,
  Scope,
  Template,
  toText,
  Value,
} from '../expressions';
import type { Step } from '../workflow';
import { ActionRun } from './ActionRun';
import { baseEnvironment } from './baseEnvironment';
import { hashFilesFunction } from './hashFiles';
import { JobAssignment, JobOutcome, Machine } from './JobAssignment';
import { JobLog } from './JobLog';
import { JobPaths } from './JobPaths';
import { Masker } from './Masker';
import { recordGroup } from './leftOverGroups';
import { runProcess, signalGroup } from './runProcess';
import { StepFiles } from './StepFiles';

const DEFAULT_PERMISSIONS: TokenPermissions = { contents: 'read' };
const MINUTE = 60_000;
/** The longest delay a timer can hold; longer ones would fire at once. */
const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;

type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

/** What became of a step: `outcome` before and `conclusion` after `continue-on-error`. */
interface StepState {
  readonly outputs: Dictionary;
  readonly outcome: Result;
  readonly conclusion: Result;
}

/**
 * One job on its way through its steps, in folders of its own.
 *
 * `cancel` ends the present step and lets the steps with `always()` or `cancelled()` run, as on GitHub; `shutdown`
 * ends everything at once, because the runner itself stops.
 */
export class JobExecution {
  readonly #machine: Machine;
  readonly #assignment: JobAssignment;
  readonly #cancel: AbortSignal;
  readonly #shutdown: AbortSignal;
  readonly #paths: JobPaths;
  readonly #masker = new Masker();
  readonly #log: JobLog;
  readonly #token: string;
  readonly #idToken: { url: string; token: string } | undefined;
  readonly #steps: WorkflowStep[];
  readonly #states: Record<string, StepState & { [key: string]: Value }> = {};
  readonly #leftBehind: number[] = [];
  readonly #exported: Record<string, string> = {};
  #addedPaths: string[] = [];
  #declaredEnv: Record<string, string> = {};
  #summary = '';
  #status: 'success' | 'failure' | 'cancelled' = 'success';

  /** Runs a job to its end. It has left nothing running and no folder when this resolves. */
  static async run(
    machine: Machine,
    assignment: JobAssignment,
    signals: { cancel: AbortSignal; shutdown: AbortSignal },
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
    signals: { cancel: AbortSignal; shutdown: AbortSignal },
  ) {
    const { actions } = machine.host;
    const { run, job, workflow, jobId, environment } = assignment;
    this.#machine = machine;
    this.#assignment = assignment;
    this.#paths = paths;
    this.#cancel = signals.cancel;
    this.#shutdown = signals.shutdown;
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
    for (const secret of Object.values(actions.secrets(run.repo))) {
      this.#masker.add(secret);
    }
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
    if (await this.#setUp()) {
      for (const [index, step] of job.steps.entries()) {
        if (this.#shutdown.aborted) {
          break;
        }
        await this.#step(step, index + 1);
      }
    } else {
      this.#steps.slice(1).forEach((_, index) => {
        this.#record(index + 1, { status: 'completed', conclusion: 'skipped' });
      });
    }
    if (this.#shutdown.aborted) {
      this.#status = 'failure';
      this.#log.error('The runner was stopped while this job ran');
    }
    return { result: this.#status, outputs: this.#outputs() };
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
      for (const declared of [workflow.env, job.env]) {
        const values = this.#texts(declared, this.#scope());
        this.#declaredEnv = { ...this.#declaredEnv, ...values };
      }
      await writeFile(
        join(this.#paths.files, 'event.json'),
        JSON.stringify(this.#github().event, undefined, 2),
      );
      this.#end(0, 'success');
      return true;
    } catch (error) {
      this.#log.error((error as Error).message);
      this.#status = 'failure';
      this.#end(0, 'failure');
      return false;
    }
  }

  async #step(step: Step, index: number): Promise<void> {
    let state: StepState;
    try {
      if (!holds(step.if, this.#scope())) {
        this.#record(index, { status: 'completed', conclusion: 'skipped' });
        this.#remember(step, {
          outputs: {},
          outcome: 'skipped',
          conclusion: 'skipped',
        });
        return;
      }
      this.#begin(index, this.#stepName(step));
      state = await this.#perform(step);
    } catch (error) {
      this.#begin(index);
      this.#log.error((error as Error).message);
      state = { outputs: {}, outcome: 'failure', conclusion: 'failure' };
    }
    if (this.#cancel.aborted && state.outcome === 'failure') {
      state = { ...state, outcome: 'cancelled', conclusion: 'cancelled' };
    }
    if (state.conclusion === 'failure' && this.#status === 'success') {
      this.#status = 'failure';
    }
    if (this.#cancel.aborted) {
      this.#status = 'cancelled';
    }
    this.#remember(step, state);
    this.#end(index, state.conclusion);
  }

  async #perform(step: Step): Promise<StepState> {
    const files = await StepFiles.make(this.#paths.files);
    const declared = this.#texts(step.env, this.#scope());
    const env = this.#environment(files, declared);
    const limit = this.#timeLimit(step.timeoutMinutes);
    const outputs: Record<string, string> = {};
    let failed = false;
    try {
      // A step that begins after the cancellation is one that cleans up: only the stop of the runner ends it.
      const signal = this.#cancel.aborted
        ? limit.signal
        : AbortSignal.any([this.#cancel, limit.signal]);
      if (step.run === undefined) {
        await this.#action(step, env, signal, outputs, declared);
      } else {
        await this.#script(step, env, signal, declared);
      }
    } catch (error) {
      failed = true;
      this.#log.error((error as Error).message);
    } finally {
      limit.clear();
    }
    try {
      const results = await files.read();
      this.#export(results.env);
      this.#addedPaths = [...results.paths.toReversed(), ...this.#addedPaths];
      Object.assign(outputs, Object.fromEntries(results.outputs));
      this.#summarize(results.summary);
    } catch (error) {
      failed = true;
      this.#log.error((error as Error).message);
    }
    const goesOn =
      failed &&
      toText(resolve(step.continueOnError, this.#scope(declared))) === 'true';
    return {
      outputs,
      outcome: failed ? 'failure' : 'success',
      conclusion: failed && !goesOn ? 'failure' : 'success',
    };
  }

  async #script(
    step: Step,
    env: Record<string, string>,
    signal: AbortSignal,
    declared: Record<string, string>,
  ): Promise<void> {
    const { job, workflow } = this.#assignment;
    const scope = this.#scope(declared);
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
    const args =
      shell === 'sh'
        ? ['-e', file]
        : ['--noprofile', '--norc', '-eo', 'pipefail', file];
    this.#log.line(`##[group]Run ${script.trim().split('\n')[0]}`);
    this.#log.line(script.trimEnd());
    this.#log.line(`shell: ${[shell, ...args.slice(0, -1)].join(' ')}`);
    this.#logEnvironment(declared);
    this.#log.line('##[endgroup]');
    const code = await runProcess({
      command: shell,
      args,
      cwd: resolvePath(this.#paths.workspace, resolveText(folder, scope)),
      env,
      onLine: line => this.#log.output(line),
      onStart: group => recordGroup(this.#paths, group),
      onLeftBehind: group => this.#leftBehind.push(group),
      signal,
      shutdown: this.#shutdown,
    });
    if (signal.aborted) {
      throw new Error(String(signal.reason));
    }
    if (code !== 0) {
      throw new Error(`Process completed with exit code ${code}.`);
    }
  }

  async #action(
    step: Step,
    env: Record<string, string>,
    signal: AbortSignal,
    outputs: Record<string, string>,
    declared: Record<string, string>,
  ): Promise<void> {
    const { run } = this.#assignment;
    const uses = step.uses ?? '';
    const action = findAction(uses, Object.keys(step.with));
    const given = this.#texts(step.with, this.#scope(declared));
    this.#log.line(`##[group]Run ${uses}`);
    for (const [name, value] of Object.entries(given)) {
      this.#log.line(`  ${name}: ${value}`);
    }
    this.#logEnvironment(declared);
    this.#log.line('##[endgroup]');
    await action.run(
      new ActionRun({
        host: this.#machine.host,
        run,
        action,
        given,
        paths: this.#paths,
        artifacts: join(this.#machine.workDir, 'artifacts', String(run.id)),
        token: this.#token,
        env,
        signal: AbortSignal.any([signal, this.#shutdown]),
        log: this.#log,
        masker: this.#masker,
        setOutput: (name, value) => {
          outputs[name] = value;
        },
        exportVariable: (name, value) => this.#export(new Map([[name, value]])),
        addPath: folder => {
          this.#addedPaths = [folder, ...this.#addedPaths];
        },
      }),
    );
  }

  /** Values of expressions at this moment. */
  #scope(stepEnv: Record<string, string> = {}): Scope {
    const { run, inputs, needs, matrix, strategy } = this.#assignment;
    const { actions } = this.#machine.host;
    return {
      contexts: {
        github: this.#github(),
        env: { ...this.#declaredEnv, ...this.#exported, ...stepEnv },
        vars: actions.variables(run.repo),
        secrets: {
          ...actions.secrets(run.repo),
          GITHUB_TOKEN: this.#token,
        },
        job: { status: this.#status },
        runner: this.#runner(),
        steps: this.#states,
        inputs,
        needs,
        matrix,
        strategy,
      },
      functions: {
        ...statusFunctions({
          success: this.#status === 'success' && !this.#cancel.aborted,
          failure: this.#status === 'failure',
          cancelled: this.#cancel.aborted,
        }),
        hashfiles: hashFilesFunction(this.#paths.workspace),
      },
    };
  }

  #github(): Record<string, Value> {
    const { run, job } = this.#assignment;
    return {
      ...githubContext(this.#machine.host, run),
      token: this.#token,
      job: job.id,
      workspace: this.#paths.workspace,
      event_path: join(this.#paths.files, 'event.json'),
      action: '',
      retention_days: '90',
    };
  }

  #runner(): Record<string, string> {
    return {
      name: 'sandbox',
      os: process.platform === 'darwin' ? 'macOS' : 'Linux',
      arch: process.arch.toUpperCase(),
      temp: this.#paths.temp,
      tool_cache: join(this.#paths.root, 'tools'),
      environment: 'self-hosted',
    };
  }

  /** The variables of a step's process. */
  #environment(
    files: StepFiles,
    stepEnv: Record<string, string>,
  ): Record<string, string> {
    const { event, token, ...github } = this.#github();
    const prefixed = (prefix: string, values: Record<string, Value>) =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          `${prefix}_${name.toUpperCase()}`,
          toText(value),
        ]),
      );
    const env: Record<string, string> = {
      ...baseEnvironment(this.#paths, this.#machine),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      ...prefixed('GITHUB', github),
      ...prefixed('RUNNER', this.#runner()),
      ...files.env,
      ...(this.#idToken && {
        ACTIONS_ID_TOKEN_REQUEST_URL: this.#idToken.url,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.#idToken.token,
      }),
      ...this.#declaredEnv,
      ...this.#exported,
      ...stepEnv,
    };
    env.PATH = [...this.#addedPaths, env.PATH].join(delimiter);
    return env;
  }

  #texts(
    templates: Readonly<Record<string, Template>>,
    scope: Scope,
  ): Record<string, string> {
    return Object.fromEntries(
      Object.entries(templates).map(([name, template]) => [
        name,
        resolveText(template, scope),
      ]),
    );
  }

  #export(values: ReadonlyMap<string, string>): void {
    for (const [name, value] of values) {
      if (/^(?:GITHUB_|RUNNER_)/.test(name) || name === 'NODE_OPTIONS') {
        throw new Error(`$GITHUB_ENV may not set ${name}`);
      }
      this.#exported[name] = value;
    }
  }

  #summarize(markdown: string): void {
    if (markdown.trim() !== '') {
      this.#summary += `${this.#masker.mask(markdown).trimEnd()}\n`;
      this.#machine.host.actions.updateJob(this.#assignment.jobId, {
        summary: this.#summary,
      });
    }
  }

  #timeLimit(template: Template | undefined) {
    const controller = new AbortController();
    const minutes =
      template === undefined
        ? Infinity
        : Number(resolve(template, this.#scope()));
    if (Number.isNaN(minutes) || minutes <= 0) {
      throw new Error(`timeout-minutes must be a positive number: ${template}`);
    }
    const timer =
      minutes === Infinity
        ? undefined
        : setTimeout(
            () =>
              controller.abort(
                `The step has timed out after ${minutes} minutes`,
              ),
            Math.min(minutes * MINUTE, LONGEST_TIMER_MILLIS),
          );
    return {
      signal: controller.signal,
      clear: () => clearTimeout(timer),
    };
  }

  #logEnvironment(declared: Record<string, string>): void {
    const env = { ...this.#declaredEnv, ...this.#exported, ...declared };
    if (Object.keys(env).length > 0) {
      this.#log.line('env:');
    }
    for (const [name, value] of Object.entries(env)) {
      this.#log.line(`  ${name}: ${value}`);
    }
  }

  #outputs(): Record<string, string> {
    const outputs: Record<string, string> = {};
    for (const [name, template] of Object.entries(
      this.#assignment.job.outputs,
    )) {
      try {
        const value = resolveText(template, this.#scope());
        if (this.#masker.hides(value)) {
          this.#log.annotate({
            level: 'warning',
            message: `Skip output '${name}' since it may contain a secret.`,
          });
        } else if (value !== '') {
          outputs[name] = value;
        }
      } catch (error) {
        this.#status = 'failure';
        this.#log.error(`outputs.${name}: ${(error as Error).message}`);
      }
    }
    return outputs;
  }

  #stepName(step: Step): string {
    return step.name === undefined
      ? plainName(step)
      : this.#masker.mask(resolveText(step.name, this.#scope()));
  }

  #remember(step: Step, state: StepState): void {
    if (step.id) {
      this.#states[step.id] = { ...state };
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

/** The name a step has before its expressions are evaluated. */
function plainName(step: Step): string {
  return step.name === undefined
    ? `Run ${(step.uses ?? step.run ?? '').trim().split('\n')[0]}`
    : String(step.name);
}
