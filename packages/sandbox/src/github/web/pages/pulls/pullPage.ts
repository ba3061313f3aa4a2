import { personDate } from '../../../git/objects';
import { commitRows, diffView, pullState } from '../../components';
import { html } from '../../../../html';
import { moment, shaLink, type Page, type Visit } from '../../Page';
import { versionOf } from '../../versionOf';
import { checkRows } from './checkRows';
import { decision, outcome } from './decision';
import { reviewerList } from './reviewerList';
import { note, timeline } from './timeline';

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
    version: versionOf([
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
