/**
 * The sandbox's time. Seeding sets it back to lay down history; afterwards it runs with the wall clock.
 * Every part of the sandbox asks this clock, never `Date`, so that commits, stack events, CloudTrail
 * records and costs tell one consistent story.
 */
export class SandboxClock {
  #frozenAt: number | undefined;

  /** The present, in milliseconds since the epoch. */
  millis(): number {
    return this.#frozenAt ?? Date.now();
  }

  /** The present. */
  now(): Date {
    return new Date(this.millis());
  }

  /** True while history is being written: work that would take time happens at once. */
  get frozen(): boolean {
    return this.#frozenAt !== undefined;
  }

  /** Stops the clock at a moment in the past; calls may only move it forward afterwards. */
  freeze(at: Date): void {
    this.#frozenAt = at.getTime();
  }

  /** Moves a stopped clock forward. */
  advance(milliseconds: number): void {
    if (this.#frozenAt === undefined) {
      throw new Error('Only a stopped clock can be advanced');
    }
    this.#frozenAt += milliseconds;
  }

  /** Lets the clock follow the wall clock again. */
  release(): void {
    this.#frozenAt = undefined;
  }
}
