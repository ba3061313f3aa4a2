/**
 * A token bucket that all readings of one account and region share, so that the portal leaves CloudFormation's rate to
 * the pipeline. Takers wait in the order they came.
 */
export class RateBudget {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #countedAt: number;
  #queue: Promise<void> = Promise.resolve();

  constructor(options: { perSecond: number; burst?: number }) {
    this.#perSecond = options.perSecond;
    this.#burst = options.burst ?? Math.max(1, options.perSecond);
    this.#tokens = this.#burst;
    this.#countedAt = performance.now();
  }

  /** Resolves once one more call is within the budget. */
  take(): Promise<void> {
    const turn = this.#queue.then(() => this.#wait());
    this.#queue = turn;
    return turn;
  }

  async #wait(): Promise<void> {
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
