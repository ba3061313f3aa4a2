import type { IssueComment, Review } from '../../../model';
import { html, type Html } from '../../../../html';
import { markdown } from '../../markdown';
import { moment } from '../../Page';

/** Reviews and comments, in the order in which they were made. */
export function timeline(
  reviews: readonly Review[],
  comments: readonly IssueComment[],
): Html {
  const words: Record<string, string> = {
    APPROVED: 'approved these changes',
    CHANGES_REQUESTED: 'requested changes',
    COMMENTED: 'reviewed',
    DISMISSED: 'reviewed; dismissed since',
  };
  const items = [
    ...reviews.map(review => ({
      at: review.submittedAt,
      id: review.id,
      html: note(
        review.author,
        review.submittedAt,
        words[review.state] ?? 'reviewed',
        review.body,
        `pullrequestreview-${review.id}`,
      ),
    })),
    ...comments.map(comment => ({
      at: comment.createdAt,
      id: comment.id,
      html: note(
        comment.author,
        comment.createdAt,
        comment.updatedAt === comment.createdAt
          ? 'commented'
          : 'commented (edited)',
        comment.body,
        `issuecomment-${comment.id}`,
      ),
    })),
  ].sort((one, other) => one.at.localeCompare(other.at) || one.id - other.id);
  return html`${items.map(item => item.html)}`;
}

/** What somebody wrote. */
export function note(
  author: string,
  at: string,
  did: string,
  body: string,
  id = '',
): Html {
  return html`<article class="panel" ${id ? html` id="${id}"` : ''}>
    <header>
      <img class="avatar" alt="" src="/avatars/${encodeURIComponent(author)}" />
      <strong>${author}</strong> <span class="muted">${did} ${moment(at)}</span>
    </header>
    ${body.trim() ? html`<div class="body markdown">${markdown(body)}</div>` : ''}
  </article>`;
}
