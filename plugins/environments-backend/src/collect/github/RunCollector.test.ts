import { mockServices } from '@backstage/backend-test-utils';
import { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import { collectorParts } from '../../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { FakeGitHub } from '../../__testUtils__/FakeGitHub';
import { REPOSITORY } from '../../__testUtils__/repository';
import { DatabaseLedger } from '../../ledger/DatabaseLedger';
import { runsSource } from '../../store';
import { RunCollector } from './RunCollector';

const NAME = REPOSITORY.fullName;

describe('the collector of runs', () => {
  let github: FakeGitHub;
  let database: TestDatabase;
  let collector: RunCollector;

  beforeAll(async () => {
    github = await FakeGitHub.start();
  });
  afterAll(() => github.close());

  beforeEach(async () => {
    database = await createSqlite();
    github.refused = undefined;
    github.log = [];
    github.runs = [
      {
        id: 9,
        commit: 'c3',
        status: 'waiting',
        waitsFor: { production: ['admin', 'team:platform'] },
      },
      { id: 8, commit: 'c2', status: 'in_progress' },
      { id: 7, commit: 'c1', status: 'pending' },
    ];
    const ledger = new DatabaseLedger(database.knex);
    collector = new RunCollector({
      ...database.stores,
      ...collectorParts({ ...database.stores, ledger }),
      github: InfrastructureRepositories.fromConfig(
        mockServices.rootConfig({
          data: {
            integrations: {
              github: [
                { host: REPOSITORY.host, apiBaseUrl: github.url, token: 'x' },
              ],
            },
          },
        }),
      ),
    });
  });
  afterEach(() => database.destroy());

  const known = async () =>
    new Map(
      (await database.stores.runs.newestRuns(NAME, { limit: 100 })).map(run => [
        run.id,
        run,
      ]),
    );
  const freshness = async () =>
    (await database.stores.readings.freshness([runsSource(NAME)]))[0];

  it('tells what deploys, what is queued, and for whom a run waits', async () => {
    await collector.collect(REPOSITORY);
    const runs = await known();
    expect([...runs].map(([id, { status }]) => [id, status]).sort()).toEqual([
      ['7', 'queued'],
      ['8', 'running'],
      ['9', 'waiting'],
    ]);
    expect(runs.get('9')).toMatchObject({
      repository: NAME,
      commit: 'c3',
      waitingFor: [
        { environment: 'production', reviewers: ['admin', 'platform'] },
      ],
    });
  });

  it.each([
    ['success', 'succeeded'],
    ['neutral', 'succeeded'],
    ['failure', 'failed'],
    ['timed_out', 'failed'],
    ['startup_failure', 'failed'],
    ['action_required', 'failed'],
    ['cancelled', 'cancelled'],
    ['skipped', 'cancelled'],
    ['stale', 'cancelled'],
  ])('tells a run that ended with %s as %s', async (conclusion, status) => {
    github.runs = [{ id: 1, commit: 'c1', status: 'completed', conclusion }];
    await collector.collect(REPOSITORY);
    expect((await known()).get('1')?.status).toBe(status);
  });

  it('asks again only for what waits, while the list stays the same, and sees it change', async () => {
    await collector.collect(REPOSITORY);
    github.log = [];
    github.runs![0].waitsFor = { production: ['admin'], shared: ['engineer'] };
    await collector.collect(REPOSITORY);
    expect(github.log).toEqual([
      '304 /actions/workflows/deploy.yml/runs',
      '200 /actions/runs/9/pending_deployments',
    ]);
    expect((await known()).get('9')?.waitingFor).toEqual([
      { environment: 'production', reviewers: ['admin'] },
      { environment: 'shared', reviewers: ['engineer'] },
    ]);

    github.runs![0] = { ...github.runs![0], status: 'in_progress' };
    await collector.collect(REPOSITORY);
    expect((await known()).get('9')).toMatchObject({
      status: 'running',
      waitingFor: [],
    });
  });

  it('finds no runs where the repository has no such workflow yet', async () => {
    github.runs = undefined;
    await collector.collect(REPOSITORY);
    expect(await freshness()).toMatchObject({ stale: false });
    expect(await known()).toEqual(new Map());
  });

  it('waits no more for a run that somebody deleted, and reads on', async () => {
    await collector.collect(REPOSITORY);
    github.runs = github.runs!.slice(1);
    await collector.collect(REPOSITORY);
    await collector.collect(REPOSITORY);
    expect(await freshness()).toMatchObject({ stale: false });
    expect((await known()).get('9')).toMatchObject({
      status: 'cancelled',
      waitingFor: [],
    });
    github.log = [];
    await collector.collect(REPOSITORY);
    expect(github.log).toEqual(['304 /actions/workflows/deploy.yml/runs']);
  });

  it('keeps what it knew and says why, where GitHub refuses', async () => {
    await collector.collect(REPOSITORY);
    github.refused = /actions/;
    await collector.collect(REPOSITORY);
    expect(await freshness()).toMatchObject({
      stale: true,
      reason: expect.stringContaining(NAME),
    });
    expect((await known()).size).toBe(3);
  });
});
