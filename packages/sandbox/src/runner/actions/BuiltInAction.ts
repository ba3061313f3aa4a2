import type { WorkflowRun } from '../../github';
import type { JobPaths } from '../JobPaths';
import type { RunnerHost } from '../RunnerHost';

/** What an action may do in its job. */
export interface ActionContext {
  readonly host: RunnerHost;
  readonly run: WorkflowRun;
  readonly paths: JobPaths;
  /** The job's `GITHUB_TOKEN`. */
  readonly token: string;
  /** The step's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** An input's text, trimmed; its default where the workflow gives none. */
  input(name: string): string;
  /** An input that is `true` or `false`. */
  flag(name: string): boolean;
  log(line: string): void;
  warn(message: string): void;
  mask(secret: string): void;
  setOutput(name: string, value: string): void;
  exportVariable(name: string, value: string): void;
  addPath(folder: string): void;
  /** Runs a program and logs what it prints; throws if it fails. */
  exec(
    command: string,
    args: readonly string[],
    options?: { cwd?: string; env?: Record<string, string> },
  ): Promise<void>;
  /** Runs a program and answers what it prints; throws if it fails. */
  capture(
    command: string,
    args: readonly string[],
    options?: { cwd?: string; env?: Record<string, string> },
  ): Promise<string>;
}

/** An action that the runner brings itself, whatever version of it a workflow asks for. */
export interface BuiltInAction {
  /** `owner/name`. */
  readonly name: string;
  /** The inputs it understands, with their defaults. Any other fails the job. */
  readonly inputs: Readonly<Record<string, string>>;
  run(context: ActionContext): Promise<void>;
}
