import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { requireAccess, type Need } from '../accounts/access';
import type { Actor } from '../accounts/Tokens';
import { GitHubError } from '../GitHubError';
import { readBody } from '../http/readBody';
import type { Services } from '../Services';
import type { Json } from '../views/Views';
import { isObject, type Answer, type Call } from './Call';
import { RateLimit } from './RateLimit';

/** What answers a call. */
export type Handler = (call: Call) => Answer | Promise<Answer>;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** An access to the repository in the path; `user`: somebody; `anyone`: nobody in particular. */
  readonly need: Need | 'user' | 'anyone';
  readonly handler: Handler;
}

const DOCUMENTATION = 'https://docs.github.com/rest';

/**
 * Finds the route for a call, checks access, and writes answers as GitHub does: ETags with 304, rate-limit headers,
 * JSON errors. What no route knows answers 404 where GitHub has no such thing, or 501 with the reason.
 */
export class RestRouter {
  readonly #services: Services;
  readonly #routes: Route[] = [];
  readonly #limit: RateLimit;

  constructor(services: Services) {
    this.#services = services;
    this.#limit = new RateLimit(services.context.store.clock);
  }

  /** Adds a route. In the path `:name` is one part, `*name` any number of them. */
  route(
    method: string,
    path: string,
    need: Route['need'],
    handler: Handler,
  ): void {
    const names: string[] = [];
    const expression = path
      .split('/')
      .map(part => {
        const [kind, name] = [part[0], part.slice(1)];
        if (kind === ':' || kind === '*') {
          names.push(name);
          return kind === ':' ? '([^/]+)' : '(.+?)';
        }
        return part.replace(/[.]/g, '\\.');
      })
      .join('/');
    this.#routes.push({
      method,
      pattern: new RegExp(`^${expression}$`),
      names,
      need,
      handler,
    });
  }

  /** How many calls someone has left. */
  rateLimit(actor: Actor | undefined) {
    return this.#limit.state(actor);
  }

  /** Answers a request; `path` is what comes after the API's prefix. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> {
    const actor = this.#services.tokens.authenticate(
      request.headers.authorization,
    );
    const headers: Record<string, string> = {
      'x-github-media-type': 'github.v3; format=json',
      'x-github-request-id': randomUUID(),
      'x-github-enterprise-version': '3.17.0',
      'access-control-expose-headers':
        'ETag, Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset',
      ...(actor && !actor.run
        ? {
            'x-oauth-scopes': actor.scopes ?? '',
            'x-accepted-oauth-scopes': '',
          }
        : {}),
    };
    try {
      if (actor === null) {
        throw new GitHubError(401, 'Bad credentials');
      }
      Object.assign(headers, this.#limit.count(actor));
      const answer = await this.#answer(request, path, actor);
      await this.#send(request, response, answer, headers);
    } catch (error) {
      await this.#send(request, response, errorAnswer(error), headers);
    }
  }

  async #answer(
    request: IncomingMessage,
    path: string,
    actor: Actor | undefined,
  ): Promise<Answer> {
    const asked = request.method ?? 'GET';
    const method = asked === 'HEAD' ? 'GET' : asked;
    const url = new URL(request.url ?? '/', this.#services.context.urls.site);
    const matching = this.#routes.filter(route => route.pattern.test(path));
    const route = matching.find(each => each.method === method);
    if (!route) {
      throw unsupported(method, path);
    }
    const values = route.pattern.exec(path)?.slice(1) ?? [];
    const params = Object.fromEntries(
      route.names.map((name, index) => [name, decode(values[index])]),
    );
    let repo = '';
    if (params.owner !== undefined && params.repo !== undefined) {
      const found = this.#services.repositories.get(
        `${params.owner}/${params.repo}`,
      );
      if (!found) {
        throw GitHubError.notFound();
      }
      repo = found.fullName;
    }
    if (route.need === 'user') {
      if (!actor) {
        throw new GitHubError(401, 'Requires authentication');
      }
    } else if (route.need !== 'anyone') {
      requireAccess(this.#services.accounts, actor, repo, route.need);
      if (
        method !== 'GET' &&
        this.#services.repositories.get(repo)?.archived &&
        !path.endsWith(repo)
      ) {
        throw new GitHubError(403, 'Repository was archived so is read-only.');
      }
    }
    return route.handler({
      method,
      params,
      query: url.searchParams,
      body: method === 'GET' ? {} : await readJson(request),
      accept: request.headers.accept ?? '',
      actor,
      repo,
      address: `${this.#services.context.urls.site}${url.pathname}`,
    });
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
    common: Record<string, string>,
  ): Promise<void> {
    const headers = { ...common, ...answer.headers };
    if (answer.stream) {
      response.writeHead(answer.status ?? 200, headers);
      if (request.method === 'HEAD') {
        answer.stream.destroy();
        response.end();
        return;
      }
      await pipeline(answer.stream, response);
      return;
    }
    const bytes =
      answer.bytes ??
      (answer.body === undefined
        ? undefined
        : Buffer.from(JSON.stringify(answer.body)));
    const status = answer.status ?? (bytes ? 200 : 204);
    if (bytes && !answer.bytes) {
      headers['content-type'] = 'application/json; charset=utf-8';
    }
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (bytes && status === 200 && reading) {
      headers.etag ??= `W/"${createHash('sha256').update(bytes).digest('hex')}"`;
      headers['cache-control'] = 'private, max-age=60, s-maxage=60';
      headers.vary = 'Accept, Authorization';
      if (matchesTag(request.headers['if-none-match'], headers.etag)) {
        response.writeHead(304, headers).end();
        return;
      }
    }
    if (bytes) {
      headers['content-length'] = String(bytes.length);
    }
    response.writeHead(status, headers);
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }
}

/** The answer that an error becomes. What is not GitHub's own error is a 500, and is logged. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof GitHubError) {
    return {
      status: error.status,
      body: {
        message: error.message,
        ...(error.errors ? { errors: error.errors } : {}),
        documentation_url: DOCUMENTATION,
        status: String(error.status),
      },
    };
  }
  console.error('GitHub sandbox:', error);
  return {
    status: 500,
    body: {
      message: `The sandbox failed: ${error instanceof Error ? error.message : String(error)}`,
      documentation_url: DOCUMENTATION,
      status: '500',
    },
  };
}

function unsupported(method: string, path: string): GitHubError {
  return new GitHubError(
    501,
    `Not Implemented: the GitHub sandbox has no ${method} ${path.slice(0, 200)}`,
  );
}

async function readJson(request: IncomingMessage): Promise<Json> {
  const bytes = await readBody(request);
  if (bytes.length === 0) {
    return {};
  }
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new GitHubError(400, 'Problems parsing JSON');
  }
  // Some calls (labels) take a bare list.
  if (Array.isArray(value)) {
    return { items: value };
  }
  if (!isObject(value)) {
    throw new GitHubError(400, 'Body should be a JSON object');
  }
  return value;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw GitHubError.notFound();
  }
}

function matchesTag(header: string | undefined, etag: string): boolean {
  const plain = (tag: string) => tag.trim().replace(/^W\//, '');
  return (
    header !== undefined &&
    header.split(',').some(each => plain(each) === plain(etag) || each === '*')
  );
}
