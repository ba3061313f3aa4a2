import { allocateCidr, cidrsOverlap } from '@plinth/blueprints/schema';

/** Longer than a task takes from its validation to its pull request, which then occupies the network itself. */
const HOLD_MILLISECONDS = 10 * 60 * 1000;

/**
 * Chooses free networks, and holds each for its request until the pull request is open, so that people who ask at the
 * same moment get different ones. Kept in memory: requests that meet on two replicas can still get the same network, and
 * then the later one is refused when it is opened, or by its plan.
 */
export class NetworkReservations {
  readonly #held = new Map<string, { cidr: string; until: number }>();

  /**
   * A /16 that nobody occupies and no other request holds; the same one for the same request while it stays free.
   * Returns undefined when there is none left.
   */
  take(request: string, occupied: readonly string[]): string | undefined {
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
    const free =
      before && !occupied.some(cidr => cidrsOverlap(cidr, before))
        ? before
        : allocateCidr([...occupied, ...others]);
    if (free) {
      this.#held.set(request, { cidr: free, until: now + HOLD_MILLISECONDS });
    }
    return free;
  }

  /** Lets the network of a refused request go. */
  release(request: string): void {
    this.#held.delete(request);
  }
}
