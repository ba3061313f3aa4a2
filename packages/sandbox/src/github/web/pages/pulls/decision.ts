import { roleAtLeast } from '../../../accounts/Accounts';
import type { Pull } from '../../../model';
import { allowedMethods } from '../../../pulls/allowedMethods';
import { html, type Html } from '../../../../html';
import { formFields, moment, shaLink, type Visit } from '../../Page';

/** The forms to review and merge an open pull request, with what still stands against merging. */
export function decision(
  visit: Visit,
  pull: Pull,
  blockers: readonly string[],
): Html {
  const { services, session } = visit;
  const action = `/${pull.repo}/pull/${pull.number}`;
  const repository = services.repositories.require(pull.repo);
  const conflicts = pull.mergeCommitSha === null;
  const mayWrite = roleAtLeast(
    services.accounts.role(pull.repo, session.login),
    'write',
  );
  const reasons = [
    ...(pull.draft ? ['This pull request is still a draft.'] : []),
    ...(conflicts ? [`This branch conflicts with ${pull.baseRef}.`] : []),
    ...blockers,
    ...(mayWrite ? [] : [`${session.login} may not write to ${pull.repo}.`]),
  ];
  const names: Record<string, string> = {
    merge: 'Merge commit',
    squash: 'Squash and merge',
    rebase: 'Rebase and merge',
  };
  return html`<section class="panel" aria-label="Review">
      <header><strong>Review as ${session.login}</strong></header>
      <div class="body">
        <form method="post" action="${action}/review">
          ${formFields(visit)} <label for="review-body">Comment</label
          ><textarea id="review-body" name="body"></textarea>
          <div class="actions">
            <button class="primary" name="event" value="APPROVE">
              Approve
            </button>
            <button name="event" value="REQUEST_CHANGES">
              Request changes
            </button>
            <button name="event" value="COMMENT">Comment</button>
          </div>
        </form>
      </div>
    </section>
    <section class="panel" aria-label="Merge">
      <header>
        <strong
          >${reasons.length ? 'Merging is blocked' : 'Ready to merge'}</strong
        >
      </header>
      <div class="body">
        ${
          reasons.length
            ? html`<ul>
                ${reasons.map(reason => html`<li>${reason}</li>`)}
              </ul>`
            : html`<p>All that ${pull.baseRef} requires is there.</p>`
        }
        <form class="row" method="post" action="${action}/merge">
          ${formFields(visit)}<input
            type="hidden"
            name="sha"
            value="${pull.headSha}"
          />
          <label for="merge-method">How</label
          ><select id="merge-method" name="method">
            ${allowedMethods(repository).map(method => html`<option value="${method}">${names[method]}</option>`)}
          </select>
          <button class="primary">Merge</button>
        </form>
        <form class="actions" method="post" action="${action}/close">
          ${formFields(visit)}<button>Close without merging</button>
        </form>
      </div>
    </section>`;
}

/** How a pull request ended. */
export function outcome(pull: Pull): Html {
  return pull.merged
    ? html`<p>
        Merged by <strong>${pull.mergedBy}</strong> as
        ${shaLink(pull.repo, pull.mergeCommitSha ?? '')},
        ${moment(pull.mergedAt)}.
      </p>`
    : html`<p>Closed without being merged, ${moment(pull.closedAt)}.</p>`;
}
