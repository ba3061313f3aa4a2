import type { WorkflowRun } from '../../github';
import type { ActionContext, BuiltInAction } from '../actions';
import type { RunnerHost } from '../RunnerHost';
import type { JobLog } from './JobLog';
import type { JobPaths } from '../JobPaths';
import type { Masker } from './Masker';
import { runProcess } from './runProcess';

/** What an action run is made of. */
export interface ActionRunOptions {
  readonly host: RunnerHost;
  readonly run: WorkflowRun;
  readonly action: BuiltInAction;
  /** The step's `with`. */
  readonly given: Readonly<Record<string, string>>;
  readonly paths: JobPaths;
  readonly token: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly log: JobLog;
  readonly masker: Masker;
  readonly setOutput: (name: string, value: string) => void;
  readonly exportVariable: (name: string, value: string) => void;
  readonly addPath: (folder: string) => void;
}

/** One use of a built-in action in a job. */
export class ActionRun implements ActionContext {
  readonly host: RunnerHost;
  readonly run: WorkflowRun;
  readonly paths: JobPaths;
  readonly token: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly setOutput: (name: string, value: string) => void;
  readonly exportVariable: (name: string, value: string) => void;
  readonly addPath: (folder: string) => void;
  readonly #action: BuiltInAction;
  readonly #given: ReadonlyMap<string, string>;
  readonly #log: JobLog;
  readonly #masker: Masker;

  constructor(options: ActionRunOptions) {
    this.host = options.host;
    this.run = options.run;
    this.paths = options.paths;
    this.token = options.token;
    this.env = options.env;
    this.signal = options.signal;
    this.setOutput = options.setOutput;
    this.exportVariable = options.exportVariable;
    this.addPath = options.addPath;
    this.#action = options.action;
    this.#given = new Map(
      Object.entries(options.given).map(([name, value]) => [
        name.toLowerCase(),
        value.trim(),
      ]),
    );
    this.#log = options.log;
    this.#masker = options.masker;
  }

  input(name: string): string {
    return this.#given.get(name) || this.#action.inputs[name];
  }

  flag(name: string): boolean {
    const value = this.input(name);
    if (!/^(?:true|false)$/i.test(value)) {
      throw new Error(
        `The input "${name}" of ${this.#action.name} must be true or false: ${value}`,
      );
    }
    return value.toLowerCase() === 'true';
  }

  log(line: string): void {
    this.#log.line(line);
  }

  warn(message: string): void {
    this.#log.annotate({ level: 'warning', message });
  }

  mask(secret: string): void {
    this.#masker.add(secret);
  }

  async exec(
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string> } = {},
  ): Promise<void> {
    this.#log.line(`##[command]${command} ${args.join(' ')}`);
    await this.#run(command, args, options, line => this.#log.line(line));
  }

  async capture(
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string> } = {},
  ): Promise<string> {
    const lines: string[] = [];
    await this.#run(command, args, options, line => lines.push(line));
    return lines.join('\n').trim();
  }

  async #run(
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string> },
    onLine: (line: string) => void,
  ): Promise<void> {
    const code = await runProcess({
      command,
      args,
      cwd: options.cwd ?? this.paths.workspace,
      env: { ...this.env, ...options.env },
      onLine,
      signal: this.signal,
    });
    if (code !== 0) {
      throw new Error(
        `${command} ${args[0] ?? ''} failed with exit code ${code}`,
      );
    }
  }
}
