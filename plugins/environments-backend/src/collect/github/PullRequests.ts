import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';
import type { Ledger } from '../../ledger/Ledger';
import type { RepositoryStore } from '../../store';
import { GitHubReader, PullRequestReading } from './GitHubReader';
import { pullRequestFacts } from './pullRequestFacts';

/** Reads single pull requests, and records what they tell. */
export class PullRequests {
  readonly #github: InfrastructureRepositories;
  readonly #repositories: RepositoryStore;
  readonly #ledger: Ledger;
  readonly #now: () => Date;

  constructor(options: {
    github: InfrastructureRepositories;
    repositories: RepositoryStore;
    ledger: Ledger;
    now: () => Date;
  }) {
    this.#github = options.github;
    this.#repositories = options.repositories;
    this.#ledger = options.ledger;
    this.#now = options.now;
  }

  /** The pull request as GitHub has it now; undefined if there is none of that number into the branch. */
  async read(
    repository: RepositoryConfig,
    number: number,
  ): Promise<PullRequestReading | undefined> {
    const { octokit } = await this.#github.open(repository);
    const reader = new GitHubReader(octokit, repository);
    const reading = await reader.readPullRequest(number);
    await this.record(reading);
    return reading;
  }

  /** Adds to store and ledger what was read of a pull request, if there was one. */
  async record(reading: PullRequestReading | undefined): Promise<void> {
    if (reading) {
      await this.#ledger.append(pullRequestFacts(reading), { at: this.#now() });
      // After its facts, since one that is stored has been read to the end.
      await this.#repositories.putPullRequest(reading.pull);
    }
  }
}
