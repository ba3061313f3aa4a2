import {
  RUN,
  type CommitStatus,
  type NewStatus,
  type PullRequest,
  type PullRequestApi,
} from '../github/PullRequestApi';

/** Pull requests, statuses and comments in memory. */
export class FakePullRequests implements PullRequestApi {
  /** The page of the run that sets statuses. */
  runUrl = 'https://github.example.com/runs/1';
  readonly #merged = new Map<string, number[]>();
  readonly #statuses = new Map<string, CommitStatus[]>();
  readonly #comments = new Map<
    number,
    Array<{ id: number; body: string; url: string }>
  >();

  merged(commit: string, number: number): void {
    this.#merged.set(commit, [...(this.#merged.get(commit) ?? []), number]);
  }

  async get(number: number): Promise<PullRequest> {
    return {
      number,
      title: `Change ${number}`,
      headSha: `head-${number}`,
      baseRef: 'main',
      merged: true,
      mergeCommitSha: null,
    };
  }

  async openWith(): Promise<PullRequest | undefined> {
    return undefined;
  }

  async mergedWith(commit: string): Promise<PullRequest[]> {
    return Promise.all(
      (this.#merged.get(commit) ?? []).map(number => this.get(number)),
    );
  }

  async statuses(commit: string): Promise<CommitStatus[]> {
    return this.#statuses.get(commit) ?? [];
  }

  async setStatus(commit: string, status: NewStatus): Promise<void> {
    this.#statuses.set(commit, [
      {
        ...status,
        createdAt: '2026-11-01T00:00:00Z',
        creator: RUN,
        url: this.runUrl,
      },
      ...(await this.statuses(commit)),
    ]);
  }

  async workflowOf() {
    return { path: '.github/workflows/plan.yml', event: 'workflow_run' };
  }

  async upsertComment(number: number, marker: string, body: string) {
    const all = this.#comments.get(number) ?? [];
    const existing = all.find(comment => comment.body.includes(marker));
    if (existing) {
      existing.body = body;
    } else {
      all.push({
        id: all.length + 1,
        body,
        url: `https://github.example.com/comment/${number}-${all.length + 1}`,
      });
    }
    this.#comments.set(number, all);
    return { url: (existing ?? all[all.length - 1]).url, pretenders: [] };
  }
}
