import type { SandboxClock } from '../../clock';
import type { Actor } from '../accounts/Tokens';
import { GitHubError } from '../GitHubError';

/** Calls an hour: ten times what GitHub gives an App, so that tests and benchmarks do not wait. */
const LIMIT = 150_000;
const HOUR = 3_600_000;

/** Counts calls by who makes them, and tells how many are left. */
export class RateLimit {
  readonly #clock: SandboxClock;
  readonly #windows = new Map<string, { ends: number; used: number }>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Counts one call and returns the headers. Throws 403 when none is left. */
  count(actor: Actor | undefined): Record<string, string> {
    const window = this.#window(actor);
    window.used += 1;
    if (window.used > LIMIT) {
      throw new GitHubError(
        403,
        `API rate limit exceeded for ${actor?.login ?? 'this address'}.`,
      );
    }
    const { limit, remaining, used, reset } = this.state(actor);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core',
    };
  }

  /** As `/rate_limit` shows it. */
  state(actor: Actor | undefined) {
    const { ends, used } = this.#window(actor);
    return {
      limit: LIMIT,
      remaining: Math.max(0, LIMIT - used),
      used,
      reset: Math.ceil(ends / 1000),
    };
  }

  #window(actor: Actor | undefined) {
    const who = actor?.run ? `run ${actor.run.id}` : (actor?.login ?? '');
    const now = this.#clock.millis();
    const present = this.#windows.get(who);
    if (present && present.ends > now) {
      return present;
    }
    const fresh = { ends: now + HOUR, used: 0 };
    this.#windows.set(who, fresh);
    return fresh;
  }
}
