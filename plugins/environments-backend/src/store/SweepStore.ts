import type { Place } from './sources';

/** The last sweep of an account and region. */
export interface StoredSweep extends Place {
  /** Host and process that did it. */
  replica: string;
  /** ISO 8601. */
  beganAt: string;
  /** ISO 8601. */
  endedAt: string;
  /** Requests to AWS, each attempt by itself. */
  requests: number;
  /** Those that AWS refused for their rate. */
  throttled: number;
  /** Requests a second that the rate budget allowed at its end. */
  rate: number;
}

/** What the last sweep of each account and region took. */
export interface SweepStore {
  /** Keeps a sweep in place of the one before it. */
  put(sweep: StoredSweep): Promise<void>;
  all(): Promise<StoredSweep[]>;
}
