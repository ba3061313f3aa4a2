import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { requireAccess } from '../accounts/access';
import type { Actor } from '../accounts/Tokens';
import { ZERO_SHA } from '../git/GitRefs';
import { FLUSH, parsePush, pktLine } from '../git/pktLine';
import { spawnGit } from '../git/runGit';
import { GitHubError } from '../GitHubError';
import type { Services } from '../Services';
import { bodyStream, readBody } from './readBody';
import { mayForce, refusedPush } from './refusedPush';

type Service = 'git-upload-pack' | 'git-receive-pack';

const PATH =
  /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/**
 * Git's smart HTTP. The real `git upload-pack` and `git receive-pack` do the work; here the caller is known, a
 * protected branch refuses before the pack is looked at, and what was pushed is made known.
 */
export class SmartHttp {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** True when a path is Git's. */
  matches(path: string): boolean {
    return PATH.test(path);
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    const [, owner, name, action] = PATH.exec(url.pathname) ?? [];
    const asked =
      action === 'info/refs' ? url.searchParams.get('service') : action;
    if (asked !== 'git-upload-pack' && asked !== 'git-receive-pack') {
      throw new GitHubError(403, 'Please upgrade your git client.');
    }
    const allowed = this.#allow(request, response, `${owner}/${name}`, asked);
    if (!allowed) {
      return;
    }
    const { repo, actor } = allowed;
    response.setHeader('cache-control', 'no-cache, max-age=0, must-revalidate');
    if (action === 'info/refs') {
      await this.#advertise(request, response, repo, asked);
    } else if (asked === 'git-upload-pack') {
      await this.#upload(request, response, repo);
    } else if (actor) {
      await this.#services.context
        .git(repo)
        .turn.runExclusive(() => this.#receive(request, response, repo, actor));
    }
  }

  #allow(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    service: Service,
  ): { repo: string; actor: Actor | undefined } | undefined {
    const { tokens, accounts, repositories } = this.#services;
    const actor = tokens.authenticate(request.headers.authorization);
    const repo = repositories.get(path)?.fullName;
    const end = (status: number, message: string) => {
      if (status === 401) {
        response.setHeader('www-authenticate', 'Basic realm="GitHub"');
      }
      response.writeHead(status, { 'content-type': 'text/plain' });
      response.end(`${message}\n`);
      return undefined;
    };
    if (actor === null) {
      return end(401, 'Invalid username or token.');
    }
    const writing = service === 'git-receive-pack';
    if (!actor && (writing || !repo || !accounts.role(repo, undefined))) {
      return end(401, 'Authentication required.');
    }
    if (!repo) {
      return end(404, 'Repository not found.');
    }
    try {
      requireAccess(
        accounts,
        actor,
        repo,
        writing ? 'contents:write' : 'contents:read',
      );
    } catch (error) {
      if (error instanceof GitHubError) {
        return error.status === 404
          ? end(404, 'Repository not found.')
          : end(403, `Permission to ${repo}.git denied to ${actor?.login}.`);
      }
      throw error;
    }
    return { repo, actor };
  }

  async #advertise(
    request: IncomingMessage,
    response: ServerResponse,
    repo: string,
    service: Service,
  ): Promise<void> {
    const child = this.#git(request, repo, [
      service.slice('git-'.length),
      '--stateless-rpc',
      '--advertise-refs',
      '.',
    ]);
    child.stdin?.end();
    response.writeHead(200, {
      'content-type': `application/x-${service}-advertisement`,
    });
    // Version 2 of the protocol has no such line in front.
    if (
      service === 'git-receive-pack' ||
      !String(request.headers['git-protocol'] ?? '').includes('version=2')
    ) {
      response.write(Buffer.concat([pktLine(`# service=${service}\n`), FLUSH]));
    }
    if (child.stdout) {
      await pipeline(child.stdout, response);
    }
  }

  async #upload(
    request: IncomingMessage,
    response: ServerResponse,
    repo: string,
  ): Promise<void> {
    const child = this.#git(request, repo, [
      'upload-pack',
      '--stateless-rpc',
      '.',
    ]);
    response.writeHead(200, {
      'content-type': 'application/x-git-upload-pack-result',
    });
    if (child.stdin && child.stdout) {
      // upload-pack may stop reading early; its own output says why.
      child.stdin.on('error', () => undefined);
      bodyStream(request).pipe(child.stdin);
      await pipeline(child.stdout, response);
    }
  }

  async #receive(
    request: IncomingMessage,
    response: ServerResponse,
    repo: string,
    actor: Actor,
  ): Promise<void> {
    const body = await readBody(request);
    const header = parsePush(body);
    response.setHeader('content-type', 'application/x-git-receive-pack-result');
    const refused = refusedPush(this.#services, header, repo, actor);
    if (refused) {
      response.end(refused);
      return;
    }
    const child = this.#git(request, repo, [
      ...(mayForce(this.#services, header, repo)
        ? []
        : ['-c', 'receive.denyNonFastForwards=true']),
      'receive-pack',
      '--stateless-rpc',
      '.',
    ]);
    const output: Buffer[] = [];
    child.stdout?.on('data', chunk => output.push(chunk));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(body);
    await once(child, 'close');

    const git = this.#services.context.git(repo);
    const moved = [];
    for (const command of header.commands) {
      const now = (await git.refs.get(command.ref))?.sha ?? ZERO_SHA;
      if (now === command.after && command.before !== command.after) {
        moved.push(command);
      }
    }
    if (moved.length > 0) {
      await this.#services.pushes.record({
        repo,
        updates: moved,
        pusher: actor.login,
        byRun: actor.run !== undefined,
      });
    }
    response.end(Buffer.concat(output));
  }

  #git(request: IncomingMessage, repo: string, args: readonly string[]) {
    const protocol = request.headers['git-protocol'];
    const child = spawnGit(
      this.#services.context.git(repo).directory,
      args,
      typeof protocol === 'string' && /^version=\d(:|$)/.test(protocol)
        ? { GIT_PROTOCOL: protocol }
        : {},
    );
    child.stderr?.resume();
    return child;
  }
}
