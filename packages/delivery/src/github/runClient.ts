import type { Octokit } from '@octokit/rest';
import { createGithubClient } from '@plinth/repository/github';
import type { RunContext } from './RunContext';

/** A run rather waits this many seconds for the end of a rate limit than fails. */
const PATIENCE = 60;

/** A GitHub client with the token of the run. */
export function runClient({ apiUrl, token }: RunContext): Octokit {
  return createGithubClient({
    apiUrl,
    token,
    host: new URL(apiUrl).host,
    patience: PATIENCE,
  });
}
