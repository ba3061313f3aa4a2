import { ConflictError } from '@backstage/errors';
import { GithubScenario, REPOSITORY } from '../__testUtils__/GithubScenario';
import type { InfrastructureRepository } from './InfrastructureRepository';
import { PullRequestOnce, type WantedPull } from './PullRequestOnce';

describe('one pull request', () => {
  let scenario: GithubScenario;

  beforeAll(async () => {
    scenario = await GithubScenario.start();
    await scenario.commit({ 'a.txt': 'a', 'b.txt': 'b' });
  });

  afterAll(() => scenario?.close());

  const wanted = (
    repository: InfrastructureRepository,
    change: Partial<WantedPull> = {},
  ): WantedPull => ({
    title: 'Move a',
    body: 'Text',
    content: 'moved',
    recognize: async pulls => pulls.find(({ state }) => state === 'open'),
    isHeldBy: async branch => (await branch.read('c.txt')) === 'a',
    change: async () => ({
      base: await repository.main(),
      files: new Map([
        ['a.txt', null],
        ['c.txt', 'a'],
      ]),
      message: 'Move a',
      author: { name: 'Dev', email: 'dev@example.com' },
    }),
    ...change,
  });
  const ensure = (
    branch: string,
    repository = scenario.open(),
    change?: Partial<WantedPull>,
  ) =>
    new PullRequestOnce({ repository, branch }).ensure(
      wanted(repository, change),
    );
  const pullsOf = (branch: string) =>
    scenario.github.pulls
      .list(REPOSITORY)
      .filter(({ headRef }) => headRef === branch);

  it('writes and removes files in one commit', async () => {
    const pull = await ensure('plinth/once');
    expect(pull).toMatchObject({ isNew: true, state: 'open', author: 'admin' });
    await expect(ensure('plinth/once')).resolves.toEqual({
      ...pull,
      isNew: false,
      branch: 'plinth/once',
      closedAt: undefined,
      marker: undefined,
    });
    const head = scenario.open().at(pull.headCommit);
    expect([
      await head.read('a.txt'),
      await head.read('b.txt'),
      await head.read('c.txt'),
    ]).toEqual([undefined, 'b', 'a']);
    expect(pullsOf('plinth/once')).toHaveLength(1);
  });

  it('is found again wherever the process was cut off', async () => {
    let calls = 0;
    await ensure(
      'plinth/count',
      scenario.open(() => {
        calls += 1;
      }),
    );
    expect(calls).toBeGreaterThan(10);

    for (let at = 1; at <= calls; at += 1) {
      const branch = `plinth/cut-${at}`;
      let left = at;
      const dying = scenario.open(() => {
        left -= 1;
        if (left <= 0) {
          throw new Error('killed');
        }
      });
      await expect(ensure(branch, dying)).rejects.toThrow('killed');
      const pull = await ensure(branch);
      await expect(ensure(branch)).resolves.toMatchObject({
        number: pull.number,
        headCommit: pull.headCommit,
      });
      expect(pullsOf(branch)).toHaveLength(1);
    }
  });

  it('is one for all who ask at the same moment', async () => {
    const pulls = await Promise.all(
      Array.from({ length: 5 }, () => ensure('plinth/crowd')),
    );
    expect(new Set(pulls.map(({ number }) => number)).size).toBe(1);
    expect(pullsOf('plinth/crowd')).toHaveLength(1);
  });

  it('moves a branch that holds something else, unless somebody is about to use it', async () => {
    await scenario.github.repositories.commit(REPOSITORY, {
      branch: 'plinth/left',
      message: 'Left behind',
      changes: { 'c.txt': 'other' },
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });
    await expect(
      ensure('plinth/left', undefined, {
        isHeldBy: async () => {
          throw new ConflictError('busy');
        },
      }),
    ).rejects.toThrow('busy');
    expect(pullsOf('plinth/left')).toEqual([]);

    const { headCommit } = await ensure('plinth/left');
    expect(await scenario.open().at(headCommit).read('c.txt')).toBe('a');
  });

  it('leaves no trace of what was refused', async () => {
    const routes: string[] = [];
    const repository = scenario.open(route => routes.push(route));
    await expect(
      ensure('plinth/refused', repository, {
        validate: async () => {
          throw new ConflictError('taken');
        },
      }),
    ).rejects.toThrow('taken');
    expect(routes.filter(route => !route.startsWith('GET '))).toEqual([]);
  });

  it('gives its pull request another commit in place of its own', async () => {
    const pull = await ensure('plinth/renewed');
    const repository = scenario.open();
    await new PullRequestOnce({
      repository,
      branch: 'plinth/renewed',
    }).replace({
      base: await repository.main(),
      files: new Map([['d.txt', 'd']]),
      message: 'Other',
    });
    const [renewed] = await scenario.open().pullsOf('plinth/renewed');
    expect(renewed.number).toBe(pull.number);
    const head = scenario.open().at(renewed.headCommit);
    expect([await head.read('a.txt'), await head.read('d.txt')]).toEqual([
      'a',
      'd',
    ]);
  });
});
