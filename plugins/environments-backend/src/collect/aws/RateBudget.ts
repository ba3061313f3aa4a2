import pLimit from 'p-limit';

/**
 * A token bucket that all requests to one account and region share, so that the portal leaves CloudFormation's rate to
 * the pipeline. Takers wait in the order they came.
 */
export class RateBudget {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #turns = pLimit(1);
  #tokens: number;
  #countedAt = performance.now();

  constructor(options: { perSecond: number; burst: number }) {
    this.#perSecond = options.perSecond;
    this.#burst = options.burst;
    this.#tokens = options.burst;
  }

  /** Resolves once one more request is within the budget. */
  take(): Promise<void> {
    return this.#turns(async () => {
      this.#refill();
      if (this.#tokens < 1) {
        const milliseconds = ((1 - this.#tokens) / this.#perSecond) * 1000;
        await new Promise(resolve => {
          setTimeout(resolve, milliseconds);
        });
        this.#refill();
      }
      // A timer may fire a moment early; the debt is paid by the next taker.
      this.#tokens -= 1;
    });
  }

  /** How many more requests are within the budget at once. */
  remaining(): number {
    this.#refill();
    return Math.max(0, Math.floor(this.#tokens));
  }

  #refill(): void {
    const now = performance.now();
    this.#tokens = Math.min(
      this.#burst,
      this.#tokens + ((now - this.#countedAt) / 1000) * this.#perSecond,
    );
    this.#countedAt = now;
  }
}
