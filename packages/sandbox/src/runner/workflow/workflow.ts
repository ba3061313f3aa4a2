import type { TriggerEvent } from '../../github';
import type { Template } from '../expressions';

/** Access that a job's token has, by area; an area that is absent is refused. */
export type Permissions = Readonly<Record<string, 'read' | 'write' | 'none'>>;

/** Branch, tag, path and activity filters of one event. */
export interface EventFilter {
  readonly branches?: readonly string[];
  readonly branchesIgnore?: readonly string[];
  readonly tags?: readonly string[];
  readonly tagsIgnore?: readonly string[];
  readonly paths?: readonly string[];
  readonly pathsIgnore?: readonly string[];
  /** Activity types of pull_request and workflow_run. */
  readonly types?: readonly string[];
  /** Names of the workflows whose runs workflow_run tells of. */
  readonly workflows?: readonly string[];
}

/** An input that someone who starts the workflow by hand may give. */
export interface WorkflowInput {
  readonly type: 'string' | 'boolean' | 'choice' | 'number' | 'environment';
  readonly required: boolean;
  readonly default?: string | number | boolean;
  readonly options?: readonly string[];
}

/** What starts a workflow. */
export interface Triggers {
  readonly events: Partial<Record<TriggerEvent, EventFilter>>;
  /** Cron lines of `schedule`, in UTC. */
  readonly crons: readonly string[];
  readonly inputs: Readonly<Record<string, WorkflowInput>>;
}

/** A concurrency group: one holder runs, one waits, and a newer one takes the waiting one's place. */
export interface Concurrency {
  readonly group: Template;
  readonly cancelInProgress: Template;
}

/** Where and in what `run` steps run if they do not say. */
export interface RunDefaults {
  readonly shell?: string;
  readonly workingDirectory?: Template;
}

/** One step: a script or an action. */
export interface Step {
  readonly id?: string;
  readonly name?: Template;
  readonly if?: Template;
  readonly run?: string;
  readonly uses?: string;
  readonly with: Readonly<Record<string, Template>>;
  readonly env: Readonly<Record<string, Template>>;
  readonly shell?: string;
  readonly workingDirectory?: Template;
  readonly continueOnError: Template;
  readonly timeoutMinutes?: Template;
}

/** Variants of one job. */
interface Strategy {
  /** Axes by name, or an expression that yields them; `include` and `exclude` among them. */
  readonly matrix: string | Readonly<Record<string, unknown>>;
  readonly failFast: boolean;
  readonly maxParallel?: number;
}

/** One job. */
export interface Job {
  readonly id: string;
  readonly name?: Template;
  readonly needs: readonly string[];
  readonly if?: Template;
  readonly permissions?: Permissions;
  readonly environment?: { readonly name: Template; readonly url?: Template };
  readonly concurrency?: Concurrency;
  readonly outputs: Readonly<Record<string, Template>>;
  readonly env: Readonly<Record<string, Template>>;
  readonly defaults: RunDefaults;
  readonly strategy?: Strategy;
  readonly continueOnError: Template;
  readonly timeoutMinutes: Template;
  readonly steps: readonly Step[];
}

/** A workflow file, checked and in order: a job stands after those that it needs. */
export interface Workflow {
  /** `.github/workflows/plan.yml`. */
  readonly path: string;
  /** The file's `name`, or its path. */
  readonly name: string;
  readonly runName?: string;
  readonly triggers: Triggers;
  readonly permissions?: Permissions;
  readonly env: Readonly<Record<string, Template>>;
  readonly defaults: RunDefaults;
  readonly concurrency?: Concurrency;
  readonly jobs: readonly Job[];
}
