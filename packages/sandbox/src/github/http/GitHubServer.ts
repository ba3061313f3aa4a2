import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { GitHubError } from '../GitHubError';
import { errorAnswer } from './errorAnswer';
import type { SmartHttp } from './SmartHttp';

/** A face of the sandbox beside Git and REST: answers what it knows, and says whether it did. */
export interface Face {
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<boolean>;
}

/** The REST API: answers every path below its prefix. */
interface Api {
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void>;
}

/** Opens the port at once, so that the address is known before the parts that need it are made. */
export class GitHubServer {
  readonly #server: Server;
  #answer:
    ((request: IncomingMessage, response: ServerResponse) => void) | undefined;

  static async listen(port: number, host: string): Promise<GitHubServer> {
    const made = new GitHubServer();
    await new Promise<void>((resolve, reject) => {
      made.#server.once('error', reject);
      made.#server.listen(port, host, resolve);
    });
    return made;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      if (this.#answer) {
        this.#answer(request, response);
      } else {
        response.writeHead(503, { 'retry-after': '1' }).end();
      }
    });
    // Clones and pushes may take long; loopback needs no shorter limit.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 30_000;
  }

  get port(): number {
    const address = this.#server.address() as AddressInfo;
    return address.port;
  }

  /** From now on requests are answered. */
  serve(options: {
    site: string;
    git: SmartHttp;
    rest: Api;
    faces: readonly Face[];
  }): void {
    this.#answer = (request, response) => {
      route(request, response, options).catch(error => {
        if (response.headersSent) {
          response.destroy();
          return;
        }
        const { status, body } = errorAnswer(error);
        response.writeHead(status ?? 500, {
          'content-type': 'application/json; charset=utf-8',
        });
        response.end(JSON.stringify(body));
      });
    };
  }

  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  options: Parameters<GitHubServer['serve']>[0],
): Promise<void> {
  const url = new URL(request.url ?? '/', options.site);
  const origin = request.headers.origin;
  if (!isLocal(request.headers.host) || (origin && !isLocalOrigin(origin))) {
    response.writeHead(403, { 'content-type': 'text/plain' });
    response.end('The sandbox answers this machine only.\n');
    return;
  }
  if (origin) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('vary', 'Origin');
  }
  if (request.method === 'OPTIONS') {
    response
      .writeHead(204, {
        'access-control-allow-methods': 'GET, POST, PATCH, PUT, DELETE',
        'access-control-allow-headers':
          'Authorization, Content-Type, If-None-Match, Accept, X-GitHub-Api-Version',
        'access-control-max-age': '86400',
      })
      .end();
    return;
  }
  if (options.git.matches(url.pathname)) {
    await options.git.handle(request, response, url);
    return;
  }
  const rest = /^\/api\/v3(?=\/|$)/.exec(url.pathname);
  if (rest) {
    const path = url.pathname.slice(rest[0].length) || '/';
    await options.rest.handle(
      request,
      response,
      path.length > 1 && !/\/(contents|tarball|zipball)\/$/.test(path)
        ? path.replace(/\/$/, '')
        : path,
    );
    return;
  }
  for (const face of options.faces) {
    if (await face.handle(request, response, url)) {
      return;
    }
  }
  // The API without the prefix of GitHub Enterprise Server, for clients whose base URL is the site itself.
  if (!/^\/(repos|users?|orgs|meta|rate_limit)(\/|$)/.test(url.pathname)) {
    throw GitHubError.notFound();
  }
  await options.rest.handle(request, response, url.pathname);
}

/**
 * Pushed workflows run on this machine and tokens are no secret, so a web page from elsewhere must not reach the
 * sandbox: not under another name for loopback, and not from another origin.
 */
function isLocal(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '');
}

function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLocal(new URL(origin).host);
}
