import { GitHubError } from '../GitHubError';
import type { IssueComment, Label, Pull, Review } from '../model';
import type { Store } from '../store/Store';

/** Reads and writes pull requests and what hangs on them. No rules. */
export class PullStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(repo: string, number: number): Pull | undefined {
    return this.#store.pulls.get(`${repo}#${number}`);
  }

  /** The pull request, or 404. */
  require(repo: string, number: number): Pull {
    const pull = this.get(repo, number);
    if (!pull) {
      throw GitHubError.notFound();
    }
    return pull;
  }

  /** Newest first. */
  list(repo: string): Pull[] {
    return this.#store.pulls
      .values()
      .filter(pull => pull.repo === repo)
      .reverse();
  }

  openFrom(repo: string, branch: string): Pull[] {
    return this.list(repo).filter(
      pull => pull.state === 'open' && pull.headRef === branch,
    );
  }

  /** Stores it as it is, and marks it as changed now. */
  save(pull: Pull): void {
    pull.updatedAt = this.#store.now();
    this.keep(pull);
  }

  /** Stores it as it is; for what people would not call a change. */
  keep(pull: Pull): void {
    this.#store.pulls.put(`${pull.repo}#${pull.number}`, pull);
  }

  reviews(repo: string, number: number): Review[] {
    return this.#store.reviews
      .values()
      .filter(review => review.number === number && review.repo === repo);
  }

  saveReview(review: Review): void {
    this.#store.reviews.put(String(review.id), review);
  }

  comments(repo: string, number?: number): IssueComment[] {
    return this.#store.comments
      .values()
      .filter(
        comment =>
          comment.repo === repo &&
          (number === undefined || comment.number === number),
      );
  }

  requireComment(repo: string, id: number): IssueComment {
    const comment = this.#store.comments.get(String(id));
    if (!comment || comment.repo !== repo) {
      throw GitHubError.notFound();
    }
    return comment;
  }

  saveComment(comment: IssueComment): void {
    this.#store.comments.put(String(comment.id), comment);
  }

  deleteComment(comment: IssueComment): void {
    this.#store.comments.delete(String(comment.id));
  }

  label(repo: string, name: string): Label | undefined {
    return this.#store.labels.get(`${repo}/${name}`.toLowerCase());
  }

  labels(repo: string): Label[] {
    return this.#store.labels.values().filter(label => label.repo === repo);
  }

  saveLabel(label: Label): void {
    this.#store.labels.put(`${label.repo}/${label.name}`.toLowerCase(), label);
  }

  deleteLabel(label: Label): void {
    this.#store.labels.delete(`${label.repo}/${label.name}`.toLowerCase());
  }
}
