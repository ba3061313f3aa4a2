import { readReviews, type ReviewFacts } from '@plinth/repository/github';
import { runClient } from './runClient';
import type { RunContext } from './RunContext';

/** What delivery asks of GitHub about the reviews of a pull request. */
export interface ReviewApi {
  read(number: number): Promise<ReviewFacts>;
}

/** The real one, over REST with the run's token. */
export function githubReviews(context: RunContext): ReviewApi {
  const octokit = runClient(context);
  const { owner, repo } = context;
  return {
    read: number => readReviews(octokit, { owner, repo, pull_number: number }),
  };
}
