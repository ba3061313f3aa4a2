import { CustomErrorBase } from '@backstage/errors';

/** Estimates that wait for one person at most: as many as whoever upgrades a fleet asks for at once. Nobody else waits for them. */
const MAX_WAITING = 1_000;

/** Too many requests: HTTP 429. */
class TooManyRequestsError extends CustomErrorBase {
  name = 'TooManyRequestsError' as const;
  /** What the error handler answers with. */
  readonly statusCode = 429;
}

/** Whoever asked has gone: a status that nobody reads, and no fault of ours. */
class AbandonedError extends CustomErrorBase {
  name = 'AbandonedError' as const;
  readonly statusCode = 499;
}

const NOBODY_WAITS = 'Nobody waits for this estimate any more';

interface Turn {
  /** Does the work; never rejects, since how it ends is for whoever asked. */
  run(): Promise<void>;
}

/** Lets each person have one estimate made at a time, in the order in which they asked, so that nobody keeps others waiting. */
export class EstimateTurns {
  /** By person: what is being made, and behind it what waits. */
  readonly #turns = new Map<string, Turn[]>();

  /**
   * Does the work when it is the person's turn, unless they have gone by then.
   *
   * @param signal - aborted when nobody waits for it any more
   *
   * @throws TooManyRequestsError when too much of theirs waits already, AbandonedError when they went before their turn
   */
  take<T>(
    person: string,
    work: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    if (signal?.aborted) {
      return Promise.reject(new AbandonedError(NOBODY_WAITS));
    }
    const turns = this.#turns.get(person) ?? [];
    if (turns.length > MAX_WAITING) {
      return Promise.reject(
        new TooManyRequestsError(
          `${MAX_WAITING} of your estimates wait already; ask again when they are made`,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      const turn = { run: () => work().then(resolve, reject) };
      turns.push(turn);
      signal?.addEventListener('abort', () => {
        const place = turns.indexOf(turn);
        if (place > 0) {
          turns.splice(place, 1);
          reject(new AbandonedError(NOBODY_WAITS));
        }
      });
      if (turns.length === 1) {
        this.#turns.set(person, turns);
        void this.#work(person, turns);
      }
    });
  }

  async #work(person: string, turns: Turn[]): Promise<void> {
    while (turns.length > 0) {
      await turns[0].run();
      turns.shift();
    }
    this.#turns.delete(person);
  }
}
