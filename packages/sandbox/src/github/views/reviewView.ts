import type { Review } from '../model';
import { association } from './association';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** A review of a pull request. */
export function reviewView(views: Views, review: Review): Json {
  const html = views.urls.repo(review.repo, `/pull/${review.number}`);
  const pull = views.urls.repoApi(review.repo, `/pulls/${review.number}`);
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: views.user(review.author),
    body: review.body,
    state: review.state,
    html_url: `${html}#pullrequestreview-${review.id}`,
    pull_request_url: pull,
    author_association: association(views, review.repo, review.author),
    submitted_at: review.submittedAt,
    commit_id: review.commitSha,
    _links: {
      html: { href: `${html}#pullrequestreview-${review.id}` },
      pull_request: { href: pull },
    },
  };
}
