import pLimit from 'p-limit';

/** What a rate does not fall below, as a share of the full one: at least one request tells when there is room again. */
const LEAST_SHARE = 0.1;
/** How long a rate takes to come back from nothing. */
const RECOVERY_MS = 120_000;

/**
 * A token bucket that all requests to one account and region share, so that the portal leaves CloudFormation's rate to
 * the pipeline. Takers wait in the order they came. Where AWS throttles all the same, since others ask for much, the rate halves,
 * and comes back evenly.
 */
export class RateBudget {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #turns = pLimit(1);
  #tokens: number;
  #countedAt = performance.now();
  #taken = 0;
  #throttled = 0;
  /** Share of the full rate after the last throttling, and when that was. */
  #slowed = { share: 1, at: performance.now() };

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
        const milliseconds = ((1 - this.#tokens) / this.rate()) * 1000;
        await new Promise(resolve => {
          setTimeout(resolve, milliseconds);
        });
        this.#refill();
      }
      // A timer may fire a moment early; the debt is paid by the next taker.
      this.#tokens -= 1;
      this.#taken += 1;
    });
  }

  /** How many more requests are within the budget at once. */
  remaining(): number {
    this.#refill();
    return Math.max(0, Math.floor(this.#tokens));
  }

  /** Requests a second that the budget allows now. */
  rate(): number {
    const { share, at } = this.#slowed;
    const recovered = (performance.now() - at) / RECOVERY_MS;
    return this.#perSecond * Math.min(1, share + recovered);
  }

  /** Requests that went through so far, and those that AWS refused for their rate. */
  spent(): { requests: number; throttled: number } {
    return { requests: this.#taken, throttled: this.#throttled };
  }

  /** AWS refused a request for its rate: what was saved up is spent, and those that follow are half as many. */
  throttled(): void {
    this.#refill();
    this.#throttled += 1;
    this.#tokens = Math.min(this.#tokens, 0);
    const share = this.rate() / this.#perSecond / 2;
    this.#slowed = {
      share: Math.max(share, LEAST_SHARE),
      at: performance.now(),
    };
  }

  #refill(): void {
    const now = performance.now();
    this.#tokens = Math.min(
      this.#burst,
      this.#tokens + ((now - this.#countedAt) / 1000) * this.rate(),
    );
    this.#countedAt = now;
  }
}
