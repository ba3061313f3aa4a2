import type { Octokit } from '@octokit/rest';
import {
  createGithubClient,
  RepositoryProtection,
} from '@plinth/repository/github';
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

/** What protects the repository of the run, as far as its token may read it. */
export function protectionOf(run: RunContext): RepositoryProtection {
  const { owner, repo } = run;
  return new RepositoryProtection({ octokit: runClient(run), owner, repo });
}
