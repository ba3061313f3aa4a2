import { headersOf, statusOf } from './statusOf';

/**
 * Why a call came to nothing, if that is for GitHub to mend and not for the caller: a rate limit with its end, or no
 * sensible answer. Undefined for a refusal, which the caller has to judge.
 */
export function explainGithubError(
  error: unknown,
  host: string,
  now: Date,
): string | undefined {
  const until = rateLimitEnd(error, now);
  if (until) {
    return `GitHub at ${host} answers no more calls of Plinth until ${until.toISOString()}, since its rate limit is used up; try again then`;
  }
  return (statusOf(error) ?? 500) >= 500
    ? `GitHub at ${host} does not answer as it should; nothing is lost, try again later`
    : undefined;
}

/** When calls are answered again; undefined if it is no rate limit that refused this one. */
export function rateLimitEnd(error: unknown, now: Date): Date | undefined {
  const status = statusOf(error);
  if (status !== 403 && status !== 429) {
    return undefined;
  }
  const headers = headersOf(error);
  const seconds = Number(headers['retry-after'] ?? NaN);
  if (seconds >= 0) {
    return new Date(now.getTime() + seconds * 1000);
  }
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN);
  if (headers['x-ratelimit-remaining'] === '0' && reset > 0) {
    return new Date(reset * 1000);
  }
  const limited = status === 429 || /\brate limit\b/i.test(String(error));
  // GitHub asks for a minute at least where it names no time
  return limited ? new Date(now.getTime() + 60_000) : undefined;
}
