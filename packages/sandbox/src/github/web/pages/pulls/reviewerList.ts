import type { Pull, Review } from '../../../model';
import { html, type Html } from '../../../../html';

/** Who reviewed, and who was asked to. */
export function reviewerList(pull: Pull, reviews: readonly Review[]): Html {
  const latest = new Map(reviews.map(review => [review.author, review.state]));
  const requested = [
    ...pull.requestedReviewers,
    ...pull.requestedTeams.map(slug => `@${pull.repo.split('/')[0]}/${slug}`),
  ];
  if (latest.size + requested.length === 0) {
    return html`<span class="muted">None</span>`;
  }
  return html`<ul>
    ${[...latest].map(
      ([login, state]) =>
        html`<li>
          ${login}
          <span class="muted small"
            >${state.toLowerCase().replace('_', ' ')}</span
          >
        </li>`,
    )}${requested.map(name => html`<li>${name} <span class="muted small">requested</span></li>`)}
  </ul>`;
}
