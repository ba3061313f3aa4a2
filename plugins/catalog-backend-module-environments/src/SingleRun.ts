/**
 * Runs one piece of work at a time. Calls that come while it runs share one further run, which starts afterwards and
 * so sees everything that led to them.
 */
export class SingleRun {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when a run that started after this call has ended, and rejects with what it threw. */
  run(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#work().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running
      .catch(() => {
        // Its own caller is told
      })
      .then(() => {
        this.#next = undefined;
        return this.run();
      });
    return this.#next;
  }
}
