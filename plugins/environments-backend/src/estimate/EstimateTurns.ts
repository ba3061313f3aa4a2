import { CustomErrorBase } from '@backstage/errors';

/** Estimates that wait for one person at most: more than a form asks for, and than templates that one person runs at once. */
const MAX_WAITING = 10;

/** Too many requests: HTTP 429. */
class TooManyRequestsError extends CustomErrorBase {
  name = 'TooManyRequestsError' as const;
  /** What the error handler answers with. */
  readonly statusCode = 429;
}

/** Lets each person have one estimate made at a time, in the order in which they asked, so that nobody keeps others waiting. */
export class EstimateTurns {
  /** By person: what is being made, and behind it what waits. */
  readonly #turns = new Map<string, Array<Promise<unknown>>>();

  /** Does the work when it is the person's turn; throws a `TooManyRequestsError` when too much of theirs waits already. */
  async take<T>(person: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#turns.get(person) ?? [];
    if (turns.length > MAX_WAITING) {
      throw new TooManyRequestsError(
        `${MAX_WAITING} of your estimates wait already; ask again when they are made`,
      );
    }
    const before = turns.at(-1);
    // How the one before ended is for whoever asked for it.
    const mine = before ? before.then(work, work) : work();
    this.#turns.set(person, [...turns, mine]);
    try {
      return await mine;
    } finally {
      const left = (this.#turns.get(person) ?? []).filter(
        each => each !== mine,
      );
      if (left.length > 0) {
        this.#turns.set(person, left);
      } else {
        this.#turns.delete(person);
      }
    }
  }
}
