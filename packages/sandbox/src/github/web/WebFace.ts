import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireAccess } from '../accounts/access';
import { GitHubError } from '../GitHubError';
import type { Face } from '../http/GitHubServer';
import type { Services } from '../Services';
import { assetOf } from './assets';
import { errorPage } from './errorPage';
import { sendPlainText } from './sendPlainText';
import { SECURITY } from './security';
import { submitForm, type Form } from './forms';
import { OAuthPages } from './OAuthPages';
import { documentOf, type Page, type Visit } from './Page';
import { runPage, runsPage } from './pages/actionsPages';
import { blobPage } from './pages/code/blobPage';
import { commitPage } from './pages/code/commitPage';
import { commitsPage } from './pages/code/commitsPage';
import { comparePage } from './pages/code/comparePage';
import { treePage } from './pages/code/treePage';
import { homePage, ownerPage } from './pages/homePages';
import { pullPage } from './pages/pulls/pullPage';
import { pullsPage } from './pages/pulls/pullsPage';
import { Sessions } from './Sessions';
import { readForm } from './readForm';

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
      (await sendPlainText(response, visit, repo, rest))
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
