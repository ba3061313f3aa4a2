/** That those whose turn it is were mentioned. */
export interface Nudge {
  /** ISO 8601. */
  at: string;
  /** Entity reference of who asked for it. */
  by: string;
}

/** When those whose turn it is with a pull request were last mentioned. */
export interface NudgeStore {
  /** The last nudge of a pull request; undefined if there was none. */
  lastNudge(
    repository: string,
    pullRequest: number,
  ): Promise<Nudge | undefined>;
  /** Takes the right to mention them, of which there is one in a time; false if somebody took it less than `everyMs` before. */
  takeNudge(
    repository: string,
    pullRequest: number,
    nudge: Nudge,
    options: { everyMs: number },
  ): Promise<boolean>;
  /** Gives the right back of a nudge that came to nothing. */
  giveBack(
    repository: string,
    pullRequest: number,
    nudge: Nudge,
  ): Promise<void>;
}
