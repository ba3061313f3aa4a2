import { engines, TestDatabase } from '../__testUtils__/databases';
import type { StoredPullRequest } from './index';

const REPOSITORY = 'github.example.com/acme/infrastructure';

describe.each(engines)('repositories on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  const commit = (sha: string, committedAt: string, units: string[]) => ({
    repository: REPOSITORY,
    sha,
    message: sha,
    committedAt,
    url: `https://example.com/${sha}`,
    units,
  });

  it('finds the last commit of each unit', async () => {
    const { repositories } = database.stores;
    await repositories.addCommits([
      commit('c2', '2026-05-02T10:00:00.000Z', ['environments/a']),
      commit('c1', '2026-05-01T10:00:00.000Z', [
        'environments/a',
        'environments/b',
      ]),
    ]);
    await repositories.addCommits([
      commit('c1', '2026-05-01T10:00:00.000Z', ['environments/a']),
    ]);
    const last = await repositories.lastCommits(REPOSITORY, [
      'environments/a',
      'environments/b',
      'environments/c',
    ]);
    expect([...last].map(([unit, { sha }]) => [unit, sha]).sort()).toEqual([
      ['environments/a', 'c2'],
      ['environments/b', 'c1'],
    ]);
    expect(await repositories.unitsOfCommit(REPOSITORY, 'c1')).toEqual([
      'environments/a',
      'environments/b',
    ]);
  });

  it('does not let an older reading of a pull request replace a newer one', async () => {
    const { repositories } = database.stores;
    const open: StoredPullRequest = {
      repository: REPOSITORY,
      number: 7,
      title: 'New environment',
      url: 'https://example.com/7',
      state: 'open',
      author: 'developer',
      headSha: 'h1',
      createdAt: '2026-05-01T10:00:00.000Z',
      updatedAt: '2026-05-01T10:00:00.000Z',
    };
    const merged: StoredPullRequest = {
      ...open,
      state: 'merged',
      mergeCommit: 'c1',
      updatedAt: '2026-05-01T11:00:00.000Z',
      request: {
        requester: 'user:default/developer',
        template: 'new-environment',
        entity: 'resource:default/claims-dev',
        task: '42',
      },
      evidence: {
        authors: [],
        reviews: [],
        rules: [{ path: 'x', owners: null }],
        writers: ['admin'],
        requester: { login: 'developer', id: 3 },
      },
    };
    await repositories.putPullRequest(open);
    await repositories.putPullRequest(merged);
    await repositories.putPullRequest(open);
    expect((await repositories.pullRequests(REPOSITORY, [7])).get(7)).toEqual(
      merged,
    );
    expect(
      (await repositories.pullRequestsOfCommits(REPOSITORY, ['c1'])).get('c1')
        ?.number,
    ).toBe(7);
  });
});
