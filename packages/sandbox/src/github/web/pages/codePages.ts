import { unifiedDiff } from '../../git/unifiedDiff';
import { entryType, personDate } from '../../git/objects';
import { GitHubError } from '../../GitHubError';
import { checkPill, commitRows, diffView } from '../components';
import { html, type Html } from '../html';
import { markdown } from '../markdown';
import { moment, shaLink, type Page, type Visit } from '../Page';

/** Largest file shown, in bytes. */
const SHOWN = 1_000_000;

/** A commit and a path, read from an address in which both may hold slashes: the longest ref that exists wins. */
export async function splitRef(
  { services }: Visit,
  repo: string,
  rest: string,
): Promise<{ ref: string; sha: string; path: string }> {
  const git = services.context.git(repo);
  const parts = rest.split('/').filter(Boolean);
  for (let count = parts.length; count > 0; count -= 1) {
    const ref = parts.slice(0, count).join('/');
    const sha = await git.refs.resolve(ref);
    if (sha) {
      return { ref, sha, path: parts.slice(count).join('/') };
    }
  }
  throw GitHubError.notFound();
}

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

/** A file: Markdown rendered, text with line numbers. */
export async function blobPage(
  visit: Visit,
  repo: string,
  rest: string,
): Promise<Page> {
  const { ref, sha, path } = await splitRef(visit, repo, rest);
  const content = await visit.services.context
    .git(repo)
    .objects.file(sha, path);
  if (!content) {
    throw GitHubError.notFound();
  }
  return {
    title: `${path} · ${repo}`,
    place: repo,
    tab: 'code',
    body: html`${pathCrumbs(repo, ref, path)}
      <section class="panel">
        <header>
          <strong class="grow">${path.split('/').pop()}</strong
          ><span class="small muted">${content.length} bytes</span>
          <a
            class="small"
            href="/${repo}/raw/${encodePath(ref)}/${encodePath(path)}"
            >Raw</a
          >
          <a
            class="small"
            href="/${repo}/commits/${encodePath(ref)}?path=${encodeURIComponent(path)}"
            >History</a
          >
        </header>
        ${fileBody(path, content)}
      </section>`,
  };
}

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

/** The change of a pull request as plain text. */
export async function pullDiffText(
  { services }: Visit,
  repo: string,
  number: number,
): Promise<string> {
  const pull = services.pullStore.require(repo, number);
  return unifiedDiff(await services.mergeability.files(pull));
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function pathCrumbs(repo: string, ref: string, path: string): Html {
  const parts = path.split('/');
  return html`<h1 class="sha">
    <a href="/${repo}/tree/${encodePath(ref)}">${ref}</a>${parts.map(
      (part, index) => {
        const to = parts.slice(0, index + 1).join('/');
        return index === parts.length - 1
          ? html` / ${part}`
          : html` /
              <a href="/${repo}/tree/${encodePath(ref)}/${encodePath(to)}"
                >${part}</a
              >`;
      },
    )}
  </h1>`;
}

function fileBody(path: string, content: Buffer): Html {
  if (content.length > SHOWN || content.subarray(0, 8000).includes(0)) {
    return html`<div class="body muted">
      ${content.length > SHOWN ? 'This file is too long to be shown.' : 'A binary file.'}
    </div>`;
  }
  const text = content.toString('utf8');
  if (/\.md$/i.test(path)) {
    return html`<div class="body markdown">${markdown(text)}</div>`;
  }
  return html`<table class="source">
    <tbody>
      ${text
        .replace(/\n$/, '')
        .split('\n')
        .map(
          (line, index) =>
            html`<tr>
              <td class="line">${index + 1}</td>
              <td>${line}</td>
            </tr>`,
        )}
    </tbody>
  </table>`;
}
