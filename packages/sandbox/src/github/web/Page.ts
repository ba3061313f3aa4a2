import type { Services } from '../Services';
import { html, type Html, type Part } from '../../html';
import type { Session, Sessions } from './Sessions';

/** What a page is made with. */
export interface Visit {
  readonly services: Services;
  readonly sessions: Sessions;
  readonly session: Session;
  /** Path and query of the page, to come back to. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** A page to show. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  /** `owner` or `owner/name`, for the crumbs. */
  readonly place?: string;
  /** Which tab of the repository is shown. */
  readonly tab?: 'code' | 'commits' | 'pulls' | 'actions';
  /** Changes whenever the page would look different; the page then reloads itself. */
  readonly version?: string;
  /** @default 200 */
  readonly status?: number;
}

/** The whole document of a page. */
export function documentOf(visit: Visit, page: Page): string {
  const live =
    page.version === undefined
      ? ''
      : html` data-live="${withVersion(visit.path)}"
        data-version="${page.version}"`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · GitHub sandbox</title>
<link rel="stylesheet" href="/_assets/style.css">
<link rel="icon" href="/_assets/icon.svg">
<script src="/_assets/live.js" defer></script>
</head>
<body${live}>
<a class="skip" href="#content">Skip to content</a>
<div class="bar"><div>
<div class="crumbs">${crumbs(page.place)} <span class="sandbox">GitHub sandbox</span></div>
${chooser(visit)}
</div></div>
<main id="content">
${page.tab && page.place ? tabs(visit, page.place, page.tab) : ''}
${page.body}
</main>
<footer>A local stand-in for GitHub. Everything here stays on this machine.</footer>
</body>
</html>`.text;
}

/** Hidden fields that every form needs. */
export function formFields(visit: Visit): Html {
  return html`<input
      type="hidden"
      name="csrf"
      value="${visit.session.csrf}"
    /><input type="hidden" name="return" value="${visit.path}" />`;
}

/** A moment, as text that a machine reads too. */
export function moment(iso: string | undefined | null): Part {
  return iso
    ? html`<time datetime="${iso}"
        >${iso.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, '$1 UTC')}</time
      >`
    : '';
}

/** Link to a commit by its short SHA. */
export function shaLink(repo: string, sha: string): Html {
  return html`<a class="sha" href="/${repo}/commit/${sha}"
    >${sha.slice(0, 7)}</a
  >`;
}

/** A state as a pill: colour, and the word. */
export function pill(
  kind: 'good' | 'bad' | 'wait' | 'merged' | 'plain',
  word: string,
): Html {
  return html`<span class="state ${kind}">${word}</span>`;
}

function withVersion(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}version=1`;
}

function crumbs(place: string | undefined): Part {
  const [owner, name] = (place ?? '').split('/');
  return [
    html`<a href="/">Home</a>`,
    owner ? html` / <a href="/${owner}">${owner}</a>` : '',
    name
      ? html` / <a href="/${owner}/${name}"><strong>${name}</strong></a>`
      : '',
  ];
}

function chooser(visit: Visit): Html {
  const people = visit.sessions.people();
  return html`<form class="row" method="post" action="/_session">
    ${formFields(visit)}
    <label for="acting-as">Acting as</label>
    <select id="acting-as" name="login">
      ${people.map(
        user =>
          html`<option
            value="${user.login}"
            ${user.login === visit.session.login ? html` selected` : ''}
          >
            ${user.login}
          </option>`,
      )}
    </select>
    <button>Switch</button>
  </form>`;
}

function tabs(visit: Visit, repo: string, current: string): Html {
  const open = visit.services.pullStore
    .list(repo)
    .filter(pull => pull.state === 'open').length;
  const tab = (key: string, path: string, label: string) =>
    html`<a
      href="/${repo}${path}"
      ${key === current ? html` aria-current="page"` : ''}
      >${label}</a
    >`;
  return html`<nav class="tabs" aria-label="Repository">
    ${tab('code', '', 'Code')} ${tab('commits', '/commits', 'Commits')}
    ${tab('pulls', '/pulls', `Pull requests (${open})`)}
    ${tab('actions', '/actions', 'Actions')}
  </nav>`;
}
