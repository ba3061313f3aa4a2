import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { planCommand } from './plan';

const BRANCH = 'claims';

/** GitHub of one pull request; a test says how the protection of main is answered. */
class GitHub {
  head = '';
  protection = 200;
  readonly statuses: Array<{ sha: string; state: string; text: string }> = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      const answer = (status: number, body: object) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      };
      const path = request.url ?? '';
      const sha = /\/statuses\/(\w+)/.exec(path)?.[1];
      if (sha) {
        const { state, description } = JSON.parse(
          Buffer.concat(chunks).toString(),
        );
        this.statuses.push({ sha, state, text: description });
        answer(201, {});
      } else if (/\/branches\/main$/.test(path)) {
        answer(this.protection, { protected: true, protection: {} });
      } else if (/\/rules\//.test(path)) {
        answer(200, []);
      } else if (/\/pulls\?/.test(path)) {
        answer(200, [this.#pull()]);
      } else {
        answer(200, this.#pull());
      }
    });
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise(resolve => this.#server.close(resolve));
  }

  #pull() {
    return {
      number: 7,
      title: 'Claims',
      head: { sha: this.head },
      base: { ref: 'main' },
      merged: false,
      merge_commit_sha: null,
    };
  }
}

describe('a plan that breaks off', () => {
  let repository: InfrastructureRepository;
  let github: GitHub;
  let apiUrl: string;
  beforeAll(() => {
    repository = InfrastructureRepository.create();
  });
  beforeEach(async () => {
    github = new GitHub();
    apiUrl = await github.start();
  });
  afterEach(() => github.close());
  afterAll(() => repository.dispose());

  const plan = (head: string) => {
    github.head = head;
    repository.write('event.json', {
      workflow_run: {
        event: 'pull_request',
        head_sha: head,
        head_branch: BRANCH,
        head_repository: { full_name: 'acme/infrastructure' },
      },
    });
    return planCommand({
      root: repository.root,
      assembly: 'assembly',
      env: {
        PATH: process.env.PATH,
        GITHUB_ACTIONS: 'true',
        GITHUB_REPOSITORY: 'acme/infrastructure',
        GITHUB_API_URL: apiUrl,
        GITHUB_SERVER_URL: 'https://github.example.com',
        GITHUB_TOKEN: 'token',
        GITHUB_RUN_ID: '2',
        GITHUB_SHA: repository.run('rev-parse', 'HEAD'),
        GITHUB_REF: 'refs/heads/main',
        GITHUB_EVENT_NAME: 'workflow_run',
        GITHUB_EVENT_PATH: `${repository.root}/event.json`,
      },
    });
  };

  it('says so on the head, where Git does not have it', async () => {
    const head = 'f'.repeat(40);
    await expect(plan(head)).rejects.toThrow();
    expect(github.statuses).toEqual([
      {
        sha: head,
        state: 'error',
        text: expect.stringMatching(/^the plan could not be made: .*f{12}/),
      },
    ]);
  });

  it('says so on the head, where GitHub fails to tell how main is protected', async () => {
    const head = repository.run('rev-parse', 'HEAD');
    github.protection = 500;
    await expect(plan(head)).rejects.toThrow();
    expect(github.statuses).toEqual([
      {
        sha: head,
        state: 'error',
        text: expect.stringMatching(/^the plan could not be made: /),
      },
    ]);
  });
});
