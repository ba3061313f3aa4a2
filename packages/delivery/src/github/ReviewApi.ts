import type { Octokit } from '@octokit/rest';
import type { Account, Review } from '@plinth/repository';
import { runClient } from './runClient';
import type { RunContext } from './RunContext';

/** Who wrote the commits of a pull request, as the commits say: whoever pushes can write one in another's name. */
export interface Authors {
  readonly accounts: readonly Account[];
  /** GitHub tells of 250 commits, whatever there are. */
  readonly isComplete: boolean;
}

/** What delivery asks of GitHub about the reviews of a pull request. */
export interface ReviewApi {
  reviews(number: number): Promise<Review[]>;
  /** Those of the logins, in lower case, who may write to the repository. */
  writers(logins: readonly string[]): Promise<Set<string>>;
  authors(number: number): Promise<Authors>;
}

const STATES = [
  'APPROVED',
  'CHANGES_REQUESTED',
  'COMMENTED',
  'DISMISSED',
] as const;
const WRITE = new Set(['admin', 'write']);
const MOST_COMMITS = 250;

/** The real one, over REST with the run's token. */
export class GitHubReviewApi implements ReviewApi {
  readonly #octokit: Octokit;
  readonly #repository: { owner: string; repo: string };

  static create(options: { context: RunContext }): GitHubReviewApi {
    const { owner, repo } = options.context;
    return new GitHubReviewApi(runClient(options.context), { owner, repo });
  }

  private constructor(
    octokit: Octokit,
    repository: { owner: string; repo: string },
  ) {
    this.#octokit = octokit;
    this.#repository = repository;
  }

  async reviews(number: number): Promise<Review[]> {
    const found = await this.#octokit.paginate(
      this.#octokit.rest.pulls.listReviews,
      { ...this.#repository, pull_number: number, per_page: 100 },
    );
    return found.flatMap(({ id, user, state, commit_id, submitted_at }) => {
      const known = STATES.find(each => each === state);
      // A pending review has no time, and one of an account that is gone no author.
      return user && known && submitted_at
        ? [
            {
              id,
              reviewer: { login: user.login, id: user.id },
              state: known,
              commit: commit_id ?? undefined,
              submittedAt: submitted_at,
            },
          ]
        : [];
    });
  }

  async writers(logins: readonly string[]): Promise<Set<string>> {
    const writers = new Set<string>();
    for (const username of new Set(logins)) {
      const { data } =
        await this.#octokit.rest.repos.getCollaboratorPermissionLevel({
          ...this.#repository,
          username,
        });
      if (WRITE.has(data.permission)) {
        writers.add(username.toLowerCase());
      }
    }
    return writers;
  }

  async authors(number: number): Promise<Authors> {
    const commits = await this.#octokit.paginate(
      this.#octokit.rest.pulls.listCommits,
      { ...this.#repository, pull_number: number, per_page: 100 },
    );
    const accounts = new Map<number, Account>();
    for (const { author, committer } of commits) {
      for (const person of [author, committer]) {
        if (person?.login) {
          accounts.set(person.id, { login: person.login, id: person.id });
        }
      }
    }
    return {
      accounts: [...accounts.values()],
      isComplete: commits.length < MOST_COMMITS,
    };
  }
}
