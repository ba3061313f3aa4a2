import { NotFoundError } from '@backstage/errors';
import type { Octokit } from '@octokit/rest';
import type { Account } from '../approvals';
import type { RepositoryReference } from '../reference/RepositoryReference';
import { REQUEST_BRANCH_PREFIX } from '../request/requestKey';
import type { ObjectCache } from './ObjectCache';
import {
  toRequestPull,
  type ListedPull,
  type RequestPull,
} from './RequestPull';
import { Snapshot } from './Snapshot';
import { isNotFound } from './statusOf';

/** An infrastructure repository on GitHub, opened for one piece of work. */
export class InfrastructureRepository {
  readonly reference: RepositoryReference;
  readonly octokit: Octokit;
  readonly #cache: ObjectCache;
  #main: Promise<Snapshot> | undefined;
  #account: Promise<Required<Account>> | undefined;

  constructor(options: {
    reference: RepositoryReference;
    octokit: Octokit;
    cache: ObjectCache;
  }) {
    this.reference = options.reference;
    this.octokit = options.octokit;
    this.#cache = options.cache;
  }

  /**
   * The protected branch as it was when this was asked first: one piece of work checks and changes the same commit.
   *
   * @throws NotFoundError if the repository or the branch does not exist, or may not be read
   */
  main(): Promise<Snapshot> {
    this.#main ??= this.#readMain().catch(error => {
      this.#main = undefined;
      throw error;
    });
    return this.#main;
  }

  async #readMain(): Promise<Snapshot> {
    const { branch, url } = this.reference;
    const snapshot = await this.branch(branch);
    if (!snapshot) {
      throw new NotFoundError(
        `${url} has no branch ${branch}, or the portal may not read it; look at environments.repositories and integrations.github`,
      );
    }
    return snapshot;
  }

  /** As whom this reads and writes: a user, or `NAME[bot]` of an app. Only GraphQL tells it to both. */
  account(): Promise<Required<Account>> {
    this.#account ??= this.octokit
      .graphql<{
        viewer: { login: string; databaseId: number };
      }>('{ viewer { login databaseId } }')
      .then(({ viewer: { login, databaseId: id } }) => ({ login, id }))
      .catch(error => {
        this.#account = undefined;
        throw error;
      });
    return this.#account;
  }

  /** A branch as it is now, or undefined if there is none. */
  async branch(name: string): Promise<Snapshot | undefined> {
    return Snapshot.ofBranch(this.octokit, this.reference, name, this.#cache);
  }

  /** The files at a commit. */
  at(commit: string): Snapshot {
    return new Snapshot(this.octokit, this.reference, commit, this.#cache);
  }

  /**
   * What a commit was made from: the newest commit of the protected branch that it holds, by which it is compared as GitHub
   * does; undefined if they have no history in common.
   */
  async baseOf(commit: string): Promise<Snapshot | undefined> {
    const main = await this.main();
    const { parents } = await this.at(commit).head();
    if (parents.length === 1 && parents[0] === main.commit) {
      return main;
    }
    const { owner, repo, fullName } = this.reference;
    const basehead = `${main.commit}...${commit}`;
    try {
      const base = await this.#cache.get(
        `${fullName}:base:${basehead}`,
        async () => {
          const { data } = await this.octokit.repos.compareCommitsWithBasehead({
            owner,
            repo,
            basehead,
            per_page: 1,
          });
          return data.merge_base_commit.sha;
        },
      );
      return this.at(base);
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** Whether a commit is another one, or in its history; false where GitHub does not know them. */
  async holds(head: string, commit: string): Promise<boolean> {
    const { owner, repo } = this.reference;
    try {
      const { data } = await this.octokit.repos.compareCommitsWithBasehead({
        owner,
        repo,
        basehead: `${commit}...${head}`,
        per_page: 1,
      });
      return data.status === 'ahead' || data.status === 'identical';
    } catch (error) {
      if (isNotFound(error)) {
        return false;
      }
      throw error;
    }
  }

  /** The open pull requests of requests, oldest first. */
  async openRequests(): Promise<RequestPull[]> {
    const { owner, repo, branch } = this.reference;
    const pulls = await this.octokit.paginate(this.octokit.pulls.list, {
      owner,
      repo,
      state: 'open',
      base: branch,
      sort: 'created',
      direction: 'asc',
      per_page: 100,
    });
    return pulls
      .filter(pull => pull.head.ref.startsWith(REQUEST_BRANCH_PREFIX))
      .filter(pull => this.#isOwn(pull))
      .map(toRequestPull);
  }

  /** All pull requests ever made from a branch of this repository, newest first. */
  async pullsOf(branch: string): Promise<RequestPull[]> {
    const { owner, repo } = this.reference;
    const { data } = await this.octokit.pulls.list({
      owner,
      repo,
      head: `${owner}:${branch}`,
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: 100,
    });
    return data
      .filter(pull => pull.head.ref === branch && this.#isOwn(pull))
      .map(toRequestPull);
  }

  /** Messages of the first hundred commits of a pull request. */
  async commitMessagesOf(pull: number): Promise<string[]> {
    const { owner, repo } = this.reference;
    const { data } = await this.octokit.pulls.listCommits({
      owner,
      repo,
      pull_number: pull,
      per_page: 100,
    });
    return data.map(({ commit }) => commit.message);
  }

  /** Adds labels to a pull request; those that it has stay. */
  async addLabels(pull: number, labels: readonly string[]): Promise<void> {
    const { owner, repo } = this.reference;
    await this.octokit.issues.addLabels({
      owner,
      repo,
      issue_number: pull,
      labels: [...labels],
    });
  }

  /** False for pull requests from forks: a branch there may carry any name. */
  #isOwn(pull: ListedPull): boolean {
    const { owner, repo } = this.reference;
    return (
      pull.head.repo?.full_name.toLowerCase() ===
      `${owner}/${repo}`.toLowerCase()
    );
  }
}
