/** Work of which there is one at a time, on whichever replica. */
export interface LeaseStore {
  /**
   * Does work once nobody else does work of that name, and answers what it answers. Who does it keeps the name as long as it
   * takes; of a replica that died the name is free after `LEASE_MS`.
   */
  hold<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Which replica does the work of each name at present. */
  holders(): Promise<Map<string, string>>;
}

/** For how long a replica that no longer says that it works keeps others waiting, milliseconds. */
export const LEASE_MS = 30_000;
