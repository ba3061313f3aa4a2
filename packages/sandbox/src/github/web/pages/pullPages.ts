import { createHash } from 'node:crypto';
import { roleAtLeast } from '../../accounts/Accounts';
import { personDate } from '../../git/objects';
import type { IssueComment, Pull, Review } from '../../model';
import { allowedMethods } from '../../pulls/Pulls';
import { checkPill, commitRows, diffView, pullState } from '../components';
import { html, type Html } from '../html';
import { markdown } from '../markdown';
import { formFields, moment, shaLink, type Page, type Visit } from '../Page';

/** Pull requests of a repository. */
export function pullsPage(visit: Visit, repo: string): Page {
  const wanted = visit.query.get('state') === 'closed' ? 'closed' : 'open';
  const all = visit.services.pullStore.list(repo);
  const pulls = all.filter(pull => pull.state === wanted);
  const count = (state: string) =>
    all.filter(pull => pull.state === state).length;
  return {
    title: `Pull requests · ${repo}`,
    place: repo,
    tab: 'pulls',
    version: hash(pulls.map(pull => pull.updatedAt)),
    body: html`<h1>Pull requests</h1>
      <p>
        <a
          href="/${repo}/pulls"
          ${wanted === 'open' ? html` aria-current="page"` : ''}
          >${count('open')} open</a
        >
        ·
        <a
          href="/${repo}/pulls?state=closed"
          ${wanted === 'closed' ? html` aria-current="page"` : ''}
          >${count('closed')} closed</a
        >
      </p>
      ${
        pulls.length === 0
          ? html`<p class="muted">There are no ${wanted} pull requests.</p>`
          : html`<div class="panel">
              <ul class="rows">
                ${pulls.map(
                  pull =>
                    html`<li>
                      ${pullState(pull)}
                      <span class="grow"
                        ><a href="/${repo}/pull/${pull.number}"
                          ><strong>${pull.title}</strong></a
                        >
                        <span class="number">#${pull.number}</span>
                        ${pull.labels.map(label => html`<span class="label">${label}</span> `)}</span
                      >
                      <span class="muted small"
                        >${pull.author}, ${moment(pull.updatedAt)}</span
                      >
                    </li>`,
                )}
              </ul>
            </div>`
      }`,
  };
}

/** One pull request, with all that is needed to decide on it. */
export async function pullPage(
  visit: Visit,
  repo: string,
  number: number,
): Promise<Page> {
  const { services } = visit;
  const pull = services.pullStore.require(repo, number);
  await services.mergeability.refresh(pull);
  const [files, commits, blockers] = await Promise.all([
    services.mergeability.files(pull),
    services.mergeability.commits(pull),
    services.mergeability.blockers(pull),
  ]);
  const reviews = services.pulls.reviews(repo, number);
  const comments = services.pulls.comments(repo, number);
  const checks = checkRows(visit, pull);
  const title = html`<h1>
      ${pull.title} <span class="number">#${pull.number}</span>
    </h1>
    <p>
      ${pullState(pull)}
      <span class="muted"
        >${pull.author} wants to merge ${commits.length}
        ${commits.length === 1 ? 'commit' : 'commits'} into
        <code>${pull.baseRef}</code> from <code>${pull.headRef}</code></span
      >
    </p>`;
  return {
    title: `${pull.title} · Pull request #${pull.number} · ${repo}`,
    place: repo,
    tab: 'pulls',
    version: hash([
      pull,
      reviews,
      comments,
      services.checks
        .checkRuns(repo, pull.headSha)
        .map(run => [run.id, run.status, run.conclusion]),
      services.checks.statuses(repo, pull.headSha),
    ]),
    body: html`${title}
      <div class="columns">
        <div>
          ${note(pull.author, pull.createdAt, 'opened this', pull.body || '_No description._')}
          ${timeline(reviews, comments)}
          <section aria-label="Checks">
            <h2>Checks on ${shaLink(repo, pull.headSha)}</h2>
            ${checks}
          </section>
          ${pull.state === 'open' ? decision(visit, pull, blockers) : outcome(pull)}
          <h2>Commits</h2>
          <div class="panel">${commitRows(repo, commits)}</div>
          <h2 id="files">Files changed</h2>
          ${diffView(files)}
        </div>
        <aside>
          <section>
            <h2>Reviewers</h2>
            ${reviewerList(pull, reviews)}
          </section>
          <section>
            <h2>Labels</h2>
            ${pull.labels.length ? pull.labels.map(label => html`<span class="label">${label}</span> `) : html`<span class="muted">None</span>`}
          </section>
          <section>
            <h2>Commits by</h2>
            <ul>
              ${[...new Set(commits.map(commit => commit.author.name))].map(name => html`<li>${name}</li>`)}
            </ul>
          </section>
          <section>
            <h2>Updated</h2>
            ${moment(pull.updatedAt)}${commits.length ? html`<br /><span class="muted small">last commit ${moment(personDate(commits[commits.length - 1].committer))}</span>` : ''}
          </section>
          <section>
            <a href="/${repo}/pull/${pull.number}.diff">Plain diff</a>
          </section>
        </aside>
      </div>`,
  };
}

function timeline(
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

function note(
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

function checkRows({ services }: Visit, pull: Pull): Html {
  const { repo, headSha } = pull;
  const states = services.checks.states(repo, headSha);
  const required =
    services.repositories.protection(repo, pull.baseRef)?.requiredStatusChecks
      ?.contexts ?? [];
  const names = [...new Set([...required, ...states.keys()])];
  const link = (name: string) =>
    services.checks.checkRuns(repo, headSha).find(run => run.name === name)
      ?.detailsUrl ??
    services.checks
      .statuses(repo, headSha)
      .find(status => status.context === name)?.targetUrl;
  return names.length === 0
    ? html`<p class="muted">There are no checks.</p>`
    : html`<div class="panel">
        <ul class="rows">
          ${names.map(name => {
            const address = link(name);
            const status = services.checks
              .statuses(repo, headSha)
              .find(each => each.context === name);
            return html`<li>
              ${checkPill(states.get(name) ?? 'expected')}
              <span class="grow"
                ><strong>${name}</strong>
                <span class="muted">${status?.description ?? ''}</span>
                ${required.includes(name) ? html`<span class="label">Required</span>` : ''}</span
              >
              ${address && /^https?:\/\//.test(address) ? html`<a href="${address}">Details</a>` : ''}
            </li>`;
          })}
        </ul>
      </div>`;
}

function decision(visit: Visit, pull: Pull, blockers: readonly string[]): Html {
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

function outcome(pull: Pull): Html {
  return pull.merged
    ? html`<p>
        Merged by <strong>${pull.mergedBy}</strong> as
        ${shaLink(pull.repo, pull.mergeCommitSha ?? '')},
        ${moment(pull.mergedAt)}.
      </p>`
    : html`<p>Closed without being merged, ${moment(pull.closedAt)}.</p>`;
}

function reviewerList(pull: Pull, reviews: readonly Review[]): Html {
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

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
