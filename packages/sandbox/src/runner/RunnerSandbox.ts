/** A runner at work. */
export interface RunnerSandbox {
  /** Resolves once nothing runs, waits for a place or is being read; runs that wait for a reviewer do not count. */
  idle(): Promise<void>;
  /** Starts the scheduled workflows of a repository that are due now, as the runner does each minute. */
  tick(): Promise<void>;
  /** Ends what runs, with all its processes. Queued runs stay queued for the next start. */
  close(): Promise<void>;
}
