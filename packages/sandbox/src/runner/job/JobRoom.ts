import type { JobAssignment, Machine } from './JobAssignment';
import type { JobLog } from './JobLog';
import type { JobPaths } from '../JobPaths';
import type { JobValues } from './JobValues';
import type { Masker } from './Masker';

/** By what a job is ended before its time. */
export interface JobSignals {
  /** Ends the present step; steps with `always()` or `cancelled()` still run, as on GitHub. */
  readonly cancel: AbortSignal;
  /** Ends everything at once, because the runner itself stops. */
  readonly shutdown: AbortSignal;
}

/** What the steps of a job share. */
export interface JobRoom {
  readonly machine: Machine;
  readonly assignment: JobAssignment;
  readonly signals: JobSignals;
  readonly paths: JobPaths;
  readonly values: JobValues;
  readonly masker: Masker;
  readonly log: JobLog;
  /** The job's `GITHUB_TOKEN`. */
  readonly token: string;
  /** Process groups that outlived their step; they end with the job. */
  readonly leftBehind: number[];
}
