import { personDate } from '../../../git/objects';
import { GitHubError } from '../../../GitHubError';
import { checkPill, diffView } from '../../components';
import { html } from '../../../../html';
import { moment, shaLink, type Page, type Visit } from '../../Page';

/** A commit: message, checks, the pull request it came by, and its change. */
export async function commitPage(
  visit: Visit,
  repo: string,
  revision: string,
): Promise<Page> {
  const { services } = visit;
  const git = services.context.git(repo);
  const sha = await git.refs.resolve(revision);
  const commit = sha && (await git.objects.commit(sha));
  if (!commit) {
    throw GitHubError.notFound();
  }
  const files = await git.history.diff(
    commit.parents[0] ?? git.objects.writeTree([]),
    commit.sha,
  );
  const [title, ...more] = commit.message.split('\n');
  const body = more.join('\n').trim();
  const states = [...services.checks.states(repo, commit.sha)];
  const pulls = services.pullStore
    .list(repo)
    .filter(
      pull =>
        pull.headSha === commit.sha ||
        (pull.merged && pull.mergeCommitSha === commit.sha),
    );
  return {
    title: `${title} · ${repo}@${commit.sha.slice(0, 7)}`,
    place: repo,
    tab: 'commits',
    body: html`<h1>${title}</h1>
      ${body ? html`<pre>${body}</pre>` : ''}
      <div class="panel">
        <ul class="rows">
          <li>
            <span class="grow"
              >Author: ${commit.author.name}
              &lt;${commit.author.email}&gt;</span
            >
            ${moment(personDate(commit.author))}
          </li>
          <li>
            <span class="grow">Commit <code>${commit.sha}</code></span>
            <span class="muted"
              >Parents:
              ${commit.parents.length === 0 ? 'none' : commit.parents.map(each => [shaLink(repo, each), ' '])}</span
            >
          </li>
          ${pulls.map(pull => html`<li>Pull request: <a href="/${repo}/pull/${pull.number}">#${pull.number} ${pull.title}</a></li>`)}
          ${states.map(([name, state]) => html`<li><span class="grow">Check: ${name}</span> ${checkPill(state)}</li>`)}
          <li>
            <a href="/${repo}/tree/${commit.sha}"
              >Browse the files at this commit</a
            >
          </li>
        </ul>
      </div>
      <h2>Changes</h2>
      ${diffView(files)}`,
  };
}
