import { Octokit } from '@octokit/rest';
import {
  type Account,
  parseRequestMarker,
  unitPathsOf,
} from '@plinth/repository';
import { isNotFound, statusOf } from '@plinth/repository/github';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';
import type { StoredCommit, StoredPullRequest } from '../../store';

/** An approving review. */
interface Approval {
  id: number;
  login: string;
  at: string;
  url: string;
  commit: string;
}

/** A pull request with what its own routes add to the list. */
export interface PullRequestReading {
  pull: StoredPullRequest;
  mergedBy?: string;
  mergedAt?: string;
  /** Who opened it; undefined when the account is gone. */
  author?: Account;
  /** Whether the portal itself opened it. */
  openedByPortal: boolean;
  /** The commit of the branch that it was last compared with. */
  base: string;
  /** Paths of the changed files; of one that was moved, both. */
  paths: string[];
  /** False when it changes more files than GitHub lists. */
  hasAllPaths: boolean;
  units: string[];
  approvals: Approval[];
}

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

interface ChangedFile {
  filename: string;
  previous_filename?: string;
}

/** Where the files lie, or lay before they were moved. */
function pathsOf(files: ChangedFile[]): string[] {
  return files.flatMap(file => [
    file.filename,
    ...(file.previous_filename ? [file.previous_filename] : []),
  ]);
}

function iso(time: string | null | undefined): string {
  return new Date(time ?? 0).toISOString();
}

/** Reads one repository over GitHub's REST API. Lists come with ETags, and cost nothing while they stay the same. */
export class GitHubReader {
  readonly #octokit: Octokit;
  readonly #repository: RepositoryConfig;
  #own: Promise<string> | undefined;

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
          author: item.author?.login ?? item.commit.author?.name,
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

  /** One pull request with its files and approving reviews; undefined if there is none into the branch. */
  async readPullRequest(
    number: number,
  ): Promise<PullRequestReading | undefined> {
    const target = { ...this.#target, pull_number: number };
    const pull = await this.#findPullRequest(target);
    if (pull?.base.ref !== this.#repository.branch) {
      return undefined;
    }
    const [ownLogin, files, reviews] = await Promise.all([
      this.#ownLogin(),
      this.#octokit.paginate(this.#octokit.rest.pulls.listFiles, {
        ...target,
        per_page: PAGE,
      }),
      this.#octokit.paginate(this.#octokit.rest.pulls.listReviews, {
        ...target,
        per_page: PAGE,
      }),
    ]);
    const merged = Boolean(pull.merged_at);
    let state: StoredPullRequest['state'] = 'open';
    if (merged) {
      state = 'merged';
    } else if (pull.state === 'closed') {
      state = 'closed';
    }
    const url = `${this.#repository.url}/pull/${number}`;
    const paths = pathsOf(files);
    const openedByPortal = pull.user?.login === ownLogin;
    return {
      pull: {
        repository: this.#repository.fullName,
        number,
        title: pull.title,
        url,
        state,
        author: pull.user?.login ?? 'unknown',
        headSha: pull.head.sha,
        // While it is open, this is GitHub's test merge.
        mergeCommit: merged ? (pull.merge_commit_sha ?? undefined) : undefined,
        createdAt: iso(pull.created_at),
        updatedAt: iso(pull.updated_at),
        closedAt: pull.closed_at ? iso(pull.closed_at) : undefined,
        // Anybody can write a marker: it says something only where the portal wrote it.
        request: openedByPortal ? parseRequestMarker(pull.body) : undefined,
      },
      mergedBy: pull.merged_by?.login,
      mergedAt: pull.merged_at ? iso(pull.merged_at) : undefined,
      author: pull.user
        ? { login: pull.user.login, id: pull.user.id }
        : undefined,
      openedByPortal,
      base: pull.base.sha,
      paths,
      hasAllPaths: files.length >= pull.changed_files,
      units: unitPathsOf(paths),
      approvals: reviews
        .filter(review => review.state === 'APPROVED')
        .map(review => ({
          id: review.id,
          login: review.user?.login ?? 'unknown',
          at: iso(review.submitted_at),
          url: `${url}#pullrequestreview-${review.id}`,
          commit: review.commit_id ?? '',
        })),
    };
  }

  /** The login of whom this reads as: a user, or `NAME[bot]` of an app. Only GraphQL tells it to both. */
  #ownLogin(): Promise<string> {
    this.#own ??= this.#octokit
      .graphql<{ viewer: { login: string } }>('{ viewer { login } }')
      .then(({ viewer }) => viewer.login);
    return this.#own;
  }

  async #findPullRequest(target: {
    owner: string;
    repo: string;
    pull_number: number;
  }) {
    try {
      return (await this.#octokit.rest.pulls.get(target)).data;
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
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
