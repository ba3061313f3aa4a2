/** Longer than a task takes from its validation to its pull request, which then occupies the network itself. */
const HOLD_MILLISECONDS = 10 * 60 * 1000;

/**
 * Holds each network that was chosen for its request until the pull request is open, so that people who ask at the same
 * moment get different ones. Kept in memory: requests that meet on two replicas can still get the same network, and then
 * the later one is refused when it is opened, or by its plan.
 */
export class NetworkReservations {
  readonly #held = new Map<string, { cidr: string; until: number }>();

  /**
   * Holds what is chosen for a request; nothing if nothing is.
   *
   * @param choose - given what other requests hold, and what this one held before
   */
  take(
    request: string,
    choose: (held: {
      others: readonly string[];
      before: string | undefined;
    }) => string | undefined,
  ): string | undefined {
    const now = Date.now();
    const others: string[] = [];
    for (const [key, { cidr, until }] of this.#held) {
      if (until <= now) {
        this.#held.delete(key);
      } else if (key !== request) {
        others.push(cidr);
      }
    }
    const before = this.#held.get(request)?.cidr;
    const cidr = choose({ others, before });
    if (cidr) {
      this.#held.set(request, { cidr, until: now + HOLD_MILLISECONDS });
    }
    return cidr;
  }

  /** Lets the network of a refused request go. */
  release(request: string): void {
    this.#held.delete(request);
  }
}
