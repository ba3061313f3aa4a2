/** Lets work on the same key happen one after the other. */
export class Mutex {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs `work` once all earlier work on the key has ended. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    this.#tails.set(key, result);
    const forget = () => {
      if (this.#tails.get(key) === result) {
        this.#tails.delete(key);
      }
    };
    result.then(forget, forget);
    return result;
  }
}
