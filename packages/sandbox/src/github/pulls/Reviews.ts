import type { Context } from '../Context';
import { GitHubError } from '../GitHubError';
import type { PullsApi } from '../api';
import type { Pull, Review, ReviewState } from '../model';
import { pullView } from '../views/pullViews';
import { reviewView } from '../views/reviewView';
import type { Views } from '../views/Views';
import { protectionOf } from '../store/protectionOf';
import type { PullStore } from './PullStore';

const STATES: Record<string, ReviewState> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

/** Reviews of pull requests. */
export class Reviews {
  readonly #context: Context;
  readonly #views: Views;
  readonly #pulls: PullStore;

  constructor(options: { context: Context; views: Views; store: PullStore }) {
    this.#context = options.context;
    this.#views = options.views;
    this.#pulls = options.store;
  }

  async create(options: Parameters<PullsApi['review']>[0]): Promise<Review> {
    const { repo, number, author, event } = options;
    const pull = this.#pulls.require(repo, number);
    const body = options.body ?? '';
    if (event !== 'APPROVE' && !body.trim()) {
      throw new GitHubError(422, 'Unprocessable Entity', [
        `Body is required when the event is ${event}`,
      ]);
    }
    // Whoever opened the pull request, and nobody else: not who wrote its commits, nor for whom an app opened it.
    if (pull.author === author && event !== 'COMMENT') {
      throw new GitHubError(422, 'Unprocessable Entity', [
        event === 'APPROVE'
          ? 'Can not approve your own pull request'
          : 'Can not request changes on your own pull request',
      ]);
    }
    const { store } = this.#context;
    const review: Review = {
      id: store.nextId(),
      repo,
      number,
      author,
      body,
      state: STATES[event],
      commitSha: options.commitSha ?? pull.headSha,
      submittedAt: store.now(),
    };
    this.#pulls.saveReview(review);
    pull.requestedReviewers = pull.requestedReviewers.filter(
      login => login !== author,
    );
    this.#pulls.save(pull);
    this.#tell(pull, review, 'submitted', author);
    return review;
  }

  dismiss(options: {
    repo: string;
    number: number;
    reviewId: number;
    message: string;
    actor: string;
  }): Review {
    const pull = this.#pulls.require(options.repo, options.number);
    const review = this.#pulls
      .reviews(options.repo, options.number)
      .find(each => each.id === options.reviewId);
    if (!review) {
      throw GitHubError.notFound();
    }
    if (!['APPROVED', 'CHANGES_REQUESTED'].includes(review.state)) {
      throw new GitHubError(422, 'Unprocessable Entity', [
        `Can not dismiss a ${review.state.toLowerCase()} pull request review`,
      ]);
    }
    review.state = 'DISMISSED';
    this.#pulls.saveReview(review);
    this.#tell(pull, review, 'dismissed', options.actor);
    return review;
  }

  /** After a push: approvals of an older commit go, where the branch's protection says so. */
  dismissStale(pull: Pull): void {
    const protection = protectionOf(
      this.#context.store,
      pull.repo,
      pull.baseRef,
    );
    if (!protection?.requiredReviews?.dismissStale) {
      return;
    }
    for (const review of this.#pulls.reviews(pull.repo, pull.number)) {
      if (review.state === 'APPROVED' && review.commitSha !== pull.headSha) {
        review.state = 'DISMISSED';
        this.#pulls.saveReview(review);
        this.#tell(pull, review, 'dismissed', pull.lastPusher);
      }
    }
  }

  #tell(pull: Pull, review: Review, action: string, sender: string): void {
    this.#context.notifier.notify(
      pull.repo,
      'pull_request_review',
      sender,
      () => ({
        action,
        review: {
          ...reviewView(this.#views, review),
          state: review.state.toLowerCase(),
        },
        pull_request: pullView(this.#views, pull),
      }),
    );
  }
}
