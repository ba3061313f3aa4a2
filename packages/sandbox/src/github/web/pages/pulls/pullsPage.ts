import { pullState } from '../../components';
import { html } from '../../../../html';
import { moment, type Page, type Visit } from '../../Page';
import { versionOf } from '../../versionOf';

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
    version: versionOf(pulls.map(pull => pull.updatedAt)),
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
