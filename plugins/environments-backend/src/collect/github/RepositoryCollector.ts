import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';
import type { Ledger } from '../../ledger/Ledger';
import {
  RepositoryStore,
  repositorySource,
  StoredPullRequest,
} from '../../store';
import type { ReadingRecorder } from '../reading/ReadingRecorder';
import { SingleFlight } from '../reading/SingleFlight';
import { firstParents } from './firstParents';
import { CommitHead, GitHubReader } from './GitHubReader';
import { directCommitFacts } from './pullRequestFacts';
import { PullRequestReader } from './PullRequestReader';
import type { PullRequests } from './PullRequests';

/** How far a reading goes back for a commit that is known: 100 commits a page. */
const MAX_COMMIT_PAGES = 10;

/** Where the reading of a repository goes on. */
interface RepositoryState {
  commitsEtag?: string;
  pullsEtag?: string;
  /** `updated_at` of the newest pull request that was read. */
  pullsSince?: string;
}

/** Reads commits and pull requests of a repository into the store and the ledger. */
export class RepositoryCollector {
  readonly #github: InfrastructureRepositories;
  readonly #pullRequests: PullRequests;
  readonly #repositories: RepositoryStore;
  readonly #recorder: ReadingRecorder;
  readonly #ledger: Ledger;
  readonly #now: () => Date;
  readonly #flights = new SingleFlight();
  /** Pull requests that a webhook named, by repository. */
  readonly #hinted = new Map<string, Set<number>>();

  constructor(options: {
    github: InfrastructureRepositories;
    pullRequests: PullRequests;
    repositories: RepositoryStore;
    recorder: ReadingRecorder;
    ledger: Ledger;
    now: () => Date;
  }) {
    this.#github = options.github;
    this.#pullRequests = options.pullRequests;
    this.#repositories = options.repositories;
    this.#recorder = options.recorder;
    this.#ledger = options.ledger;
    this.#now = options.now;
  }

  /**
   * Reads what is new in a repository. A failure is recorded with its reason, and the next reading tries again.
   *
   * @param pullRequest - a pull request to read even if the list does not say that it changed
   */
  collect(repository: RepositoryConfig, pullRequest?: number): Promise<void> {
    if (pullRequest !== undefined) {
      this.#hint(repository, pullRequest);
    }
    return this.#flights.run(repository.fullName, () =>
      this.#recorder.record<RepositoryState>(
        repositorySource(repository.fullName),
        (state = {}) => this.#read(repository, state),
      ),
    );
  }

  async #read(
    repository: RepositoryConfig,
    state: RepositoryState,
  ): Promise<RepositoryState> {
    const opened = await this.#github.open(repository);
    const reader = new GitHubReader(opened.octokit, repository);
    const pullReader = new PullRequestReader(opened, repository);
    // Commits first: whatever pull request a listed commit came from is merged by the time pull requests are listed.
    const commits = await this.#listCommits(reader, repository, state);
    const pulls = await this.#readPullRequests(
      reader,
      pullReader,
      repository,
      state,
    );
    await this.#addCommits(reader, repository, commits.heads);
    return { commitsEtag: commits.etag, ...pulls };
  }

  #hint(repository: RepositoryConfig, pullRequest: number): void {
    const hinted = this.#hinted.get(repository.fullName) ?? new Set();
    this.#hinted.set(repository.fullName, hinted.add(pullRequest));
  }

  /** The newest commits, at first one page of them, later as many as lead back to one that is known. */
  async #listCommits(
    reader: GitHubReader,
    repository: RepositoryConfig,
    state: RepositoryState,
  ): Promise<{ heads: CommitHead[]; etag?: string }> {
    const heads: CommitHead[] = [];
    let pages = 0;
    let etag = state.commitsEtag;
    for await (const page of reader.listCommits(state.commitsEtag)) {
      etag = pages === 0 ? page.etag : etag;
      pages += 1;
      heads.push(...page.commits);
      const known = await this.#repositories.knownCommits(
        repository.fullName,
        page.commits.map(({ sha }) => sha),
      );
      if (known.size > 0 || !state.commitsEtag || pages === MAX_COMMIT_PAGES) {
        break;
      }
    }
    return { heads, etag };
  }

  async #readPullRequests(
    reader: GitHubReader,
    pullReader: PullRequestReader,
    repository: RepositoryConfig,
    state: RepositoryState,
  ): Promise<Pick<RepositoryState, 'pullsEtag' | 'pullsSince'>> {
    const hinted = this.#hinted.get(repository.fullName) ?? new Set<number>();
    this.#hinted.delete(repository.fullName);
    try {
      const list = await reader.listPullRequests({
        etag: state.pullsEtag,
        since: state.pullsSince,
      });
      const listed = list?.pulls ?? [];
      // What a first reading stored before it was cut off need not be read again.
      const stored = state.pullsSince
        ? new Map<number, StoredPullRequest>()
        : await this.#repositories.pullRequests(
            repository.fullName,
            listed.map(({ number }) => number),
          );
      const numbers = new Set([
        ...listed
          .filter(
            ({ number, updatedAt }) =>
              stored.get(number)?.updatedAt !== updatedAt,
          )
          .map(({ number }) => number),
        ...hinted,
      ]);
      for (const number of numbers) {
        await this.#pullRequests.readWith(pullReader, number);
        hinted.delete(number);
      }
      return {
        pullsEtag: list ? list.etag : state.pullsEtag,
        pullsSince: listed.at(0)?.updatedAt ?? state.pullsSince,
      };
    } catch (error) {
      hinted.forEach(number => this.#hint(repository, number));
      throw error;
    }
  }

  async #addCommits(
    reader: GitHubReader,
    repository: RepositoryConfig,
    heads: CommitHead[],
  ): Promise<void> {
    const line = firstParents(heads);
    const known = await this.#repositories.knownCommits(
      repository.fullName,
      line.map(commit => commit.sha),
    );
    const missing = line.filter(commit => !known.has(commit.sha));
    // Oldest first, so that a reading that is cut off leaves no gap behind.
    for (const head of missing.reverse()) {
      const commit = await reader.readCommit(head);
      const pulls = await this.#repositories.pullRequestsOfCommits(
        repository.fullName,
        [commit.sha],
      );
      const direct =
        commit.units.length > 0 &&
        !pulls.has(commit.sha) &&
        !(await reader.cameFromPullRequest(commit.sha));
      if (direct) {
        await this.#ledger.append(directCommitFacts(commit), {
          at: this.#now(),
        });
      }
      await this.#repositories.addCommits([commit]);
    }
  }
}
