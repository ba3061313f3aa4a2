import type { IssueComment, Label, MergeMethod, Pull, Review } from '../model';

/** Pull requests. */
export interface PullsApi {
  create(options: {
    repo: string;
    title: string;
    body?: string;
    head: string;
    base: string;
    draft?: boolean;
    author: string;
  }): Promise<Pull>;
  get(repo: string, number: number): Pull | undefined;
  list(repo: string): Pull[];
  /** Closing and reopening too. */
  update(
    repo: string,
    number: number,
    change: Partial<Pick<Pull, 'title' | 'body' | 'state' | 'draft'>>,
    actor: string,
  ): Promise<Pull>;
  addLabels(
    repo: string,
    number: number,
    labels: string[],
    actor: string,
  ): Label[];
  requestReviewers(
    repo: string,
    number: number,
    reviewers: { users?: string[]; teams?: string[] },
    actor: string,
  ): Pull;
  review(options: {
    repo: string;
    number: number;
    author: string;
    event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
    body?: string;
    commitSha?: string;
  }): Promise<Review>;
  reviews(repo: string, number: number): Review[];
  comment(options: {
    repo: string;
    number: number;
    author: string;
    body: string;
  }): IssueComment;
  updateComment(
    repo: string,
    id: number,
    body: string,
    actor: string,
  ): IssueComment;
  comments(repo: string, number: number): IssueComment[];
  /** Merges, or throws GitHub's 405 with what is still required, 409 when `sha` is not the head. */
  merge(options: {
    repo: string;
    number: number;
    method?: MergeMethod;
    title?: string;
    message?: string;
    sha?: string;
    actor: string;
  }): Promise<{ sha: string; pull: Pull }>;
}
