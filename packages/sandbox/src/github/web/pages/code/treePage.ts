import { entryType, personDate } from '../../../git/objects';
import { GitHubError } from '../../../GitHubError';
import { html } from '../../../../html';
import { markdown } from '../../markdown';
import { moment, shaLink, type Page, type Visit } from '../../Page';
import { encodePath, pathCrumbs } from './pathCrumbs';
import { splitRef } from './splitRef';

/** A folder: its files, and its README. The empty `rest` is the top of the default branch. */
export async function treePage(
  visit: Visit,
  repo: string,
  rest: string,
): Promise<Page> {
  const { services } = visit;
  const repository = services.repositories.require(repo);
  const git = services.context.git(repo);
  if (!rest && !(await git.refs.resolve(repository.defaultBranch))) {
    return {
      title: repo,
      place: repo,
      tab: 'code',
      body: html`<h1>${repo}</h1>
        <p>
          This repository is empty. Push to
          <code>${services.context.urls.repo(repo)}.git</code>
        </p>`,
    };
  }
  const { ref, sha, path } = await splitRef(
    visit,
    repo,
    rest || repository.defaultBranch,
  );
  const entry = path ? await git.objects.entry(sha, path) : undefined;
  if (path && (!entry || entryType(entry.mode) !== 'tree')) {
    throw GitHubError.notFound();
  }
  const entries = [...((await git.objects.tree(entry?.sha ?? sha)) ?? [])].sort(
    (one, other) =>
      Number(entryType(other.mode) === 'tree') -
        Number(entryType(one.mode) === 'tree') ||
      one.name.localeCompare(other.name),
  );
  const readme = entries.find(each => /^readme\.md$/i.test(each.name));
  const readmeText = readme && (await git.objects.read(readme.sha))?.content;
  const [latest] = await git.history.log([sha], {
    limit: 1,
    path: path || undefined,
  });
  const commit = latest ? await git.objects.commit(latest) : undefined;
  return {
    title: path ? `${path} · ${repo}` : repo,
    place: repo,
    tab: 'code',
    body: html`${
        path
          ? pathCrumbs(repo, ref, path)
          : html`<h1>${repo}</h1>
              <p class="muted">${repository.description}</p>`
      }
      <div class="panel">
        <header>
          <span class="grow"
            >${commit ? html`<a href="/${repo}/commit/${commit.sha}">${commit.message.split('\n')[0]}</a>` : ''}</span
          >
          <span class="muted small"
            >${ref}${commit ? html`, ${shaLink(repo, commit.sha)}, ${moment(personDate(commit.committer))}` : ''}</span
          >
        </header>
        <ul class="rows">
          ${entries.map(each => {
            const folder = entryType(each.mode) === 'tree';
            const full = path ? `${path}/${each.name}` : each.name;
            return html`<li>
              <a
                href="/${repo}/${folder ? 'tree' : 'blob'}/${encodePath(ref)}/${encodePath(full)}"
                >${folder ? `${each.name}/` : each.name}</a
              >
            </li>`;
          })}
        </ul>
      </div>
      ${
        readmeText
          ? html`<section class="panel">
              <header><strong>${readme?.name}</strong></header>
              <div class="body markdown">
                ${markdown(readmeText.toString('utf8'))}
              </div>
            </section>`
          : ''
      }`,
  };
}
