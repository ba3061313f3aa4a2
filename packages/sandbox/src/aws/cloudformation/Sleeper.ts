import { Stopped } from './failureReason';

/** Waits that can be broken off all together. */
export class Sleeper {
  readonly #waiting = new Set<() => void>();
  #closed = false;

  /** Resolves after the time, or rejects with {@link Stopped} when the sleeper closes. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new Stopped());
        return;
      }
      let timer: NodeJS.Timeout | undefined = undefined;
      const stop = () => {
        clearTimeout(timer);
        reject(new Stopped());
      };
      timer = setTimeout(() => {
        this.#waiting.delete(stop);
        resolve();
      }, milliseconds);
      this.#waiting.add(stop);
    });
  }

  /** Breaks off all waits, and every one to come. */
  close(): void {
    this.#closed = true;
    this.#waiting.forEach(stop => stop());
    this.#waiting.clear();
  }
}
