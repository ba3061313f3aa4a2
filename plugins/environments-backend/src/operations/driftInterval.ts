/** Requests that the check of a stack takes: one starts it, one or two look for its outcome, one reads what differs. */
const REQUESTS_PER_CHECK = 4;

/** Share of the rate that checks can have: sweeps, alarms and templates need the rest. */
const SHARE = 0.5;

/**
 * How often each stack of an account and region can be checked for drift, in seconds: with so many checks at a time, of which a sweep
 * finds most done, and within the rate.
 *
 * @param options.rate - requests a second
 * @param options.inFlight - checks that go on at a time
 */
export function driftInterval(options: {
  stacks: number;
  sweepEveryMs: number;
  rate: number;
  inFlight: number;
}): number {
  const { stacks, sweepEveryMs, rate, inFlight } = options;
  const sweepSeconds = sweepEveryMs / 1000;
  const sweeps = Math.ceil(stacks / inFlight) * sweepSeconds;
  const requests = (stacks * REQUESTS_PER_CHECK) / (rate * SHARE);
  return Math.ceil(Math.max(sweeps, requests));
}
