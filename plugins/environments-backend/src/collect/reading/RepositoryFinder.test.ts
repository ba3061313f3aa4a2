import { configuredRepositories } from '../../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { repositorySource } from '../../store';
import { RepositoryFinder } from './RepositoryFinder';

const HOST = 'github.example.com';
const CLAIMS = 'environments/claims-dev';

describe('the repository of a unit', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createSqlite();
  });
  afterEach(() => database.destroy());

  const finder = (...names: string[]) =>
    new RepositoryFinder({
      configured: configuredRepositories(
        names.map(name => `https://${HOST}/${name}`),
      ),
      ...database.stores,
    });
  const commit = (
    repository: string,
    units: string[],
    committedAt = '2026-05-01T10:00:00.000Z',
  ) =>
    database.stores.repositories.addCommits([
      {
        repository: `${HOST}/${repository}`,
        sha: `${repository}-${committedAt}`,
        message: 'Add',
        committedAt,
        url: `https://${HOST}/${repository}/commit/1`,
        units,
      },
    ]);

  it.each([
    {
      case: 'is none when none is configured',
      configured: [],
      histories: {},
      expected: undefined,
    },
    {
      case: 'is the only one, whatever its history',
      configured: ['a/infra'],
      histories: {},
      expected: 'a/infra',
    },
    {
      case: 'is none of several without a history',
      configured: ['a/infra', 'b/infra'],
      histories: {},
      expected: undefined,
    },
    {
      case: 'is that of several whose history has the folder',
      configured: ['a/infra', 'b/infra'],
      histories: { 'a/infra': ['environments/other'], 'b/infra': [CLAIMS] },
      expected: 'b/infra',
    },
    {
      case: 'is the first in the configuration of several that touched it at once',
      configured: ['b/infra', 'a/infra'],
      histories: { 'a/infra': [CLAIMS], 'b/infra': [CLAIMS] },
      expected: 'b/infra',
    },
    {
      case: 'is none that is not configured',
      configured: ['a/infra', 'b/infra'],
      histories: { 'c/infra': [CLAIMS] },
      expected: undefined,
    },
  ])('$case', async ({ configured, histories, expected }) => {
    for (const [repository, units] of Object.entries(histories)) {
      await commit(repository, units);
    }
    expect(await finder(...configured).find(CLAIMS)).toBe(
      expected && `${HOST}/${expected}`,
    );
  });

  it('is the one that touched the folder last, wherever a unit of its name was before', async () => {
    const both = finder('a/infra', 'b/infra');
    await commit('a/infra', [CLAIMS], '2026-05-01T10:00:00.000Z');
    await commit('b/infra', [CLAIMS], '2026-05-03T10:00:00.000Z');
    expect(await both.find(CLAIMS)).toBe(`${HOST}/b/infra`);
    await commit('a/infra', [CLAIMS], '2026-05-04T10:00:00.000Z');
    expect(await both.find(CLAIMS)).toBe(`${HOST}/a/infra`);
  });

  it('is settled once every repository has been read since, though one may have failed later', async () => {
    const both = finder('a/infra', 'b/infra');
    const settled = () => both.haveAllBeenReadSince('2026-05-01T10:00:00.000Z');
    const read = (name: string, at: string) =>
      database.stores.readings.succeeded(repositorySource(`${HOST}/${name}`), {
        at: new Date(at),
      });
    expect(await settled()).toBe(false);
    await read('a/infra', '2026-05-01T10:05:00Z');
    expect(await settled()).toBe(false);
    await read('b/infra', '2026-05-01T09:59:59Z');
    expect(await settled()).toBe(false);
    await read('b/infra', '2026-05-01T10:00:00Z');
    expect(await settled()).toBe(true);
    await database.stores.readings.failed(repositorySource(`${HOST}/b/infra`), {
      at: new Date('2026-05-01T10:06:00Z'),
      reason: 'GitHub does not answer.',
    });
    expect(await settled()).toBe(true);
    expect(
      await finder().haveAllBeenReadSince('2026-05-01T10:00:00.000Z'),
    ).toBe(true);
  });
});
