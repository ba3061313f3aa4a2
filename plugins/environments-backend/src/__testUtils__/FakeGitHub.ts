import { createHash } from 'node:crypto';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A commit of the fake, with the files that it changed. */
export interface FakeCommit {
  sha: string;
  parents: string[];
  message?: string;
  login?: string;
  /** What it says of its author. */
  name?: string;
  files?: Array<{ filename: string; previous_filename?: string }>;
  /** @default - that of all others */
  date?: string;
  /** Contents of files at the commit, by path. */
  tree?: Record<string, string>;
  /** Numbers of the pull requests that it came from. */
  pulls?: number[];
}

/** A pull request of the fake. */
export interface FakePull {
  number: number;
  updatedAt: string;
  title?: string;
  body?: string;
  /** Whether somebody has changed its description since. */
  edited?: boolean;
  base?: string;
  /** The branch's commit that it was compared with. */
  baseCommit?: string;
  /** @default - the portal */
  author?: string;
  /** @default - `head-N` */
  head?: string;
  closed?: boolean;
  mergedAs?: string;
  files?: Array<{
    filename: string;
    previous_filename?: string;
    patch?: string;
  }>;
  /** @default - as many as there are files */
  changedFiles?: number;
  reviews?: Array<{
    id: number;
    state: string;
    login: string;
    /** @default - its head */
    commit?: string;
  }>;
  /** Logins of who made its commits, by commit. */
  authors?: string[];
}

/** A run of the deploying workflow. */
export interface FakeRun {
  id: number;
  commit: string;
  status: string;
  conclusion?: string;
  /** Logins and `team:slug` of who may let it go ahead, by environment that it waits for. */
  waitsFor?: Record<string, string[]>;
  /** What reviewers of environments said of it. */
  reviews?: Array<{
    environment: string;
    state: 'approved' | 'rejected';
    login: string;
    comment?: string;
  }>;
}

const CREATED = '2026-05-01T10:00:00Z';

/** The login of the portal's own account. */
const PORTAL = 'plinth-bot';

/**
 * The routes of GitHub's REST API that collectors read, on loopback, over what a test says of one repository: so it
 * decides how long lists are, when they change and what is refused.
 */
export class FakeGitHub {
  /** The branch, newest first, with the commits of merged branches. */
  commits: FakeCommit[] = [];
  pulls: FakePull[] = [];
  /** Runs of `deploy.yml`, newest first; undefined while there is no such workflow. */
  runs: FakeRun[] | undefined;
  /** Paths with query that were asked for, and how they were answered: `304 /pulls?…`. */
  log: string[] = [];
  /** Logins of those who may read alone. */
  readers: string[] = [];
  /** Logins by team of `acme`. */
  teams: Record<string, string[]> = {};
  /** Comments that were made; undefined while none may be. */
  comments: Array<{ number: number; body: string }> | undefined = [];
  /** Requests whose path matches are refused. */
  refused: RegExp | undefined;
  readonly #server: Server;

  static async start(): Promise<FakeGitHub> {
    const fake = new FakeGitHub();
    await new Promise<void>(resolve => {
      fake.#server.listen(0, '127.0.0.1', resolve);
    });
    return fake;
  }

  private constructor() {
    this.#server = createServer((req, res) => {
      const url = new URL(req.url ?? '', this.url);
      if (url.pathname === '/graphql') {
        res.writeHead(200, { 'content-type': 'application/json' });
        json(req).then(asked => {
          const { variables } = asked as { variables?: { number?: number } };
          res.end(JSON.stringify({ data: this.#query(variables?.number) }));
        });
        return;
      }
      const path = url.pathname.replace('/repos/acme/infrastructure', '');
      const [, commented] = /^\/issues\/(\d+)\/comments$/.exec(path) ?? [];
      if (commented && req.method === 'POST') {
        json(req).then(asked => {
          const { body } = asked as { body: string };
          this.comments?.push({ number: Number(commented), body });
          res.writeHead(this.comments ? 201 : 403, {
            'content-type': 'application/json',
          });
          res.end(JSON.stringify({ html_url: `${this.url}/comment` }));
        });
        return;
      }
      const page = Number(url.searchParams.get('page') ?? 1);
      const size = Number(url.searchParams.get('per_page') ?? 30);
      let status = 200;
      let body = this.#answer(path, url.searchParams);
      if (this.refused?.test(path)) {
        status = 401;
        body = { message: 'Bad credentials' };
      } else if (body === undefined) {
        status = 404;
        body = { message: 'Not Found' };
      } else if (Array.isArray(body)) {
        if (page * size < body.length) {
          const next = new URL(url);
          next.searchParams.set('page', String(page + 1));
          res.setHeader('link', `<${next}>; rel="next"`);
        }
        body = body.slice((page - 1) * size, page * size);
      }
      const text = JSON.stringify(body);
      const etag = `"${createHash('sha256').update(text).digest('hex')}"`;
      if (status === 200 && req.headers['if-none-match'] === etag) {
        status = 304;
      }
      this.log.push(`${status} ${path}${page > 1 ? `?page=${page}` : ''}`);
      res.writeHead(status, { etag, 'content-type': 'application/json' });
      res.end(status === 304 ? undefined : text);
    });
  }

  /** Address of the REST API. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve, reject) => {
      this.#server.close(error => (error ? reject(error) : resolve()));
    });
  }

  /** Git objects of the commits: a tree has the SHA of its commit and the folder, a blob the path with it. */
  #object(kind: string, sha: string): unknown {
    const [commit, ...below] = decodeURIComponent(sha).split(':');
    const tree = this.commits.find(each => each.sha === commit)?.tree ?? {};
    const path = below.join(':');
    if (kind === 'commits') {
      return {
        tree: { sha: `${commit}:` },
        message: '',
        committer: null,
        parents: [],
      };
    }
    if (kind === 'blobs') {
      return { content: Buffer.from(tree[path]).toString('base64') };
    }
    const entries = Object.keys(tree)
      .filter(each => each.startsWith(path))
      .map(each => each.slice(path.length).split('/'));
    return {
      truncated: false,
      tree: entries.map(([name, ...rest]) =>
        rest.length > 0
          ? { path: name, type: 'tree', sha: `${commit}:${path}${name}/` }
          : { path: name, type: 'blob', sha: `${commit}:${path}${name}` },
      ),
    };
  }

  #query(number: number | undefined) {
    const pull = this.pulls.find(each => each.number === number);
    return {
      viewer: { login: PORTAL, databaseId: 1 },
      repository: {
        pullRequest: { lastEditedAt: pull?.edited ? CREATED : null },
      },
    };
  }

  #answer(path: string, query: URLSearchParams): unknown {
    const [, collection, id, detail] = path.split('/');
    if (collection === 'actions') {
      const run = this.runs?.find(each => String(each.id) === detail);
      if (id === 'workflows') {
        return this.runs && { workflow_runs: this.runs.map(toRun) };
      }
      return path.endsWith('/approvals') ? toReviews(run) : toPending(run);
    }
    if (collection === 'orgs') {
      return this.teams[path.split('/')[4]]?.map(toUser);
    }
    if (collection === 'collaborators') {
      return { permission: this.readers.includes(id) ? 'read' : 'write' };
    }
    if (collection === 'compare') {
      const [base, head] = id
        .split('...')
        .map(sha => this.commits.findIndex(commit => commit.sha === sha));
      return base < 0 || head < 0
        ? undefined
        : { status: base > head ? 'ahead' : 'behind' };
    }
    if (collection === 'git') {
      return this.#object(id, detail);
    }
    if (collection === 'commits' && !id) {
      return this.commits.map(toCommit);
    }
    if (collection === 'commits') {
      const commit = this.commits.find(({ sha }) => sha === id);
      if (detail === 'pulls') {
        return this.pulls
          .filter(({ number }) => commit?.pulls?.includes(number))
          .map(toPull);
      }
      const size = Number(query.get('per_page'));
      const from = (Number(query.get('page') ?? 1) - 1) * size;
      return (
        commit && {
          ...toCommit(commit),
          files: (commit.files ?? []).slice(from, from + size),
        }
      );
    }
    if (!id) {
      return this.pulls
        .filter(({ base = 'main' }) => base === query.get('base'))
        .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
        .map(toPull);
    }
    const pull = this.pulls.find(({ number }) => number === Number(id));
    if (detail === 'files') {
      return pull?.files ?? [];
    }
    if (detail === 'commits') {
      return (pull?.authors ?? []).map(login => ({
        author: toUser(login),
        committer: toUser('web-flow'),
      }));
    }
    if (detail === 'reviews') {
      return (pull?.reviews ?? []).map(
        ({ id: review, state, login, commit }) => ({
          id: review,
          state,
          user: toUser(login),
          submitted_at: CREATED,
          commit_id: commit ?? pull?.head ?? `head-${id}`,
        }),
      );
    }
    return pull && toPull(pull);
  }
}

function toUser(login: string) {
  return { login, id: idOf(login) };
}

/** GitHub's number of a login: made of its letters, so that each has its own. */
export function idOf(login: string): number {
  return parseInt(
    createHash('sha256').update(login).digest('hex').slice(0, 8),
    16,
  );
}

function toCommit({
  sha,
  parents,
  message = sha,
  login,
  name = 'Developer',
  date = CREATED,
}: FakeCommit) {
  const signature = { name, email: 'developer@example.com', date };
  return {
    sha,
    commit: {
      message,
      author: signature,
      committer: signature,
    },
    author: login ? { login } : null,
    parents: parents.map(parent => ({ sha: parent })),
  };
}

function toRun({ id, commit, status, conclusion = '' }: FakeRun) {
  return {
    id,
    head_sha: commit,
    status,
    conclusion: conclusion || null,
    run_attempt: 1,
    created_at: CREATED,
    updated_at: CREATED,
  };
}

function toPending(run: FakeRun | undefined) {
  return (
    run &&
    Object.entries(run.waitsFor ?? {}).map(([name, reviewers]) => ({
      environment: { name },
      reviewers: reviewers.map(reviewer =>
        reviewer.startsWith('team:')
          ? { type: 'Team', reviewer: { slug: reviewer.slice(5) } }
          : { type: 'User', reviewer: toUser(reviewer) },
      ),
    }))
  );
}

function toReviews(run: FakeRun | undefined) {
  return (
    run &&
    (run.reviews ?? []).map(({ environment, state, login, comment = '' }) => ({
      state,
      comment,
      user: toUser(login),
      environments: [{ name: environment }],
    }))
  );
}

function toPull(pull: FakePull) {
  const closed = pull.closed || pull.mergedAs !== undefined;
  return {
    number: pull.number,
    title: pull.title ?? `Change ${pull.number}`,
    body: pull.body ?? null,
    state: closed ? 'closed' : 'open',
    user: toUser(pull.author ?? PORTAL),
    head: { sha: pull.head ?? `head-${pull.number}` },
    base: { ref: pull.base ?? 'main', sha: pull.baseCommit ?? 'base' },
    changed_files: pull.changedFiles ?? pull.files?.length ?? 0,
    created_at: CREATED,
    updated_at: pull.updatedAt,
    closed_at: closed ? pull.updatedAt : null,
    merged_at: pull.mergedAs ? pull.updatedAt : null,
    merged_by: pull.mergedAs ? { login: 'admin' } : null,
    merge_commit_sha: pull.mergedAs ?? `test-merge-${pull.number}`,
  };
}
