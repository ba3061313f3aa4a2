import { commitRows } from '../../components';
import { html } from '../../../../html';
import type { Page, Visit } from '../../Page';
import { encodePath } from './pathCrumbs';
import { splitRef } from './splitRef';

/** The commits of a branch, of one path if the query names it. */
export async function commitsPage(
  visit: Visit,
  repo: string,
  rest: string,
): Promise<Page> {
  const git = visit.services.context.git(repo);
  const { defaultBranch } = visit.services.repositories.require(repo);
  const { ref, sha } = await splitRef(visit, repo, rest || defaultBranch);
  const path = visit.query.get('path') ?? undefined;
  const page = Math.max(1, Number(visit.query.get('page')) || 1);
  const size = 50;
  const shas = await git.history.log([sha], { limit: page * size + 1, path });
  const commits = await Promise.all(
    shas
      .slice((page - 1) * size, page * size)
      .map(each => git.objects.commit(each)),
  );
  const to = (number: number) =>
    `/${repo}/commits/${encodePath(ref)}?page=${number}${path ? `&path=${encodeURIComponent(path)}` : ''}`;
  return {
    title: `Commits · ${repo}`,
    place: repo,
    tab: 'commits',
    body: html`<h1>
        Commits <span class="number">${ref}${path ? `, ${path}` : ''}</span>
      </h1>
      <div class="panel">
        ${commitRows(
          repo,
          commits.filter(each => each !== undefined),
        )}
      </div>
      <p class="actions">
        ${page > 1 ? html`<a href="${to(page - 1)}">Newer</a>` : ''}
        ${shas.length > page * size ? html`<a href="${to(page + 1)}">Older</a>` : ''}
      </p>`,
  };
}
