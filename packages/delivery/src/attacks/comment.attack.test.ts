import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GitHubPullRequestApi } from '../github/PullRequestApi';
import type { RunContext } from '../github/RunContext';

const MARKER = '<!-- plinth:plan -->';

interface Comment {
  id: number;
  body: string;
  html_url: string;
  user: { login: string };
}

/** The comments of one pull request, as GitHub's REST API keeps them. */
class Comments {
  readonly all: Comment[] = [];
  readonly #server: Server;
  #waiting: (() => void)[] = [];
  /** Answers no list until so many have been asked for, so that runs meet. */
  meetAt = 1;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      const text = Buffer.concat(chunks).toString();
      const { body = '' } = (text ? JSON.parse(text) : {}) as { body?: string };
      const id = Number(
        /\/issues\/comments\/(\d+)$/.exec(request.url ?? '')?.[1],
      );
      const answer = (status: number, json?: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(json === undefined ? undefined : JSON.stringify(json));
      };
      const found = this.all.find(each => each.id === id);
      if (request.method === 'GET') {
        await this.#meet();
        answer(200, this.all);
      } else if (request.method === 'POST') {
        answer(201, this.add('github-actions[bot]', body));
      } else if (!found) {
        answer(404, { message: 'Not Found' });
      } else if (request.method === 'PATCH') {
        found.body = body;
        answer(200, found);
      } else {
        this.all.splice(this.all.indexOf(found), 1);
        answer(204);
      }
    });
  }

  async start(): Promise<RunContext> {
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
    const { port } = this.#server.address() as AddressInfo;
    return {
      owner: 'acme',
      repo: 'infrastructure',
      apiUrl: `http://127.0.0.1:${port}`,
      token: 'token',
      runId: '1',
      attempt: 1,
      runUrl: '',
      job: 'plan',
      event: 'workflow_run',
      sha: '',
      ref: 'refs/heads/main',
    };
  }

  add(login: string, body: string): Comment {
    const id = this.all.length + 1;
    const comment = { id, body, html_url: `c${id}`, user: { login } };
    this.all.push(comment);
    return comment;
  }

  async close(): Promise<void> {
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #meet(): Promise<void> {
    const met = new Promise<void>(resolve => this.#waiting.push(resolve));
    if (this.#waiting.length >= this.meetAt) {
      this.meetAt = 1;
      this.#waiting.splice(0).forEach(go => go());
    }
    await met;
  }
}

describe('the comment of a plan', () => {
  let comments: Comments;
  let github: GitHubPullRequestApi;
  beforeEach(async () => {
    comments = new Comments();
    github = GitHubPullRequestApi.create({ context: await comments.start() });
  });
  afterEach(() => comments.close());
  const write = (text: string) =>
    github.upsertComment(7, MARKER, `${MARKER}\n${text}`);
  const shown = () => comments.all.map(({ user, body }) => [user.login, body]);

  it("is not one that a reader wrote first, with the plan's marker and a plan of their own", async () => {
    comments.add('reader', `${MARKER}\nharmless`);
    await write('first');
    expect((await write('second')).pretenders).toEqual(['reader']);
    expect(shown()).toEqual([
      ['reader', `${MARKER}\nharmless`],
      ['github-actions[bot]', `${MARKER}\nsecond`],
    ]);
  });

  it('is not another comment of a run that quotes the marker', async () => {
    comments.add('github-actions[bot]', `Somebody wrote ${MARKER}`);
    await write('plan');
    expect(comments.all).toHaveLength(2);
  });

  it('stays one when two plans are told at the same time', async () => {
    comments.meetAt = 2;
    await Promise.all([write('one'), write('other')]);
    expect(comments.all).toHaveLength(1);
    expect(['one', 'other'].map(text => `${MARKER}\n${text}`)).toContain(
      comments.all[0].body,
    );
  });
});
