/**
 * Work that is done one piece after the other, so that runs are numbered in the order of what caused them. Once the
 * signal has come, no further piece begins.
 */
export class Intake {
  readonly #stopped: AbortSignal;
  #last: Promise<void> = Promise.resolve();
  #added = 0;
  #done = 0;

  constructor(stopped: AbortSignal) {
    this.#stopped = stopped;
  }

  /** How many pieces there have been. */
  get added(): number {
    return this.#added;
  }

  /** How many of them are not yet done. */
  get pending(): number {
    return this.#added - this.#done;
  }

  add(work: () => Promise<void>): void {
    this.#added += 1;
    this.#last = this.#last.then(async () => {
      if (!this.#stopped.aborted) {
        // One event that cannot be read must not keep the runner from those after it.
        await work().catch(error => process.emitWarning(error as Error));
      }
      this.#done += 1;
    });
  }

  /** Resolves when all that has been added so far is done. */
  idle(): Promise<void> {
    return this.#last;
  }
}
