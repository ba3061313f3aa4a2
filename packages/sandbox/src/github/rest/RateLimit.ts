import type { SandboxClock } from '../../clock';
import type { Actor } from '../accounts/Tokens';
import { GitHubError } from '../GitHubError';
import type { LimitFault, LimitsApi } from '../api';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Where GitHub's answer sends whoever meets the secondary limit; clients tell by it which limit they met. */
const SECONDARY_DOCUMENTATION =
  'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits';

interface Window {
  readonly ends: number;
  used: number;
}

/** Counts calls by who makes them, tells how many are left, and refuses the rest as GitHub does. */
export class RateLimit implements LimitsApi {
  /** Ten times what GitHub gives an app, so that tests and benchmarks do not wait. */
  callsPerHour = 150_000;
  contentsPerMinute: number | undefined;
  readonly #clock: SandboxClock;
  readonly #calls = new Map<string, Window>();
  readonly #contents = new Map<string, Window>();
  #faults: LimitFault[] = [];

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  refuse(fault: LimitFault): void {
    this.#faults.push({ ...fault });
  }

  /** Counts one call. Throws 403 or 429 when none is left, or when a fault is switched on for it. */
  count(actor: Actor | undefined, method: string, path: string): void {
    const window = this.#window(this.#calls, actor, HOUR);
    window.used += 1;
    const fault = this.#takeFault(method, path);
    if (window.used > this.callsPerHour || fault?.kind === 'primary') {
      throw new GitHubError(
        fault?.status ?? 403,
        `API rate limit exceeded for ${actor?.login ?? 'this address'}.`,
        undefined,
        {
          headers: {
            'x-ratelimit-remaining': '0',
            'x-ratelimit-used': String(this.callsPerHour),
            ...(fault
              ? {
                  'x-ratelimit-reset': String(
                    Math.ceil(this.#clock.millis() / 1000) + fault.retryAfter,
                  ),
                }
              : {}),
          },
        },
      );
    }
    if (fault) {
      throw secondaryLimit(fault.status ?? 403, fault.retryAfter);
    }
    if (method === 'POST' && this.contentsPerMinute !== undefined) {
      const contents = this.#window(this.#contents, actor, MINUTE);
      contents.used += 1;
      if (contents.used > this.contentsPerMinute) {
        const left = (contents.ends - this.#clock.millis()) / 1000;
        throw secondaryLimit(403, Math.ceil(left));
      }
    }
  }

  /** The headers that every answer carries. */
  headers(actor: Actor | undefined): Record<string, string> {
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
    const { ends, used } = this.#window(this.#calls, actor, HOUR);
    return {
      limit: this.callsPerHour,
      remaining: Math.max(0, this.callsPerHour - used),
      used,
      reset: Math.ceil(ends / 1000),
    };
  }

  #takeFault(method: string, path: string): LimitFault | undefined {
    const index = this.#faults.findIndex(
      each => each.matches?.(method, path) ?? true,
    );
    if (index < 0) {
      return undefined;
    }
    const fault = this.#faults[index];
    const times = (fault.times ?? 1) - 1;
    this.#faults = this.#faults.flatMap((each, at) => {
      if (at !== index) {
        return [each];
      }
      return times > 0 ? [{ ...each, times }] : [];
    });
    return fault;
  }

  #window(
    windows: Map<string, Window>,
    actor: Actor | undefined,
    length: number,
  ): Window {
    const who = actor?.run ? `run ${actor.run.id}` : (actor?.login ?? '');
    const now = this.#clock.millis();
    const present = windows.get(who);
    if (present && present.ends > now) {
      return present;
    }
    const fresh = { ends: now + length, used: 0 };
    windows.set(who, fresh);
    return fresh;
  }
}

function secondaryLimit(status: 403 | 429, retryAfter: number): GitHubError {
  return new GitHubError(
    status,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    undefined,
    {
      headers: { 'retry-after': String(retryAfter) },
      documentation: SECONDARY_DOCUMENTATION,
    },
  );
}
