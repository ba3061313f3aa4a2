import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireAccess } from '../accounts/access';
import { GitHubError } from '../GitHubError';
import type { Face } from '../http/GitHubServer';
import type { Services } from '../Services';
import { escapeHtml, html } from './html';
import { submitForm, type Form } from './forms';
import { OAuthPages } from './OAuthPages';
import { documentOf, type Page, type Visit } from './Page';
import { runPage, runsPage } from './pages/actionsPages';
import {
  blobPage,
  commitPage,
  commitsPage,
  comparePage,
  pullDiffText,
  splitRef,
  treePage,
} from './pages/codePages';
import { homePage, ownerPage } from './pages/homePages';
import { pullPage, pullsPage } from './pages/pullPages';
import { Sessions } from './Sessions';
import { LIVE_SCRIPT, STYLE } from './style';
import { readForm } from './readForm';

const SECURITY = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

/** The pages for people, and the sign-in with GitHub. */
export class WebFace implements Face {
  readonly #services: Services;
  readonly #sessions: Sessions;
  readonly #oauth: OAuthPages;

  constructor(services: Services) {
    this.#services = services;
    this.#sessions = new Sessions(services.accounts);
    this.#oauth = new OAuthPages(services, this.#sessions);
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<boolean> {
    const asset = assetOf(url.pathname);
    if (asset && request.method === 'GET') {
      response.writeHead(200, { ...SECURITY, ...asset.headers });
      response.end(asset.text);
      return true;
    }
    if (await this.#oauth.handle(request, response, url)) {
      return true;
    }
    const place = this.#placeOf(url.pathname);
    if (!place) {
      return false;
    }
    const visit: Visit = {
      services: this.#services,
      sessions: this.#sessions,
      session: this.#sessions.of(request, response),
      path: withoutVersion(url),
      query: url.searchParams,
    };
    try {
      await this.#visit(request, response, url, visit, place);
    } catch (error) {
      if (!(error instanceof GitHubError)) {
        throw error;
      }
      const page = errorPage(error, form(request) ? url : undefined);
      send(response, page.status ?? 500, documentOf(visit, page));
    }
    return true;
  }

  async #visit(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    visit: Visit,
    place: { repo?: string; rest: string },
  ): Promise<void> {
    const { repo, rest } = place;
    if (repo !== undefined) {
      requireAccess(
        this.#services.accounts,
        { login: visit.session.login },
        repo,
        'contents:read',
      );
    }
    if (request.method === 'POST') {
      const fields: Form = await readForm(request);
      const origin = request.headers.origin;
      if (
        !this.#sessions.trusts(visit.session, fields.get('csrf')) ||
        (origin !== undefined && new URL(origin).host !== request.headers.host)
      ) {
        throw new GitHubError(
          403,
          'This form is not from a page of yours. Load the page again and repeat.',
        );
      }
      await submitForm(visit, url.pathname, repo, rest, fields);
      response
        .writeHead(303, { location: localPath(fields.get('return')) })
        .end();
      return;
    }
    if (
      repo !== undefined &&
      (await this.#plain(response, visit, repo, rest))
    ) {
      return;
    }
    const page = await this.#page(visit, url, repo, rest);
    if (url.searchParams.has('version') && page.version !== undefined) {
      response.writeHead(200, { 'content-type': 'text/plain', ...SECURITY });
      response.end(page.version);
      return;
    }
    send(response, page.status ?? 200, documentOf(visit, page));
  }

  async #page(
    visit: Visit,
    url: URL,
    repo: string | undefined,
    rest: string,
  ): Promise<Page> {
    if (repo === undefined) {
      return url.pathname === '/' ? homePage(visit) : ownerPage(visit, rest);
    }
    const [kind, ...more] = rest.split('/');
    const tail = more.join('/');
    switch (kind) {
      case '':
        return treePage(visit, repo, '');
      case 'tree':
        return treePage(visit, repo, tail);
      case 'blob':
        return blobPage(visit, repo, tail);
      case 'commits':
        return commitsPage(visit, repo, tail);
      case 'commit':
        return commitPage(visit, repo, tail);
      case 'compare':
        return comparePage(visit, repo, tail);
      case 'pulls':
        return pullsPage(visit, repo);
      case 'pull':
        return pullPage(visit, repo, numberOf(more[0]));
      case 'actions':
        return more[0] === 'runs'
          ? runPage(visit, repo, numberOf(more[1]))
          : runsPage(visit, repo);
      default:
        throw GitHubError.notFound();
    }
  }

  /** What is served as plain text: raw files, logs and diffs. */
  async #plain(
    response: ServerResponse,
    visit: Visit,
    repo: string,
    rest: string,
  ): Promise<boolean> {
    const raw = /^raw\/(.+)$/.exec(rest);
    const log = /^actions\/jobs\/(\d+)\/log$/.exec(rest);
    const diff = /^pull\/(\d+)\.diff$/.exec(rest);
    let bytes: Buffer;
    if (raw) {
      const { sha, path } = await splitRef(visit, repo, raw[1]);
      const content = await this.#services.context
        .git(repo)
        .objects.file(sha, path);
      if (!content) {
        throw GitHubError.notFound();
      }
      bytes = content;
    } else if (log) {
      const job = this.#services.actions.requireJob(Number(log[1]), repo);
      bytes = Buffer.from(this.#services.actions.log(job.id));
    } else if (diff) {
      bytes = Buffer.from(await pullDiffText(visit, repo, Number(diff[1])));
    } else {
      return false;
    }
    response.writeHead(200, {
      ...SECURITY,
      'content-type': bytes.subarray(0, 8000).includes(0)
        ? 'application/octet-stream'
        : 'text/plain; charset=utf-8',
    });
    response.end(bytes);
    return true;
  }

  /** Which owner or repository a path is about; undefined when it is no page's. */
  #placeOf(path: string): { repo?: string; rest: string } | undefined {
    if (path === '/' || path === '/_session') {
      return { rest: '' };
    }
    let parts: string[];
    try {
      parts = path.split('/').slice(1).map(decodeURIComponent);
    } catch {
      return undefined;
    }
    const [owner, name, ...rest] = parts;
    const known =
      this.#services.accounts.organization(owner) ??
      this.#services.accounts.user(owner);
    if (!known) {
      return undefined;
    }
    if (!name) {
      return { rest: known.login };
    }
    const repository = this.#services.repositories.get(`${owner}/${name}`);
    return {
      repo: repository?.fullName ?? `${owner}/${name}`,
      rest: rest.join('/').replace(/\/$/, ''),
    };
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...SECURITY,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(text);
}

function errorPage(error: GitHubError, back: URL | undefined): Page {
  const title =
    error.status === 404 ? 'There is no such page' : 'That was refused';
  const details = (error.errors ?? []).map(each =>
    typeof each === 'string'
      ? each
      : (each.message ?? `${each.field ?? each.resource}: ${each.code}`),
  );
  return {
    title,
    status: error.status,
    body: html`<h1>${title}</h1>
      ${
        error.status === 404
          ? html`<p>Or whom you act as may not see it.</p>`
          : html`<div class="notice" role="alert">
              <p>${error.message}</p>
              ${
                details.length
                  ? html`<ul>
                      ${details.map(each => html`<li>${each}</li>`)}
                    </ul>`
                  : ''
              }
            </div>`
      }
      <p>
        <a
          href="${back ? back.pathname.replace(/\/(review|merge|close|comment)$/, '') : '/'}"
          >Back</a
        >
      </p>`,
  };
}

function form(request: IncomingMessage): boolean {
  return request.method === 'POST';
}

function numberOf(text: string | undefined): number {
  if (!text || !/^\d+$/.test(text)) {
    throw GitHubError.notFound();
  }
  return Number(text);
}

function withoutVersion(url: URL): string {
  const query = new URLSearchParams(url.search);
  query.delete('version');
  return query.size > 0 ? `${url.pathname}?${query}` : url.pathname;
}

/** A path of this site only: forms must not send people elsewhere. */
function localPath(path: string | null): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/';
}

function assetOf(path: string) {
  if (path === '/_assets/style.css') {
    return {
      text: STYLE,
      headers: { 'content-type': 'text/css; charset=utf-8' },
    };
  }
  if (path === '/_assets/live.js') {
    return {
      text: `{${LIVE_SCRIPT}}`,
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    };
  }
  if (path === '/_assets/icon.svg' || path === '/favicon.ico') {
    return {
      text: initial('S', 210),
      headers: { 'content-type': 'image/svg+xml' },
    };
  }
  const avatar = /^\/avatars\/([^/]{1,60})$/.exec(path);
  if (!avatar) {
    return undefined;
  }
  const login = decodeURIComponent(avatar[1]);
  const hue = [...login].reduce(
    (sum, character) => (sum * 31 + character.charCodeAt(0)) % 360,
    7,
  );
  return {
    text: initial(login[0].toUpperCase(), hue),
    headers: { 'content-type': 'image/svg+xml' },
  };
}

function initial(letter: string, hue: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="hsl(${hue} 45% 40%)"/><text x="20" y="27" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">${escapeHtml(letter)}</text></svg>`;
}
