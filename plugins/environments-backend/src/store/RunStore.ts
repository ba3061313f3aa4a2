import type {
  DeploymentReview,
  PipelineRun,
} from '@plinth/plugin-environments-common';

/** A run of the workflow that deploys, as GitHub last told it. */
export interface StoredRun {
  repository: string;
  /** GitHub's number. */
  id: string;
  attempt: number;
  /** The commit on the branch that started it. */
  commit: string;
  status: Exclude<PipelineRun['status'], 'rejected'>;
  /** What it waits for; empty unless its status is `waiting`. */
  waitingFor: NonNullable<PipelineRun['waitingFor']>;
  /** What reviewers of environments said, in the order in which GitHub tells it; undefined while that is not read. */
  reviews?: DeploymentReview[];
  /** ISO 8601. */
  createdAt: string;
  /**
   * When its last attempt began.
   *
   * @default - when it was created
   */
  startedAt?: string;
  updatedAt: string;
}

/** A unit that a run concerns: it deploys it, or has to. */
export interface RunUnit {
  repository: string;
  runId: string;
  /** The unit's folder. */
  unit: string;
  /** When the last attempt of the run began. */
  startedAt: string;
}

/** Runs of the workflow that deploys. */
export interface RunStore {
  /** Adds runs, or replaces what was known of them. */
  putRuns(runs: StoredRun[]): Promise<void>;
  /** The newest runs of a repository, the newest first. */
  newestRuns(
    repository: string,
    options: { limit: number },
  ): Promise<StoredRun[]>;
  /** Runs by their numbers. */
  runs(repository: string, ids: string[]): Promise<Map<string, StoredRun>>;
  /** Says which units runs concern, beside those that are known already. */
  addRunUnits(units: RunUnit[]): Promise<void>;
  /** Folders of the units that a run concerns. */
  unitsOfRun(repository: string, id: string): Promise<string[]>;
  /**
   * The newest runs that concern a unit and of whose last attempt no deployment of it is reported, before a position: the newest first,
   * and those of one time by their `id-attempt`.
   */
  unreportedRuns(
    repository: string,
    unit: string,
    options: { before?: { at: string; id: string }; limit: number },
  ): Promise<StoredRun[]>;
}
