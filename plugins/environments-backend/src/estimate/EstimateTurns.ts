import { CustomErrorBase } from '@backstage/errors';

/** Too many requests: HTTP 429. */
export class TooManyRequestsError extends CustomErrorBase {
  name = 'TooManyRequestsError' as const;
  /** What the error handler answers with. */
  readonly statusCode = 429;
}

interface Turn {
  start(): void;
  refuse(error: Error): void;
}

/**
 * Lets each person have one estimate made at a time, and keep one more waiting. A form asks again with every change, so that
 * a newer one takes the place of the one that waits; nobody's form keeps the others' waiting.
 */
export class EstimateTurns {
  readonly #busy = new Set<string>();
  readonly #waiting = new Map<string, Turn>();

  /** Does the work when it is the person's turn; throws a `TooManyRequestsError` when a newer one took its place. */
  async take<T>(person: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy.has(person)) {
      await this.#wait(person);
    }
    this.#busy.add(person);
    try {
      return await work();
    } finally {
      this.#busy.delete(person);
      const next = this.#waiting.get(person);
      this.#waiting.delete(person);
      next?.start();
    }
  }

  #wait(person: string): Promise<void> {
    this.#waiting
      .get(person)
      ?.refuse(
        new TooManyRequestsError(
          'You asked for another estimate before this one was begun; the newest is answered',
        ),
      );
    return new Promise((resolve, reject) => {
      this.#waiting.set(person, {
        start: () => {
          // Taken at once, so that nobody comes between.
          this.#busy.add(person);
          resolve();
        },
        refuse: reject,
      });
    });
  }
}
