/** What was told to whom. */
export interface NotifiedStore {
  /** To whom each of these things was told, by thing; things that nobody was told are left out. */
  toldTo(things: readonly string[]): Promise<Map<string, Set<string>>>;
  /** Remembers that a thing was told; what is remembered already stays. */
  told(
    thing: string,
    recipients: readonly string[],
    options: { at: Date },
  ): Promise<void>;
  /** Forgets things that may be told again when they come back. */
  forget(things: readonly string[]): Promise<void>;
}
