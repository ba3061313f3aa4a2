import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve as resolvePath } from 'node:path';
import { findAction } from '../actions';
import { resolve, resolveText, toText } from '../expressions';
import { startTimeLimit } from '../timeLimit';
import { withSignal } from '../withSignal';
import type { Step } from '../workflow';
import { ActionRun } from './ActionRun';
import type { JobRoom } from './JobRoom';
import type { StepState } from './JobValues';
import { recordGroup } from './leftOverGroups';
import { runProcess } from './runProcess';
import { StepFiles } from './StepFiles';
import { firstLine } from './stepName';

/** A step that is about to run, with the variables of its own and of its process. */
interface PreparedStep {
  readonly step: Step;
  readonly stepEnv: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly outputs: Record<string, string>;
}

/** Runs the steps of a job, one after the other. */
export class StepExecution {
  readonly #room: JobRoom;
  #summary = '';

  constructor(room: JobRoom) {
    this.#room = room;
  }

  /** Runs a step to its end, whichever signal ends it. */
  async perform(
    step: Step,
    cancels: readonly AbortSignal[],
  ): Promise<StepState> {
    const files = await StepFiles.make(this.#room.paths.files);
    const stepEnv = this.#room.values.texts(
      step.env,
      this.#room.values.scope(),
    );
    const scope = this.#room.values.scope(stepEnv);
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
        this.#room.log.error((error as Error).message);
      }
    };
    const env = this.#room.values.environment(files.env, stepEnv);
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
      results.env.forEach((value, name) =>
        this.#room.values.export(name, value),
      );
      results.paths.forEach(folder => this.#room.values.addPath(folder));
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
    const { job, workflow } = this.#room.assignment;
    const scope = this.#room.values.scope(stepEnv);
    const script = resolveText(step.run ?? '', scope);
    const shell =
      step.shell ?? job.defaults.shell ?? workflow.defaults.shell ?? 'bash';
    const folder =
      step.workingDirectory ??
      job.defaults.workingDirectory ??
      workflow.defaults.workingDirectory ??
      '.';
    const file = join(this.#room.paths.files, `${randomUUID()}.sh`);
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
      cwd: resolvePath(this.#room.paths.workspace, resolveText(folder, scope)),
      env,
      onLine: line => this.#room.log.output(line),
      onStart: group => recordGroup(this.#room.paths, group),
      onLeftBehind: group => this.#room.leftBehind.push(group),
      signal,
      shutdown: this.#room.signals.shutdown,
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
    const { run } = this.#room.assignment;
    const uses = step.uses ?? '';
    const given = this.#room.values.texts(
      step.with,
      this.#room.values.scope(stepEnv),
    );
    this.#introduce(
      uses,
      stepEnv,
      Object.entries(given).map(([name, value]) => `  ${name}: ${value}`),
    );
    const action = findAction(uses, Object.keys(step.with));
    await withSignal([signal, this.#room.signals.shutdown], either =>
      action.run(
        new ActionRun({
          host: this.#room.machine.host,
          run,
          action,
          given,
          paths: this.#room.paths,
          token: this.#room.token,
          env,
          signal: either,
          log: this.#room.log,
          masker: this.#room.masker,
          setOutput: (name, value) => {
            outputs[name] = value;
          },
          exportVariable: (name, value) =>
            this.#room.values.export(name, value),
          addPath: folder => this.#room.values.addPath(folder),
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
    const env = Object.entries(this.#room.values.env(stepEnv));
    this.#room.log.line(`##[group]Run ${title}`);
    lines.forEach(line => this.#room.log.line(line));
    if (env.length > 0) {
      this.#room.log.line('env:');
    }
    env.forEach(([name, value]) => this.#room.log.line(`  ${name}: ${value}`));
    this.#room.log.line('##[endgroup]');
  }

  #summarize(markdown: string): void {
    if (markdown.trim() !== '') {
      this.#summary += `${this.#room.masker.mask(markdown).trimEnd()}\n`;
      this.#room.machine.host.actions.updateJob(this.#room.assignment.jobId, {
        summary: this.#summary,
      });
    }
  }
}
