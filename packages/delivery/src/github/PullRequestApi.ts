import type { Octokit } from '@octokit/rest';
import { shorten } from '../markdown';
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
}

/** A commit status. */
export interface CommitStatus {
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string;
  readonly createdAt: string;
  /** The login of who set it; undefined where the account is gone. */
  readonly creator: string | undefined;
  /** The page that it links to: of the run that set it. */
  readonly url: string | null;
}

/** A status as it is set; it links to the run. */
export type NewStatus = Omit<CommitStatus, 'createdAt' | 'creator' | 'url'>;

/** What delivery asks of GitHub. */
export interface PullRequestApi {
  get(number: number): Promise<PullRequest>;
  /** The open pull request from a branch (`owner:branch`) whose head is that commit. */
  openWith(options: {
    head: string;
    headSha: string;
    base: string;
  }): Promise<PullRequest | undefined>;
  /** Merged pull requests that brought the commit to a branch. */
  mergedWith(commit: string): Promise<PullRequest[]>;
  /** Newest first, whoever set them: runs, and whoever may write. */
  statuses(commit: string): Promise<CommitStatus[]>;
  setStatus(commit: string, status: NewStatus): Promise<void>;
  /** Creates the run's comment that begins with the marker, or updates it; tells who else wrote one with it. */
  upsertComment(
    number: number,
    marker: string,
    body: string,
  ): Promise<WrittenComment>;
  /** The workflow's file of the run to which a status links, and by what it began; undefined where there is no such run. */
  workflowOf(url: string): Promise<RunOrigin | undefined>;
}

/** A comment of the run's own. */
export interface WrittenComment {
  readonly url: string;
  /** Logins of others whose comments begin with the same marker. */
  readonly pretenders: readonly string[];
}

/** What a run is of. */
export interface RunOrigin {
  /** `.github/workflows/plan.yml`. */
  readonly path: string;
  readonly event: string;
}

/** GitHub refuses statuses with longer descriptions. */
export const MOST_OF_STATUS = 140;
/** As whom a run's own token comments and sets statuses. */
export const RUN = 'github-actions[bot]';

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
    };
  }

  async openWith(options: {
    head: string;
    headSha: string;
    base: string;
  }): Promise<PullRequest | undefined> {
    const { head, headSha, base } = options;
    const { data } = await this.#octokit.rest.pulls.list({
      ...this.#repository,
      state: 'open',
      head,
      base,
      per_page: 100,
    });
    const found = data.find(pull => pull.head.sha === headSha);
    return found && this.get(found.number);
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
    return found.map(
      ({ context, state, description, created_at, creator, target_url }) => ({
        context,
        state: state as CommitStatus['state'],
        description: description ?? '',
        createdAt: created_at,
        creator: creator?.login,
        url: target_url,
      }),
    );
  }

  async setStatus(commit: string, status: NewStatus): Promise<void> {
    await this.#octokit.rest.repos.createCommitStatus({
      ...this.#repository,
      sha: commit,
      context: status.context,
      state: status.state,
      description: shorten(status.description, MOST_OF_STATUS),
      target_url: this.#targetUrl,
    });
  }

  async upsertComment(
    number: number,
    marker: string,
    body: string,
  ): Promise<WrittenComment> {
    const { own, pretenders } = await this.#comments(number, marker);
    const url = own.length
      ? await this.#update(own[0].id, body)
      : await this.#create(number, marker, body);
    return { url, pretenders };
  }

  async workflowOf(url: string): Promise<RunOrigin | undefined> {
    const [, id] = /\/actions\/runs\/(\d{1,15})$/.exec(url) ?? [];
    if (!id) {
      return undefined;
    }
    const run = await this.#octokit.rest.actions
      .getWorkflowRun({ ...this.#repository, run_id: Number(id) })
      .then(({ data }) => data)
      .catch(unlessGone);
    return run && { path: run.path.split('@')[0], event: run.event };
  }

  async #create(number: number, marker: string, body: string): Promise<string> {
    const { data: created } = await this.#octokit.rest.issues.createComment({
      ...this.#repository,
      issue_number: number,
      body,
    });
    // Another run may have written its first comment at the same time; the older one stays, whoever looks last.
    const [oldest, ...others] = (await this.#comments(number, marker)).own;
    for (const { id } of others) {
      await this.#octokit.rest.issues
        .deleteComment({ ...this.#repository, comment_id: id })
        .catch(unlessGone);
    }
    return oldest && oldest.id !== created.id
      ? this.#update(oldest.id, body)
      : created.html_url;
  }

  async #update(id: number, body: string): Promise<string> {
    const { data } = await this.#octokit.rest.issues.updateComment({
      ...this.#repository,
      comment_id: id,
      body,
    });
    return data.html_url;
  }

  /** Oldest first. Whoever may read may write a comment with the marker, and it would pass for the plan. */
  async #comments(number: number, marker: string) {
    const found = await this.#octokit.paginate(
      this.#octokit.rest.issues.listComments,
      { ...this.#repository, issue_number: number, per_page: 100 },
    );
    const marked = found
      .filter(({ body }) => body?.startsWith(marker))
      .sort((a, b) => a.id - b.id);
    return {
      own: marked.filter(({ user }) => user?.login === RUN),
      pretenders: marked.flatMap(({ user }) =>
        user?.login === RUN ? [] : [user?.login ?? 'an account that is gone'],
      ),
    };
  }
}

/** Another run that wrote at the same time has deleted it already. */
function unlessGone(error: { status?: number }): undefined {
  if (error.status !== 404) {
    throw error;
  }
  return undefined;
}
