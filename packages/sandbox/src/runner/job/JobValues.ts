import { delimiter, join } from 'node:path';
import { githubContext, statusFunctions, variablesContext } from '../contexts';
import {
  Dictionary,
  resolveText,
  Scope,
  Template,
  toText,
  Value,
} from '../expressions';
import { baseEnvironment } from './baseEnvironment';
import { hashFilesFunction } from './hashFiles';
import type { JobAssignment, Machine } from './JobAssignment';
import type { JobPaths } from '../JobPaths';

/** How a job fares so far. */
export type JobStatus = 'success' | 'failure' | 'cancelled';

/** How a step ended. */
type StepResult = JobStatus | 'skipped';

/** What became of a step: `outcome` before and `conclusion` after `continue-on-error`. */
export interface StepState {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: StepResult;
  readonly conclusion: StepResult;
}

/** What a job knows while it runs: the values of its expressions, and the variables of its processes. */
export class JobValues {
  status: JobStatus = 'success';
  readonly #machine: Machine;
  readonly #assignment: JobAssignment;
  readonly #paths: JobPaths;
  readonly #token: string;
  readonly #idToken: { url: string; token: string } | undefined;
  readonly #isCancelled: () => boolean;
  readonly #steps: Record<string, Dictionary> = {};
  readonly #declared: Record<string, string> = {};
  readonly #exported: Record<string, string> = {};
  readonly #addedPaths: string[] = [];

  constructor(options: {
    machine: Machine;
    assignment: JobAssignment;
    paths: JobPaths;
    token: string;
    idToken: { url: string; token: string } | undefined;
    isCancelled: () => boolean;
  }) {
    this.#machine = options.machine;
    this.#assignment = options.assignment;
    this.#paths = options.paths;
    this.#token = options.token;
    this.#idToken = options.idToken;
    this.#isCancelled = options.isCancelled;
  }

  /** The `env` of the workflow or the job; a later one overrides. */
  declare(env: Readonly<Record<string, Template>>): void {
    Object.assign(this.#declared, this.texts(env, this.scope()));
  }

  /** Sets a variable for the steps that follow. Throws `Error` for those that are the runner's. */
  export(name: string, value: string): void {
    if (/^(?:GITHUB_|RUNNER_)/.test(name) || name === 'NODE_OPTIONS') {
      throw new Error(`$GITHUB_ENV may not set ${name}`);
    }
    this.#exported[name] = value;
  }

  /** Puts a folder first on the path of the steps that follow. */
  addPath(folder: string): void {
    this.#addedPaths.unshift(folder);
  }

  remember(stepId: string, state: StepState): void {
    this.#steps[stepId] = { ...state };
  }

  /** The `env` that a step with these variables of its own sees. */
  env(stepEnv: Readonly<Record<string, string>>): Record<string, string> {
    return { ...this.#declared, ...this.#exported, ...stepEnv };
  }

  texts(
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

  /** Values of expressions at this moment. */
  scope(stepEnv: Readonly<Record<string, string>> = {}): Scope {
    const { run, inputs, needs, matrix, strategy } = this.#assignment;
    const { actions } = this.#machine.host;
    return {
      contexts: {
        github: this.github(),
        env: this.env(stepEnv),
        vars: variablesContext(this.#machine, run.repo),
        secrets: { ...actions.secrets(run.repo), GITHUB_TOKEN: this.#token },
        job: { status: this.status },
        runner: this.#runner(),
        steps: this.#steps,
        inputs,
        needs,
        matrix,
        strategy,
      },
      functions: {
        ...statusFunctions({
          success: this.status === 'success' && !this.#isCancelled(),
          failure: this.status === 'failure' && !this.#isCancelled(),
          cancelled: this.#isCancelled(),
        }),
        hashfiles: hashFilesFunction(this.#paths.workspace),
      },
    };
  }

  /** The `github` context of the job. */
  github(): Record<string, Value> {
    const { run, job } = this.#assignment;
    return {
      ...githubContext(this.#machine.host, run),
      token: this.#token,
      job: job.id,
      workspace: this.#paths.workspace,
      event_path: join(this.#paths.files, 'event.json'),
    };
  }

  /** The variables of a step's processes. */
  environment(
    files: Readonly<Record<string, string>>,
    stepEnv: Readonly<Record<string, string>>,
  ): Record<string, string> {
    const { event, token, repositoryUrl, ...github } = this.github();
    const env: Record<string, string> = {
      ...baseEnvironment(this.#paths, this.#machine),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      ...prefixed('GITHUB', github),
      ...prefixed('RUNNER', this.#runner()),
      ...files,
      ...(this.#idToken && {
        ACTIONS_ID_TOKEN_REQUEST_URL: this.#idToken.url,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.#idToken.token,
      }),
      ...this.env(stepEnv),
    };
    env.PATH = [...this.#addedPaths, env.PATH].join(delimiter);
    return env;
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
}

function prefixed(
  prefix: string,
  values: Readonly<Record<string, Value>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${prefix}_${name.toUpperCase()}`,
      toText(value),
    ]),
  );
}
