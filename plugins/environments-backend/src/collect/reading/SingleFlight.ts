import { Mutex } from 'async-mutex';

/**
 * Runs work for a key one at a time. A call that comes while the work runs asks for one more run after it, since the
 * running one may have read before the caller's reason arose; all calls that wait share that run. A plain mutex would
 * run once for each of them.
 */
export class SingleFlight {
  readonly #running = new Map<string, Mutex>();
  readonly #next = new Map<string, Promise<void>>();

  run(key: string, work: () => Promise<void>): Promise<void> {
    const mutex = this.#running.get(key) ?? new Mutex();
    this.#running.set(key, mutex);
    const next =
      this.#next.get(key) ??
      mutex.runExclusive(() => {
        this.#next.delete(key);
        return work();
      });
    this.#next.set(key, next);
    return next;
  }
}
