import type { Octokit } from '@octokit/rest';
import { DeliveryError, messageOf } from '../errors';
import { runClient } from '../github/runClient';
import type { RunContext } from '../github/RunContext';

/** A pull request that removes the folders of a preview. */
export interface RemovalPull {
  readonly number: number;
  readonly url: string;
  /** `closed`: people closed it without merging it, and it is not opened again. */
  readonly state: 'opened' | 'open' | 'closed';
}

/** What a removal is made of. */
export interface Removal {
  /** Name of the environment or tenant. */
  readonly name: string;
  /** Every file to remove. */
  readonly files: readonly string[];
  /** The commit of the protected branch that the files are listed from. */
  readonly commit: string;
  /** When the folders changed last: what was decided about a pull request before that does not count any more. */
  readonly changedAt: Date | undefined;
  readonly title: string;
  readonly body: string;
}

/** The protected branch, and pull requests to it that remove folders. */
export interface Removals {
  /** Name of the repository's default branch. */
  branch(): Promise<string>;
  /** The newest commit of a branch. */
  tip(branch: string): Promise<string>;
  /** The one pull request that removes the preview's folders; opened if there is none. */
  ensure(removal: Removal): Promise<RemovalPull>;
}

/** The real one, over REST with the run's token. Nothing is pushed from the checkout: it holds no credentials. */
export class GitHubRemovals implements Removals {
  readonly #octokit: Octokit;
  readonly #repository: { owner: string; repo: string };

  static create(options: { context: RunContext }): GitHubRemovals {
    const { owner, repo } = options.context;
    return new GitHubRemovals(runClient(options.context), { owner, repo });
  }

  private constructor(
    octokit: Octokit,
    repository: { owner: string; repo: string },
  ) {
    this.#octokit = octokit;
    this.#repository = repository;
  }

  async branch(): Promise<string> {
    const { data } = await this.#octokit.rest.repos.get(this.#repository);
    return data.default_branch;
  }

  async tip(branch: string): Promise<string> {
    const { data } = await this.#octokit.rest.git.getRef({
      ...this.#repository,
      ref: `heads/${branch}`,
    });
    return data.object.sha;
  }

  async ensure(removal: Removal): Promise<RemovalPull> {
    const head = removalBranch(removal.name);
    try {
      const base = await this.branch();
      const known = await this.#known(head, base, removal);
      if (known) {
        return known;
      }
      await this.#point(head, await this.#commit(removal));
      const { data } = await this.#octokit.rest.pulls.create({
        ...this.#repository,
        head,
        base,
        title: removal.title,
        body: removal.body,
      });
      return { number: data.number, url: data.html_url, state: 'opened' };
    } catch (error) {
      throw new DeliveryError(
        `No pull request could be opened from ${head}: ${messageOf(error)}. The workflow needs permissions contents: write and pull-requests: write, and a repository that lets GitHub Actions create pull requests, or the secret PLINTH_TOKEN; the next run tries again`,
      );
    }
  }

  /** The open one; or one that people closed after the folder changed last, which is their decision. */
  async #known(
    head: string,
    base: string,
    removal: Removal,
  ): Promise<RemovalPull | undefined> {
    const pulls = await this.#octokit.paginate(this.#octokit.rest.pulls.list, {
      ...this.#repository,
      head: `${this.#repository.owner}:${head}`,
      base,
      state: 'all',
      per_page: 100,
    });
    const open = pulls.find(({ state }) => state === 'open');
    if (open) {
      const { number, html_url: url } = open;
      await this.#renew(head, open.head.sha, removal);
      return { number, url, state: 'open' };
    }
    const closed = pulls.find(
      ({ merged_at, closed_at }) =>
        !merged_at && closed_at && !isBefore(closed_at, removal),
    );
    return (
      closed && {
        number: closed.number,
        url: closed.html_url,
        state: 'closed',
      }
    );
  }

  /** A folder that changed since would conflict with its removal, and had another content when that was reviewed. */
  async #renew(branch: string, sha: string, removal: Removal): Promise<void> {
    const { data } = await this.#octokit.rest.git.getCommit({
      ...this.#repository,
      commit_sha: sha,
    });
    if (isBefore(data.committer.date, removal)) {
      await this.#point(branch, await this.#commit(removal));
    }
  }

  async #commit({ commit, files, title }: Removal): Promise<string> {
    const { git } = this.#octokit.rest;
    const { data: parent } = await git.getCommit({
      ...this.#repository,
      commit_sha: commit,
    });
    const { data: tree } = await git.createTree({
      ...this.#repository,
      base_tree: parent.tree.sha,
      tree: files.map(path => ({
        path,
        mode: '100644',
        type: 'blob',
        sha: null,
      })),
    });
    const { data } = await git.createCommit({
      ...this.#repository,
      message: title,
      tree: tree.sha,
      parents: [commit],
    });
    return data.sha;
  }

  /** Makes the branch; one that an earlier preview of this name left behind is moved. */
  async #point(branch: string, sha: string): Promise<void> {
    const { git } = this.#octokit.rest;
    const { data: refs } = await git.listMatchingRefs({
      ...this.#repository,
      ref: `heads/${branch}`,
    });
    if (refs.some(({ ref }) => ref === `refs/heads/${branch}`)) {
      await git.updateRef({
        ...this.#repository,
        ref: `heads/${branch}`,
        sha,
        force: true,
      });
    } else {
      await git.createRef({
        ...this.#repository,
        ref: `refs/heads/${branch}`,
        sha,
      });
    }
  }
}

/** Whether something happened before the folders changed last. */
function isBefore(time: string, { changedAt }: Removal): boolean {
  return changedAt !== undefined && new Date(time) < changedAt;
}

/** The branch of the pull request that removes a preview's folder. */
export function removalBranch(name: string): string {
  return `plinth/ended-${name}`;
}
