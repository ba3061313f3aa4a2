import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/readBody';
import type { Services } from '../Services';
import { html } from '../../html';
import { documentOf } from './Page';
import { readForm } from './readForm';
import type { Sessions } from './Sessions';

/** Milliseconds for which a code can be redeemed, as on GitHub. */
const CODE_LIFETIME = 600_000;

interface Grant {
  readonly login: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly challenge: string | null;
  readonly expires: number;
}

/**
 * Sign-in with GitHub, the OAuth web flow. There are no passwords: one says who one is. Any client is accepted, but
 * codes go only to addresses on this machine.
 */
export class OAuthPages {
  readonly #services: Services;
  readonly #sessions: Sessions;
  readonly #grants = new Map<string, Grant>();

  constructor(services: Services, sessions: Sessions) {
    this.#services = services;
    this.#sessions = sessions;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<boolean> {
    if (url.pathname === '/login/oauth/authorize') {
      await this.#authorize(request, response, url);
      return true;
    }
    if (
      url.pathname === '/login/oauth/access_token' &&
      request.method === 'POST'
    ) {
      await this.#redeem(request, response);
      return true;
    }
    return false;
  }

  async #authorize(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    const session = this.#sessions.of(request, response);
    const back = loopback(url.searchParams.get('redirect_uri'));
    const clientId = url.searchParams.get('client_id');
    const path = `${url.pathname}${url.search}`;
    const visit = {
      services: this.#services,
      sessions: this.#sessions,
      session,
      path,
      query: url.searchParams,
    };
    const show = (
      status: number,
      title: string,
      body: ReturnType<typeof html>,
    ) => {
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        // Browsers check a form's redirects too, so the way back must be named.
        'content-security-policy': `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self' ${back?.origin ?? ''}; frame-ancestors 'none'; base-uri 'none'`,
      });
      response.end(documentOf(visit, { title, body }));
    };
    if (!back || !clientId) {
      show(
        400,
        'Sign-in is not possible',
        html`<h1>Sign-in is not possible</h1>
          <div class="notice" role="alert">
            ${back ? 'client_id is missing.' : 'redirect_uri must be an address on this machine.'}
          </div>`,
      );
      return;
    }
    if (request.method === 'POST') {
      const form = await readForm(request);
      const login = form.get('login') ?? '';
      if (
        this.#sessions.trusts(session, form.get('csrf')) &&
        this.#sessions.people().some(person => person.login === login)
      ) {
        this.#sessions.choose(session, login);
        back.searchParams.set('code', this.#grant(url, login, clientId));
        const state = url.searchParams.get('state');
        if (state !== null) {
          back.searchParams.set('state', state);
        }
        response.writeHead(302, { location: back.toString() }).end();
        return;
      }
    }
    show(
      200,
      'Sign in',
      html`<h1>Who are you?</h1>
        <p class="muted">
          ${new URL(back.origin).host} asks who you are. The sandbox has no
          passwords.
        </p>
        <form class="people" method="post" action="${path}">
          <input
            type="hidden"
            name="csrf"
            value="${session.csrf}"
          />${this.#sessions.people().map(
            person =>
              html`<button name="login" value="${person.login}">
                <img
                  class="avatar"
                  alt=""
                  src="/avatars/${encodeURIComponent(person.login)}"
                />
                ${person.name}
                <span class="muted"
                  >${person.login}${person.bio ? `, ${person.bio}` : ''}</span
                >
              </button>`,
          )}
        </form>`,
    );
  }

  #grant(url: URL, login: string, clientId: string): string {
    const code = randomBytes(10).toString('hex');
    this.#grants.set(code, {
      login,
      clientId,
      redirectUri: url.searchParams.get('redirect_uri') ?? '',
      scope: url.searchParams.get('scope') ?? '',
      challenge: url.searchParams.get('code_challenge'),
      expires: this.#services.context.store.clock.millis() + CODE_LIFETIME,
    });
    return code;
  }

  async #redeem(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const given = await fieldsOf(request);
    const grant = this.#grants.get(given.get('code') ?? '');
    this.#grants.delete(given.get('code') ?? '');
    const answer = this.#answer(grant, given);
    const asJson = (request.headers.accept ?? '').includes('application/json');
    response.writeHead(200, {
      'content-type': asJson
        ? 'application/json; charset=utf-8'
        : 'application/x-www-form-urlencoded; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(
      asJson ? JSON.stringify(answer) : new URLSearchParams(answer).toString(),
    );
  }

  /** Errors come with status 200, as GitHub sends them. */
  #answer(
    grant: Grant | undefined,
    given: URLSearchParams,
  ): Record<string, string> {
    const verifier = given.get('code_verifier') ?? '';
    const proved =
      !grant?.challenge ||
      createHash('sha256').update(verifier).digest('base64url') ===
        grant.challenge;
    const redirect = given.get('redirect_uri');
    if (
      !grant ||
      !proved ||
      grant.clientId !== given.get('client_id') ||
      grant.expires < this.#services.context.store.clock.millis() ||
      (redirect !== null && redirect !== grant.redirectUri)
    ) {
      return {
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
      };
    }
    const scope = grant.scope
      .split(/[\s,]+/)
      .filter(Boolean)
      .join(',');
    return {
      access_token: this.#services.tokens.mintForSignIn(grant.login, scope),
      scope,
      token_type: 'bearer',
    };
  }
}

async function fieldsOf(request: IncomingMessage): Promise<URLSearchParams> {
  const text = (await readBody(request)).toString('utf8');
  if (!(request.headers['content-type'] ?? '').includes('json')) {
    return new URLSearchParams(text);
  }
  const body: unknown = JSON.parse(text || '{}');
  return new URLSearchParams(
    Object.entries(typeof body === 'object' && body !== null ? body : {}).map(
      ([name, value]) => [name, String(value)],
    ),
  );
}

function loopback(address: string | null): URL | undefined {
  if (!address || !URL.canParse(address)) {
    return undefined;
  }
  const url = new URL(address);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return local && /^https?:$/.test(url.protocol) ? url : undefined;
}
