import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireAccess } from '../accounts/access';
import type { Actor } from '../accounts/Tokens';
import { GitHubError } from '../GitHubError';
import type { Services } from '../Services';
import { isObject, type Answer } from './Call';
import { errorAnswer } from './errorAnswer';
import type { RateLimit } from './RateLimit';
import { readJson } from './readJson';
import type { RestRouter, Route } from './RestRouter';
import { sendAnswer, statusOf } from './sendAnswer';

/** The REST API over HTTP: who calls, whether they may, and what is answered. */
export class RestFace {
  readonly #services: Services;
  readonly #router: RestRouter;
  readonly #limit: RateLimit;

  constructor(services: Services, router: RestRouter, limit: RateLimit) {
    this.#services = services;
    this.#router = router;
    this.#limit = limit;
  }

  /** Answers a request; `path` is what comes after the API's prefix. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> {
    const { tokens, context } = this.#services;
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
    try {
      const actor = tokens.authenticate(request.headers.authorization);
      if (actor === null) {
        throw new GitHubError(401, 'Bad credentials');
      }
      Object.assign(headers, scopeHeaders(actor), this.#limit.count(actor));
      const { route, params } = this.#router.find(method, path);
      const repo = this.#authorize(route, params, actor);
      body = method === 'GET' ? undefined : await readJson(request);
      answer = await route.handler({
        method,
        params,
        query: url.searchParams,
        body: bodyFields(body),
        accept: request.headers.accept ?? '',
        actor,
        repo,
        address: `${context.urls.site}${url.pathname}`,
      });
    } catch (error) {
      answer = errorAnswer(error);
    }
    context.events.emit('exchange', {
      method,
      path,
      query: url.searchParams,
      requestBody: body,
      status: statusOf(answer),
      responseBody: answer.body,
    });
    await sendAnswer(request, response, answer, headers);
  }

  /** The repository that the path names, if it does. Throws unless the caller may use the route on it. */
  #authorize(
    route: Route,
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
    if (route.need === 'user' && !actor) {
      throw new GitHubError(401, 'Requires authentication');
    }
    if (route.need !== 'user' && route.need !== 'anyone') {
      requireAccess(accounts, actor, repo, route.need);
      const settings = route.path === '/repos/:owner/:repo';
      if (route.method !== 'GET' && repository?.archived && !settings) {
        throw new GitHubError(403, 'Repository was archived so is read-only.');
      }
    }
    return repo;
  }
}

function scopeHeaders(actor: Actor | undefined): Record<string, string> {
  return actor && !actor.run
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
