import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import type { Account } from '@plinth/repository';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';
import type { Ledger } from '../../ledger/Ledger';
import type { RepositoryStore } from '../../store';
import { pullRequestFacts } from './pullRequestFacts';
import { PullRequestReader, PullRequestReading } from './PullRequestReader';
import type { Requesters } from './Requesters';

/** A pull request that was read and recorded, and who asked for it; undefined when nobody can tell. */
export type RecordedPullRequest = PullRequestReading & { requester?: Account };

/** Reads single pull requests, and records what they tell. */
export class PullRequests {
  readonly #github: InfrastructureRepositories;
  readonly #repositories: RepositoryStore;
  readonly #requesters: Requesters;
  readonly #ledger: Ledger;
  readonly #now: () => Date;

  constructor(options: {
    github: InfrastructureRepositories;
    repositories: RepositoryStore;
    requesters: Requesters;
    ledger: Ledger;
    now: () => Date;
  }) {
    this.#github = options.github;
    this.#repositories = options.repositories;
    this.#requesters = options.requesters;
    this.#ledger = options.ledger;
    this.#now = options.now;
  }

  /** The pull request as GitHub has it now; undefined if there is none of that number into the branch. */
  async read(
    repository: RepositoryConfig,
    number: number,
  ): Promise<RecordedPullRequest | undefined> {
    const opened = await this.#github.open(repository);
    return this.readWith(new PullRequestReader(opened, repository), number);
  }

  /** The same with a reader that reads several. */
  async readWith(
    reader: PullRequestReader,
    number: number,
  ): Promise<RecordedPullRequest | undefined> {
    const reading = await reader.read(number);
    return reading && this.#record(reading);
  }

  async #record(reading: PullRequestReading): Promise<RecordedPullRequest> {
    const at = this.#now();
    await this.#ledger.append(pullRequestFacts(reading, { at }), { at });
    // By what the ledger says from now on.
    const requester = await this.#requesters.of(reading);
    const { authors, reviews, rules, writers } = reading;
    // After its facts, since one that is stored has been read to the end.
    await this.#repositories.putPullRequest({
      ...reading.pull,
      content: reading.content,
      evidence: {
        authors: authors && [...authors],
        reviews: [...reviews],
        rules,
        writers: [...writers],
        requester,
      },
    });
    return { ...reading, requester };
  }
}
