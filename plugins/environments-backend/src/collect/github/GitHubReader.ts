import { Octokit } from '@octokit/rest';
import { unitPathsOf } from '@plinth/repository';
import { isNotFound, statusOf } from '@plinth/repository/github';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';
import type { StoredCommit } from '../../store';
import { type ChangedFile, pathsOf } from './changedPaths';

/** A commit on the branch, before its files are read. */
export interface CommitHead {
  sha: string;
  message: string;
  author?: string;
  committedAt: string;
  url: string;
  parents: string[];
}

const PAGE = 100;

/** The pages of a list, or none if GitHub answers that it is the one of the ETag. */
async function* unlessUnchanged<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    if (statusOf(error) !== 304) {
      throw error;
    }
  }
}

/** GitHub's times as the store keeps them. */
export function iso(time: string | null | undefined): string {
  return new Date(time ?? 0).toISOString();
}

/** Whoever made a commit can write any name into it: it is not to be taken for a login or an entity. */
function signatureOf(
  author: { name?: string; email?: string } | null,
): string | undefined {
  return (
    author?.name &&
    `${author.name.replaceAll(':', ' ')} <${author.email ?? ''}>`
  );
}

/** Reads one repository over GitHub's REST API. Lists come with ETags, and cost nothing while they stay the same. */
export class GitHubReader {
  readonly #octokit: Octokit;
  readonly #repository: RepositoryConfig;

  constructor(octokit: Octokit, repository: RepositoryConfig) {
    this.#octokit = octokit;
    this.#repository = repository;
  }

  get #target() {
    return { owner: this.#repository.owner, repo: this.#repository.repo };
  }

  /** The branch's commits by pages, newest first; none when the newest are those of the ETag. */
  async *listCommits(
    etag: string | undefined,
  ): AsyncGenerator<{ commits: CommitHead[]; etag?: string }> {
    const answers = this.#octokit.paginate.iterator(
      this.#octokit.rest.repos.listCommits,
      {
        ...this.#target,
        sha: this.#repository.branch,
        per_page: PAGE,
        headers: etag ? { 'if-none-match': etag } : {},
      },
    );
    for await (const answer of unlessUnchanged(answers)) {
      yield {
        etag: answer.headers.etag,
        commits: answer.data.map(item => ({
          sha: item.sha,
          message: item.commit.message,
          author: item.author?.login ?? signatureOf(item.commit.author),
          committedAt: iso(
            item.commit.committer?.date ?? item.commit.author?.date,
          ),
          url: `${this.#repository.url}/commit/${item.sha}`,
          parents: item.parents.map(parent => parent.sha),
        })),
      };
    }
  }

  /** A commit with the units whose files it changed against its first parent. */
  async readCommit(head: CommitHead): Promise<StoredCommit> {
    const files: ChangedFile[] = [];
    // Octokit's paginator knows lists alone.
    for (let page = 1, more = true; more; page++) {
      const { data } = await this.#octokit.rest.repos.getCommit({
        ...this.#target,
        ref: head.sha,
        per_page: PAGE,
        page,
      });
      files.push(...(data.files ?? []));
      more = (data.files?.length ?? 0) >= PAGE;
    }
    return {
      repository: this.#repository.fullName,
      sha: head.sha,
      message: head.message,
      author: head.author,
      committedAt: head.committedAt,
      url: head.url,
      units: unitPathsOf(pathsOf(files)),
    };
  }

  /**
   * Numbers of pull requests into the branch that were updated since a time, newest first; undefined when the list is
   * that of the ETag.
   */
  async listPullRequests(options: {
    etag: string | undefined;
    since: string | undefined;
  }): Promise<
    | { pulls: Array<{ number: number; updatedAt: string }>; etag?: string }
    | undefined
  > {
    const pulls: Array<{ number: number; updatedAt: string }> = [];
    let list: { etag?: string } | undefined;
    const answers = this.#octokit.paginate.iterator(
      this.#octokit.rest.pulls.list,
      {
        ...this.#target,
        state: 'all',
        base: this.#repository.branch,
        sort: 'updated',
        direction: 'desc',
        per_page: PAGE,
        headers: options.etag ? { 'if-none-match': options.etag } : {},
      },
    );
    for await (const answer of unlessUnchanged(answers)) {
      list ??= { etag: answer.headers.etag };
      const fresh = answer.data
        .map(pull => ({ number: pull.number, updatedAt: iso(pull.updated_at) }))
        // The same second may hold another update: read it again rather than miss it.
        .filter(pull => !options.since || pull.updatedAt >= options.since);
      pulls.push(...fresh);
      if (fresh.length < answer.data.length) {
        break;
      }
    }
    return list && { ...list, pulls };
  }

  /** True when the commit reached the branch through a pull request, for example as one of several rebased commits. */
  async cameFromPullRequest(sha: string): Promise<boolean> {
    try {
      const { data } =
        await this.#octokit.rest.repos.listPullRequestsAssociatedWithCommit({
          ...this.#target,
          commit_sha: sha,
        });
      return data.some(
        pull =>
          pull.merged_at !== null && pull.base.ref === this.#repository.branch,
      );
    } catch (error) {
      if (isNotFound(error)) {
        return false;
      }
      throw error;
    }
  }
}
