import { GitHubError } from '../../../GitHubError';
import { html, type Html } from '../../../../html';
import { markdown } from '../../markdown';
import type { Page, Visit } from '../../Page';
import { encodePath, pathCrumbs } from './pathCrumbs';
import { splitRef } from './splitRef';

/** Largest file shown, in bytes. */
const SHOWN = 1_000_000;

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
