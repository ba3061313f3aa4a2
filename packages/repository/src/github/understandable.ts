import { ServiceUnavailableError } from '@backstage/errors';
import { explainGithubError } from './explainGithubError';
import { statusOf } from './statusOf';

/** What Octokit adds to an error that GitHub answered with. */
interface Answered {
  readonly message: string;
  readonly request?: { readonly method: string; readonly url: string };
  readonly response?: { readonly data?: unknown };
}

/**
 * What people are told of a call that GitHub did not carry out: a ServiceUnavailableError where there was no sensible
 * answer, or a rate limit; else a refusal that names the call, with GitHub's status for the caller to judge. No page
 * that GitHub, or a proxy before it, answered with is ever part of it.
 */
export function understandable(error: unknown, host: string): unknown {
  if (!isError(error)) {
    return error;
  }
  const reason = explainGithubError(error, host, new Date());
  if (reason) {
    return error.response
      ? new ServiceUnavailableError(`${reason} (HTTP ${statusOf(error)})`)
      : new ServiceUnavailableError(reason, error);
  }
  return error.response ? refusal(error, host) : error;
}

function refusal(error: Answered, host: string): Error {
  const { request, response } = error;
  const status = statusOf(error);
  const call = request
    ? `${request.method} ${new URL(request.url, 'http://unknown').pathname}`
    : 'the call';
  const message =
    typeof response?.data === 'string'
      ? 'it answers with a page instead of data; a proxy may stand in between'
      : error.message.replace(/ - https?:\/\/\S+$/, '');
  const refused = Object.assign(
    new Error(`GitHub at ${host} refuses ${call} (${status}): ${message}`),
    { name: 'GithubRefusal', status },
  );
  // For who asks what was missing; in no log and no answer of the portal
  return Object.defineProperty(refused, 'response', { value: response });
}

function isError(error: unknown): error is Answered {
  return typeof error === 'object' && error !== null && 'message' in error;
}
