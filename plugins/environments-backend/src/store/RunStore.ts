import type { PipelineRun } from '@plinth/plugin-environments-common';

/** A run of the workflow that deploys, as GitHub last told it. */
export interface StoredRun {
  repository: string;
  /** GitHub's number. */
  id: string;
  attempt: number;
  /** The commit on the branch that started it. */
  commit: string;
  status: PipelineRun['status'];
  /** What it waits for; empty unless its status is `waiting`. */
  waitingFor: NonNullable<PipelineRun['waitingFor']>;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
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
}
