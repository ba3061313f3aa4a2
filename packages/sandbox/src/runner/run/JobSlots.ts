/** How many jobs run at once: a place is given in the order in which it was asked for. */
export class JobSlots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(size: number) {
    this.#free = size;
  }

  /** Resolves with the function that gives the place back; with undefined when the signal came first. */
  async take(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) {
      return undefined;
    }
    if (this.#free === 0) {
      const got = await new Promise<boolean>(resolve => {
        const giveUp = () => {
          this.#waiting.delete(enter);
          resolve(false);
        };
        function enter() {
          signal.removeEventListener('abort', giveUp);
          resolve(true);
        }
        this.#waiting.add(enter);
        signal.addEventListener('abort', giveUp, { once: true });
      });
      if (!got) {
        return undefined;
      }
    } else {
      this.#free -= 1;
    }
    let held = true;
    return () => {
      if (held) {
        held = false;
        this.#giveBack();
      }
    };
  }

  #giveBack(): void {
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next();
    } else {
      this.#free += 1;
    }
  }
}
