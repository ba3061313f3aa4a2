import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { reviewView } from '../../../views/reviewView';
import {
  login,
  numberParam,
  optionalText,
  paged,
  text,
  type Call,
} from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/pulls/{number}/reviews`. */
export function reviewRoutes(router: RestRouter, services: Services): void {
  const { pulls, pullStore, views } = services;
  const one = '/repos/:owner/:repo/pulls/:number';
  const find = (call: Call) =>
    pullStore.require(call.repo, numberParam(call, 'number'));

  router.route('GET', `${one}/reviews`, 'pull-requests:read', call =>
    paged(call, pulls.reviews(call.repo, find(call).number), review =>
      reviewView(views, review),
    ),
  );
  router.route('POST', `${one}/reviews`, 'reviews:write', async call => {
    const pull = find(call);
    const event = optionalText(call, 'event');
    if (Array.isArray(call.body.comments) && call.body.comments.length > 0) {
      throw new GitHubError(
        501,
        'Not Implemented: the GitHub sandbox has no comments on lines',
      );
    }
    if (
      event !== 'APPROVE' &&
      event !== 'REQUEST_CHANGES' &&
      event !== 'COMMENT'
    ) {
      throw event === undefined
        ? new GitHubError(
            501,
            'Not Implemented: the GitHub sandbox has no pending reviews. Give an event.',
          )
        : GitHubError.invalid(
            'PullRequestReview',
            'event',
            'must be APPROVE, REQUEST_CHANGES or COMMENT',
          );
    }
    const review = await pulls.review({
      repo: call.repo,
      number: pull.number,
      author: login(call),
      event,
      body: optionalText(call, 'body'),
      commitSha: optionalText(call, 'commit_id'),
    });
    return { body: reviewView(views, review) };
  });
  router.route('GET', `${one}/reviews/:review`, 'pull-requests:read', call => {
    const review = pulls
      .reviews(call.repo, find(call).number)
      .find(each => each.id === numberParam(call, 'review'));
    if (!review) {
      throw GitHubError.notFound();
    }
    return { body: reviewView(views, review) };
  });
  router.route(
    'PUT',
    `${one}/reviews/:review/dismissals`,
    'dismissals:write',
    call => ({
      body: reviewView(
        views,
        pulls.dismissReview({
          repo: call.repo,
          number: find(call).number,
          reviewId: numberParam(call, 'review'),
          message: text(call, 'message', 'PullRequestReview'),
          actor: login(call),
        }),
      ),
    }),
  );
}
