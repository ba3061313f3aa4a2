import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { pendingMerges } from '../deploy/pendingMerges';
import { GitHubPullRequestApi } from '../github/PullRequestApi';

const RUN = 'github-actions[bot]';

/** GitHub's answers about statuses; no commit came with a pull request. */
class Statuses {
  readonly #all: Array<{ sha: string; creator: { login: string } | null }> = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const sha = /\/commits\/(\w+)\/statuses/.exec(request.url ?? '')?.[1];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(this.#all.filter(status => status.sha === sha)),
      );
    });
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  set(sha: string, login: string | null): void {
    const status = {
      sha,
      context: 'plinth/deploy',
      state: 'success',
      description: 'deployed',
      created_at: '2026-11-01T00:00:00Z',
      target_url: 'https://github.example.com/runs/2',
      creator: login === null ? null : { login },
    };
    this.#all.unshift(status);
  }

  async close(): Promise<void> {
    await new Promise(resolve => this.#server.close(resolve));
  }
}

describe('a status that says that a merge is deployed', () => {
  let statuses: Statuses;
  let repository: InfrastructureRepository;
  let github: GitHubPullRequestApi;
  beforeEach(async () => {
    statuses = new Statuses();
    repository = InfrastructureRepository.create();
    github = GitHubPullRequestApi.create({
      context: {
        owner: 'acme',
        repo: 'infrastructure',
        apiUrl: await statuses.start(),
        token: 'token',
        runId: '1',
        attempt: 1,
        runUrl: 'https://github.example.com/runs/1',
        job: 'deploy',
        event: 'push',
        sha: '',
        ref: 'refs/heads/main',
      },
    });
  });
  afterEach(async () => {
    await statuses.close();
    repository.dispose();
  });

  const merge = (name: string) => {
    repository.write(`lib/${name}.ts`, '');
    return repository.commit(`Merge ${name}`);
  };
  const pending = async (
    [before, head]: readonly string[],
    catchUp: 'attempts' | { since: string } = 'attempts',
  ) => {
    const merges = await pendingMerges({
      git: repository.git,
      github,
      head,
      before,
      branch: 'main',
      context: 'plinth/deploy',
      runUrl: 'https://github.example.com/runs/1',
      catchUp,
    });
    return merges.map(({ commit }) => commit);
  };

  it('keeps back no merge when a person set it', async () => {
    const [one, two, three] = [merge('one'), merge('two'), merge('three')];
    statuses.set(one, RUN);
    for (const login of ['developer', null]) {
      statuses.set(two, login);
      statuses.set(three, login);
    }
    expect(await pending([two, three])).toEqual([two, three]);
    expect(await pending([two, three], { since: one })).toEqual([two, three]);
  });

  it('counts when a run set it', async () => {
    const [one, two, three] = [merge('one'), merge('two'), merge('three')];
    statuses.set(one, RUN);
    statuses.set(two, RUN);
    statuses.set(three, RUN);
    expect(await pending([two, three])).toEqual([]);
    expect(await pending([two, three], { since: one })).toEqual([three]);
  });
});
