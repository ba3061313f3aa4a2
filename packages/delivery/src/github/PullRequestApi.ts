import type { Octokit } from '@octokit/rest';
import { runClient } from './runClient';
import type { RunContext } from './RunContext';

/** A pull request, as far as delivery looks at it. */
export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly merged: boolean;
  readonly mergeCommitSha: string | null;
  readonly labels: readonly string[];
}

/** A commit status. */
export interface CommitStatus {
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string;
  readonly createdAt: string;
}

/** What delivery asks of GitHub. */
export interface PullRequestApi {
  get(number: number): Promise<PullRequest>;
  /** Merged pull requests that brought the commit to a branch. */
  mergedWith(commit: string): Promise<PullRequest[]>;
  /** Newest first. */
  statuses(commit: string): Promise<CommitStatus[]>;
  setStatus(
    commit: string,
    status: Omit<CommitStatus, 'createdAt'>,
  ): Promise<void>;
  /** Bodies of the comments that contain the marker, oldest first. */
  comments(
    number: number,
    marker: string,
  ): Promise<Array<{ id: number; body: string; url: string }>>;
  /** Creates the comment that contains the marker, or updates it. */
  upsertComment(
    number: number,
    marker: string,
    body: string,
  ): Promise<{ url: string }>;
}

/** The real one, over REST with the run's token. */
export class GitHubPullRequestApi implements PullRequestApi {
  readonly #octokit: Octokit;
  readonly #repository: { owner: string; repo: string };
  readonly #targetUrl: string;

  static create(options: { context: RunContext }): GitHubPullRequestApi {
    const { context } = options;
    return new GitHubPullRequestApi(runClient(context), context);
  }

  private constructor(octokit: Octokit, context: RunContext) {
    this.#octokit = octokit;
    this.#repository = { owner: context.owner, repo: context.repo };
    this.#targetUrl = context.runUrl;
  }

  async get(number: number): Promise<PullRequest> {
    const { data } = await this.#octokit.rest.pulls.get({
      ...this.#repository,
      pull_number: number,
    });
    return {
      number: data.number,
      title: data.title,
      headSha: data.head.sha,
      baseRef: data.base.ref,
      merged: data.merged,
      mergeCommitSha: data.merge_commit_sha,
      labels: data.labels.map(({ name }) => name),
    };
  }

  async mergedWith(commit: string): Promise<PullRequest[]> {
    const found = await this.#octokit.paginate(
      this.#octokit.rest.repos.listPullRequestsAssociatedWithCommit,
      {
        ...this.#repository,
        commit_sha: commit,
        per_page: 100,
      },
    );
    return Promise.all(
      found
        .filter(({ merged_at }) => merged_at)
        .map(({ number }) => this.get(number)),
    );
  }

  async statuses(commit: string): Promise<CommitStatus[]> {
    const found = await this.#octokit.paginate(
      this.#octokit.rest.repos.listCommitStatusesForRef,
      {
        ...this.#repository,
        ref: commit,
        per_page: 100,
      },
    );
    return found.map(({ context, state, description, created_at }) => ({
      context,
      state: state as CommitStatus['state'],
      description: description ?? '',
      createdAt: created_at,
    }));
  }

  async setStatus(
    commit: string,
    status: Omit<CommitStatus, 'createdAt'>,
  ): Promise<void> {
    await this.#octokit.rest.repos.createCommitStatus({
      ...this.#repository,
      sha: commit,
      context: status.context,
      state: status.state,
      description: status.description.slice(0, 140),
      target_url: this.#targetUrl,
    });
  }

  async comments(
    number: number,
    marker: string,
  ): Promise<Array<{ id: number; body: string; url: string }>> {
    const found = await this.#octokit.paginate(
      this.#octokit.rest.issues.listComments,
      {
        ...this.#repository,
        issue_number: number,
        per_page: 100,
      },
    );
    return found
      .filter(({ body }) => body?.includes(marker))
      .map(({ id, body, html_url }) => ({
        id,
        body: body ?? '',
        url: html_url,
      }));
  }

  async upsertComment(
    number: number,
    marker: string,
    body: string,
  ): Promise<{ url: string }> {
    const [existing] = await this.comments(number, marker);
    const { data } = existing
      ? await this.#octokit.rest.issues.updateComment({
          ...this.#repository,
          comment_id: existing.id,
          body,
        })
      : await this.#octokit.rest.issues.createComment({
          ...this.#repository,
          issue_number: number,
          body,
        });
    return { url: data.html_url };
  }
}
