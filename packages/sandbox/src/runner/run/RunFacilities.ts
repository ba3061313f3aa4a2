import type { Collection } from '../../documents';
import type { Machine } from '../job/JobAssignment';
import type { ConcurrencyGroups } from './ConcurrencyGroups';
import type { EnvironmentGate } from './EnvironmentGate';
import type { JobSlots } from './JobSlots';

/** What a job handed on, kept so that a later attempt, or a runner that starts again, can use it. */
export interface KeptOutputs {
  readonly outputs: Readonly<Record<string, string>>;
}

/** What runs share. */
export interface RunFacilities {
  readonly machine: Machine;
  readonly groups: ConcurrencyGroups;
  readonly slots: JobSlots;
  readonly gate: EnvironmentGate;
  /** By the id of the job in GitHub's store. */
  readonly outputs: Collection<KeptOutputs>;
  /** The runner stops: nothing more may start. */
  readonly shutdown: AbortSignal;
}

/** How a job ended, as those that need it see it. */
export type JobResult = 'success' | 'failure' | 'cancelled' | 'skipped';

/** A job that has ended. */
export interface JobState {
  readonly result: JobResult;
  readonly outputs: Readonly<Record<string, string>>;
  /** It failed, or one that it needs did. */
  readonly failure: boolean;
}
