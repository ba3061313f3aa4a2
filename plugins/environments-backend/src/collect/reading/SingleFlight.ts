/**
 * Runs work for a key one at a time. A call that comes while the work runs asks for one more run after it, since the
 * running one may have read before the caller's reason arose; many such calls share that run.
 */
export class SingleFlight {
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  run(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.#running.get(key);
    if (!running) {
      return this.#start(key, work);
    }
    let next = this.#next.get(key);
    if (!next) {
      next = running
        .catch(() => undefined)
        .then(() => {
          this.#next.delete(key);
          return this.#start(key, work);
        });
      this.#next.set(key, next);
    }
    return next;
  }

  #start(key: string, work: () => Promise<void>): Promise<void> {
    const started = work().finally(() => {
      if (this.#running.get(key) === started) {
        this.#running.delete(key);
      }
    });
    this.#running.set(key, started);
    return started;
  }
}
