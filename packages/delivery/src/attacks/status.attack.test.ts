import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { pendingMerges } from '../deploy/pendingMerges';
import { GitHubPipelineRuns } from '../github/PipelineRuns';
import { GitHubPullRequestApi } from '../github/PullRequestApi';

const RUN = 'github-actions[bot]';
const WORKFLOW = 7;
const pageOf = (run: number) => `https://github.example.com/runs/${run}`;

interface Run {
  readonly id: number;
  readonly sha: string;
  readonly branch?: string;
  /** How each attempt of its job ended; null while it runs, false where no runner ever took it. */
  readonly attempts: Array<'success' | 'failure' | null | false>;
}

/** GitHub's answers about statuses and runs; no commit came with a pull request. */
class GitHub {
  url = '';
  readonly #statuses: Array<Record<string, unknown>> = [];
  readonly #runs: Run[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(this.#answer(url)));
    });
  }

  async start(): Promise<void> {
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
    const { port } = this.#server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** A run of `deploy.yml`, of main unless it is of another branch; numbers grow with their order. */
  run(run: Run): Run {
    this.#runs.push(run);
    return run;
  }

  status(sha: string, login: string | null, run = 99): void {
    this.#statuses.unshift({
      sha,
      context: 'plinth/deploy',
      state: 'success',
      description: 'deployed',
      created_at: '2026-11-01T00:00:00Z',
      target_url: pageOf(run),
      creator: login === null ? null : { login },
    });
  }

  async close(): Promise<void> {
    await new Promise(resolve => this.#server.close(resolve));
  }

  #answer({ pathname, searchParams }: URL): unknown {
    const [, what, which] =
      /\/(commits|workflows|runs)\/(\w+)/.exec(pathname) ?? [];
    const runs = this.#runs.map((run, index) => ({
      id: run.id,
      workflow_id: WORKFLOW,
      run_number: index + 1,
      head_sha: run.sha,
      head_branch: run.branch ?? 'main',
      html_url: pageOf(run.id),
      event: 'push',
    }));
    if (what === 'workflows') {
      const branch = searchParams.get('branch');
      const found = runs.filter(({ head_branch }) => head_branch === branch);
      return { total_count: found.length, workflow_runs: found.reverse() };
    }
    if (what === 'runs' && pathname.endsWith('/jobs')) {
      const jobs = this.#jobsOf(Number(which));
      return { total_count: jobs.length, jobs };
    }
    if (what === 'runs') {
      return runs.find(({ id }) => id === Number(which));
    }
    return pathname.endsWith('/statuses')
      ? this.#statuses.filter(({ sha }) => sha === which)
      : [];
  }

  #jobsOf(id: number) {
    const order = this.#runs.findIndex(run => run.id === id);
    return this.#runs[order].attempts.map((conclusion, index) => ({
      name: 'deploy',
      run_attempt: index + 1,
      runner_id: conclusion === false ? null : 1,
      started_at: new Date((order + 10 * index) * 1000).toISOString(),
      conclusion: conclusion === false ? 'cancelled' : conclusion,
    }));
  }
}

describe('a status that says that a merge is deployed', () => {
  let github: GitHub;
  let repository: InfrastructureRepository;
  beforeEach(async () => {
    github = new GitHub();
    repository = InfrastructureRepository.create();
    await github.start();
  });
  afterEach(async () => {
    await github.close();
    repository.dispose();
  });

  const merge = (name: string) => {
    repository.write(`lib/${name}.ts`, '');
    return repository.commit(`Merge ${name}`);
  };
  /** What a run finds to deploy in its newest attempt. */
  const find = (
    { id, sha: head, attempts }: Run,
    before: string,
    catchUp: 'attempts' | { since: string } = 'attempts',
  ) => {
    const context = {
      owner: 'acme',
      repo: 'infrastructure',
      apiUrl: github.url,
      token: 'token',
      runId: `${id}`,
      attempt: attempts.length,
      runUrl: pageOf(id),
      job: 'deploy',
      event: 'push',
      sha: head,
      ref: 'refs/heads/main',
    };
    return pendingMerges({
      git: repository.git,
      github: GitHubPullRequestApi.create({ context }),
      runs: GitHubPipelineRuns.create({ context }),
      head,
      before,
      branch: 'main',
      context: 'plinth/deploy',
      catchUp,
    });
  };
  const pending = async (...asked: Parameters<typeof find>) =>
    (await find(...asked)).map(({ commit }) => commit);
  const ignored = async (...asked: Parameters<typeof find>) =>
    (await find(...asked)).flatMap(each =>
      each.ignored.map(({ text }) => text),
    );
  /** Three merges, of which the pipeline has deployed the first. */
  const threeMerges = () => {
    const merges = [merge('one'), merge('two'), merge('three')];
    github.run({ id: 1, sha: merges[0], attempts: ['success'] });
    github.status(merges[0], RUN, 1);
    return merges;
  };

  it('keeps back no merge when a person set it', async () => {
    const [one, two, three] = threeMerges();
    github.run({ id: 2, sha: two, attempts: [false] });
    const own = github.run({ id: 3, sha: three, attempts: [null] });
    for (const login of ['developer', null]) {
      for (const run of [1, 2, 3]) {
        github.status(two, login, run);
        github.status(three, login, run);
      }
    }
    expect(await pending(own, two)).toEqual([two, three]);
    expect(await pending(own, two, { since: one })).toEqual([two, three]);
    expect(await ignored(own, two)).toEqual(
      [two, three].flatMap(commit =>
        ['an account that is gone', 'developer'].map(
          who =>
            `${commit.slice(0, 12)} bears a status plinth/deploy by ${who} (success), which does not count: no run set it. The merge is deployed as if it were not there.`,
        ),
      ),
    );
  });

  const FOREIGN = 'it links to none of the newest runs of this workflow';
  it.each([
    ['to itself, as its copy of the workflow says', 66, FOREIGN],
    ['to nothing that GitHub knows', 99, FOREIGN],
    ['to an older run of the pipeline', 1, 'was for an earlier commit'],
    ['to the run that was dropped', 2, 'had not begun to deploy'],
    ['to the very run that looks', 3, 'had not begun to deploy'],
    ['to a later run, which waits', 4, 'had not begun to deploy'],
  ])(
    'keeps back no merge when a run of a branch set it, linked %s',
    async (_, to, why) => {
      const [one, two, three] = threeMerges();
      const four = merge('four');
      github.run({ id: 66, sha: three, branch: 'evil', attempts: ['success'] });
      github.run({ id: 2, sha: two, attempts: [false] });
      const own = github.run({ id: 3, sha: three, attempts: [null] });
      github.run({ id: 4, sha: four, attempts: [false] });
      github.status(two, RUN, to);
      github.status(three, RUN, to);
      expect(await pending(own, two)).toEqual([two, three]);
      expect(await pending(own, two, { since: one })).toEqual([two, three]);
      const told = await ignored(own, two);
      expect(told).toContainEqual(
        expect.stringMatching(
          `^${three.slice(0, 12)} bears a status plinth/deploy by github-actions\\[bot\\] .*: .*${
            // A run that was dropped reached what it was for alone.
            to === 2 ? 'was for an earlier commit' : why
          }`,
        ),
      );
      expect(told[0]).toContain(why);
    },
  );

  it('does not keep a merge that failed from being deployed when its run is run again', async () => {
    const [one, two, three] = threeMerges();
    const own = github.run({ id: 2, sha: two, attempts: ['failure', null] });
    github.run({ id: 3, sha: three, attempts: ['success'] });
    for (const run of [66, 2, 3]) {
      github.status(two, RUN, run);
    }
    expect(await pending(own, one)).toEqual([two]);
  });

  it('counts when the pipeline set it', async () => {
    const [one, two, three] = threeMerges();
    const own = github.run({ id: 2, sha: two, attempts: [null] });
    github.run({ id: 3, sha: three, attempts: ['success'] });
    github.status(two, RUN, 3);
    github.status(three, RUN, 3);
    expect(await pending(own, one)).toEqual([]);
    const next = merge('four');
    const newest = github.run({ id: 4, sha: next, attempts: [null] });
    expect(await pending(newest, three)).toEqual([next]);
    const again = github.run({ id: 5, sha: next, attempts: ['success', null] });
    github.status(next, RUN, 5);
    expect(await ignored(again, three)).toEqual([]);
  });
});
