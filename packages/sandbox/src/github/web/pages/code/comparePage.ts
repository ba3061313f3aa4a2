import { GitHubError } from '../../../GitHubError';
import { commitRows, diffView } from '../../components';
import { html } from '../../../../html';
import type { Page, Visit } from '../../Page';

/** What lies between two commits. */
export async function comparePage(
  visit: Visit,
  repo: string,
  range: string,
): Promise<Page> {
  const git = visit.services.context.git(repo);
  const [from, to] = range.split('...');
  const [base, head] = await Promise.all([
    git.refs.resolve(from ?? ''),
    git.refs.resolve(to ?? ''),
  ]);
  if (!base || !head) {
    throw GitHubError.notFound();
  }
  const common = await git.history.mergeBase(base, head);
  const shas = await git.history.log([head, `^${base}`], { limit: 250 });
  const commits = await Promise.all(shas.map(each => git.objects.commit(each)));
  return {
    title: `${range} · ${repo}`,
    place: repo,
    tab: 'code',
    body: html`<h1>Comparing <code>${from}</code> with <code>${to}</code></h1>
      <div class="panel">
        ${commitRows(
          repo,
          commits.filter(each => each !== undefined),
        )}
      </div>
      ${diffView(await git.history.diff(common ?? base, head))}`,
  };
}
