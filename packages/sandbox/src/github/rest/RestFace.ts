import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireAccess, requireOrganizationAccess } from '../accounts/access';
import { NEEDS, type NeedRule } from '../accounts/needs';
import type { Actor } from '../accounts/Tokens';
import type { Exchange } from '../events';
import { GitHubError } from '../GitHubError';
import type { Services } from '../Services';
import type { Answer } from '../http/Answer';
import { isObject, type Call } from './Call';
import { errorAnswer } from '../http/errorAnswer';
import type { RateLimit } from './RateLimit';
import { readJson } from './readJson';
import type { RestRouter, Route } from './RestRouter';
import { sendAnswer, statusOf } from '../http/sendAnswer';

/** The REST API over HTTP: who calls, whether they may, and what is answered. */
export class RestFace {
  readonly #services: Services;
  readonly #router: RestRouter;
  readonly #limit: RateLimit;

  constructor(services: Services, router: RestRouter) {
    this.#services = services;
    this.#router = router;
    this.#limit = services.limits;
  }

  /** Answers a request; `path` is what comes after the API's prefix. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> {
    const { context } = this.#services;
    const asked = request.method ?? 'GET';
    const method = asked === 'HEAD' ? 'GET' : asked;
    const url = new URL(request.url ?? '/', context.urls.site);
    const headers: Record<string, string> = {
      'x-github-media-type': 'github.v3; format=json',
      'x-github-request-id': randomUUID(),
      'x-github-enterprise-version': '3.17.0',
      'access-control-expose-headers':
        'ETag, Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset',
    };
    let body: unknown;
    let answer: Answer;
    let needed: Pick<Exchange, 'app' | 'permissions' | 'run'> = {};
    try {
      const { route, params } = this.#router.find(method, path);
      const caller = await this.#caller(route, request.headers.authorization);
      needed = {
        app: caller.app?.slug ?? caller.actor?.integration?.app,
        permissions: permissionsFor(route),
        run: caller.actor?.run,
      };
      Object.assign(
        headers,
        scopeHeaders(caller.actor),
        acceptedHeaders(route, caller.actor),
      );
      try {
        this.#limit.count(caller.actor, method, path);
      } finally {
        Object.assign(headers, this.#limit.headers(caller.actor));
      }
      const repo = this.#authorize(route, params, caller.actor);
      body = method === 'GET' ? undefined : await readJson(request);
      answer = await route.handler({
        method,
        params,
        query: url.searchParams,
        body: bodyFields(body),
        accept: request.headers.accept ?? '',
        ...caller,
        repo,
        address: `${context.urls.site}${url.pathname}`,
      });
    } catch (error) {
      answer = errorAnswer(error);
    }
    context.events.emit('exchange', {
      method,
      path,
      ...needed,
      query: url.searchParams,
      requestBody: body,
      status: statusOf(answer),
      responseBody: answer.body,
    });
    await sendAnswer(request, response, answer, headers);
  }

  /** Who calls: an app by its JSON Web Token where the route is for apps, else whoever's token it is. */
  async #caller(
    route: Route,
    authorization: string | undefined,
  ): Promise<Pick<Call, 'actor' | 'app' | 'token'>> {
    const { apps, tokens } = this.#services;
    if (route.need === 'app') {
      const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
      return { app: await apps.authenticate(token) };
    }
    const actor = tokens.authenticate(authorization);
    if (actor === null) {
      throw new GitHubError(401, 'Bad credentials');
    }
    return { actor, token: authorization?.trim().split(/\s+/)[1] };
  }

  /** The repository that the path names, if it does. Throws unless the caller may use the route on it. */
  #authorize(
    { need, path, method }: Route,
    params: Readonly<Record<string, string>>,
    actor: Actor | undefined,
  ): string {
    const { repositories, accounts } = this.#services;
    const named = params.owner !== undefined && params.repo !== undefined;
    const repository = named
      ? repositories.get(`${params.owner}/${params.repo}`)
      : undefined;
    if (named && !repository) {
      throw GitHubError.notFound();
    }
    const repo = repository?.fullName ?? '';
    if (need === 'user') {
      requirePerson(actor);
    } else if (need !== 'anyone' && need !== 'app') {
      const rule: NeedRule = NEEDS[need];
      if (rule.organization) {
        requireOrganizationAccess(accounts, actor, params.org, need);
      } else {
        requireAccess(accounts, actor, repo, need);
      }
      const settings = path === '/repos/:owner/:repo';
      if (method !== 'GET' && repository?.archived && !settings) {
        throw new GitHubError(403, 'Repository was archived so is read-only.');
      }
    }
    return repo;
  }
}

function requirePerson(actor: Actor | undefined): void {
  if (!actor) {
    throw new GitHubError(401, 'Requires authentication');
  }
  if (actor.integration) {
    throw new GitHubError(403, 'Resource not accessible by integration');
  }
}

/** What an app needs for the route, told to apps with every answer. */
function acceptedHeaders(
  route: Route,
  actor: Actor | undefined,
): Record<string, string> {
  const permissions = permissionsFor(route);
  return actor?.integration && permissions.length > 0
    ? { 'x-accepted-github-permissions': permissions.join('; ') }
    : {};
}

/** Permissions of which an app needs one for the route. */
function permissionsFor({ need }: Route): readonly string[] {
  return need === 'user' || need === 'anyone' || need === 'app'
    ? []
    : NEEDS[need].permissions;
}

function scopeHeaders(actor: Actor | undefined): Record<string, string> {
  return actor && !actor.integration
    ? { 'x-oauth-scopes': actor.scopes ?? '', 'x-accepted-oauth-scopes': '' }
    : {};
}

/** The fields of a body; a bare list, which some calls take, is the field `items`. */
function bodyFields(body: unknown): Record<string, unknown> {
  if (Array.isArray(body)) {
    return { items: body };
  }
  if (body === undefined) {
    return {};
  }
  if (!isObject(body)) {
    throw new GitHubError(400, 'Body should be a JSON object');
  }
  return body;
}
