import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import Bottleneck from 'bottleneck';
import pLimit from 'p-limit';
import { rateLimitEnd } from './explainGithubError';
import { fetchWhole } from './fetchWhole';
import { statusOf } from './statusOf';
import { understandable } from './understandable';

/** GitHub takes a hundred for an attack; others have the same address. */
const CALLS_AT_ONCE = 10;

/** A reading that failed twice is tried once more after this time. */
const RETRY_MILLISECONDS = 500;

/**
 * The plugin would pause for a second before every change, and for three before one that notifies people. A request makes
 * half a dozen changes at once, and then none for long: it is rather told by GitHub when there were too many.
 */
const atOnce = new Bottleneck.Group();

const PatientOctokit = Octokit.plugin(retry, throttling);

/** Which GitHub a client speaks to, and as whom. */
export interface GithubClientOptions {
  /** Address of the REST API. */
  readonly apiUrl?: string;
  readonly token?: string;
  /** For messages: the host that people know it by. */
  readonly host: string;
  /**
   * Seconds to wait for the end of a rate limit, once; a longer one is told instead.
   *
   * @default 5
   */
  readonly patience?: number;
  /**
   * Told of every answer, and with no status of every call without one; each attempt counts.
   *
   * @default - nobody is told
   */
  readonly onAnswer?: (status?: number, headers?: Headers) => void;
}

/**
 * A client of GitHub's REST API. Readings are repeated when GitHub or the way there fails for a moment; what changes
 * something is sent once, since it may have had its effect, unless a rate limit kept it from that.
 *
 * Its calls throw a ServiceUnavailableError when GitHub does not answer as it should, or not before the end of a rate
 * limit, which the message names; whatever else GitHub refuses, an error with its `status` that names the call.
 */
export function createGithubClient(options: GithubClientOptions): Octokit {
  const octokit = new Octokit(connectionOf(options));
  const patient = createPatientClient(options);
  const limit = pLimit(CALLS_AT_ONCE);
  // A call waits for four timers in the queues of the plugins, and is a multiple of the work: so they get what failed
  octokit.hook.wrap('request', async (send, call) => {
    try {
      return await limit(() => send(call));
    } catch (error) {
      if (!canPass(error, call.method)) {
        throw error;
      }
      // Without the hooks of the client that failed
      const { request, ...again } = call;
      return patient.request(again);
    }
  });
  octokit.hook.error('request', error => {
    throw understandable(error, options.host);
  });
  return octokit;
}

function createPatientClient(options: GithubClientOptions): Octokit {
  const { host, patience = 5 } = options;
  const isShort = (seconds: number, retries: number) =>
    retries === 0 && seconds <= patience;
  const octokit = new PatientOctokit({
    ...connectionOf(options),
    retry: {
      retries: 1,
      retryAfterBaseValue: RETRY_MILLISECONDS,
      // GitHub's refusals stay what they are
      doNotRetry: Array.from({ length: 100 }, (_, index) => 400 + index),
    },
    throttle: {
      id: host,
      write: atOnce,
      notifications: atOnce,
      onRateLimit: (seconds, _call, _octokit, retries) =>
        isShort(seconds, retries),
      onSecondaryRateLimit: (seconds, _call, _octokit, retries) =>
        isShort(seconds, retries),
    },
  });
  octokit.hook.before('request', call => {
    if (!isReading(call.method)) {
      call.request = { ...call.request, retries: 0 };
    }
  });
  return octokit;
}

function connectionOf({ apiUrl, token, onAnswer }: GithubClientOptions) {
  const silent = () => {};
  const told: typeof fetch = async (input, init) => {
    const response = await fetchWhole(input, init).catch(error => {
      onAnswer?.();
      throw error;
    });
    onAnswer?.(response.status, response.headers);
    return response;
  };
  return {
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'plinth',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: told },
  };
}

/** Whether the same call may do better in a moment, and does no harm if this one had its effect. */
function canPass(error: unknown, method: string): boolean {
  if (rateLimitEnd(error, new Date())) {
    return true;
  }
  // What took too long carries no status
  return isReading(method) && (statusOf(error) ?? 0) >= 500;
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
