import { mockServices } from '@backstage/backend-test-utils';
import { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import { collectorParts } from '../../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { FakeGitHub } from '../../__testUtils__/FakeGitHub';
import { fleetUnit } from '../../__testUtils__/fleetUnit';
import { REPOSITORY } from '../../__testUtils__/repository';
import { DatabaseLedger } from '../../ledger/DatabaseLedger';
import { runsSource } from '../../store';
import { RunCollector } from './RunCollector';

const NAME = REPOSITORY.fullName;

describe('the collector of runs', () => {
  let github: FakeGitHub;
  let database: TestDatabase;
  let collector: RunCollector;
  let ledger: DatabaseLedger;

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
    ledger = new DatabaseLedger(database.knex);
    collector = new RunCollector({
      ...database.stores,
      ...collectorParts({ ...database.stores, ledger }),
      ledger,
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
      '200 /actions/runs/9/approvals',
    ]);
    github.log = [];
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

  describe('of commits that touch units', () => {
    const LIVE = 'environments/claims-production';
    const DEV = 'environments/claims-dev';
    const stored = (sha: string, units: string[]) => ({
      repository: NAME,
      sha,
      url: `${REPOSITORY.url}/commit/${sha}`,
      message: sha,
      committedAt: '2026-05-01T09:00:00.000Z',
      units,
    });
    const told = async (unit: string) =>
      (await ledger.entriesOf(NAME, unit, { limit: 100 }))
        .sort((a, b) => a.seq - b.seq)
        .map(({ type, actor, commit, summary }) => ({
          type,
          actor,
          commit,
          summary,
        }));
    const concerned = async (unit: string) =>
      (
        await database.stores.runs.unreportedRuns(NAME, unit, { limit: 10 })
      ).map(({ id }) => id);

    beforeEach(async () => {
      await database.stores.fleet.put([
        {
          ...fleetUnit('claims-production', { stage: 'production' }),
          repository: NAME,
        },
        { ...fleetUnit('claims-dev'), repository: NAME },
      ]);
    });

    it('says once who let a deployment to an environment go ahead, to the units of that environment alone', async () => {
      await database.stores.repositories.addCommits([
        stored('c3', [LIVE, DEV]),
      ]);
      await collector.collect(REPOSITORY);
      expect(await told(LIVE)).toEqual([]);
      expect(await concerned(LIVE)).toEqual(['9']);

      github.runs![0] = {
        ...github.runs![0],
        status: 'in_progress',
        reviews: [
          {
            environment: 'production',
            state: 'approved',
            login: 'admin',
            comment: 'Go ahead',
          },
        ],
      };
      await collector.collect(REPOSITORY);
      await collector.collect(REPOSITORY);
      expect(await told(LIVE)).toEqual([
        {
          type: 'deploymentApproved',
          actor: 'admin',
          commit: 'c3',
          summary: 'Deployment to production approved by admin',
        },
      ]);
      expect(await told(DEV)).toEqual([]);
      expect((await known()).get('9')?.reviews).toEqual([
        {
          environment: 'production',
          state: 'approved',
          reviewer: 'admin',
          comment: 'Go ahead',
        },
      ]);
    });

    it('tells of a deployment that was rejected, and of one that failed for the others of the same run', async () => {
      await database.stores.repositories.addCommits([
        stored('c3', [LIVE, DEV]),
      ]);
      github.runs = [
        {
          id: 9,
          commit: 'c3',
          status: 'completed',
          conclusion: 'failure',
          reviews: [
            { environment: 'production', state: 'rejected', login: 'admin' },
          ],
        },
      ];
      await collector.collect(REPOSITORY);
      expect((await told(LIVE)).map(({ summary }) => summary)).toEqual([
        'Deployment to production rejected by admin',
      ]);
      expect(
        (await told(DEV)).map(({ type, summary }) => [type, summary]),
      ).toEqual([['runFailed', 'Run 9 failed before it deployed c3']]);
    });

    it.each<[string, string, string[]]>([
      ['failed', 'failure', ['runFailed']],
      ['was cancelled', 'cancelled', ['runCancelled']],
      ['succeeded', 'success', []],
    ])('tells of a run that %s', async (_, conclusion, types) => {
      await database.stores.repositories.addCommits([stored('c3', [DEV])]);
      github.runs = [{ id: 9, commit: 'c3', status: 'completed', conclusion }];
      await collector.collect(REPOSITORY);
      expect((await told(DEV)).map(({ type }) => type)).toEqual(types);
      expect(await concerned(DEV)).toEqual(['9']);
    });

    it('leaves to a run what it reported itself', async () => {
      await database.stores.repositories.addCommits([
        stored('c3', [LIVE, DEV]),
      ]);
      const stack = (unit: string) => ({
        unit,
        stackName: unit.split('/')[1],
        account: '111122223333',
        region: 'us-east-1',
        outcome: 'failed' as const,
      });
      await database.stores.deployments.putDeployment(
        {
          repository: NAME,
          units: [DEV],
          report: {
            id: '9-1-deploy',
            commit: 'c3',
            runId: '9',
            outcome: 'failed',
            startedAt: '2026-05-01T09:30:00.000Z',
            stacks: [stack(DEV)],
          },
        },
        { at: new Date('2026-05-01T09:40:00.000Z') },
      );
      github.runs = [
        { id: 9, commit: 'c3', status: 'completed', conclusion: 'failure' },
      ];
      await collector.collect(REPOSITORY);
      expect(await told(DEV)).toEqual([]);
      expect((await told(LIVE)).map(({ type }) => type)).toEqual(['runFailed']);
      expect(await concerned(DEV)).toEqual([]);
      expect(await concerned(LIVE)).toEqual(['9']);
    });

    it('places a run whose commit is read later, and those of dropped runs with the one that catches up', async () => {
      github.runs = [
        { id: 9, commit: 'c3', status: 'completed', conclusion: 'failure' },
        { id: 8, commit: 'c2', status: 'completed', conclusion: 'cancelled' },
        { id: 7, commit: 'c1', status: 'completed', conclusion: 'success' },
      ];
      await collector.collect(REPOSITORY);
      expect(await concerned(DEV)).toEqual([]);
      await database.stores.repositories.addCommits([
        stored('c3', []),
        stored('c2', [DEV]),
        stored('c1', [LIVE]),
      ]);
      await collector.collect(REPOSITORY);
      expect((await told(DEV)).map(({ type }) => type)).toEqual([
        'runFailed',
        'runCancelled',
      ]);
      expect(await concerned(DEV)).toEqual(['9', '8']);
      expect(await told(LIVE)).toEqual([]);
    });
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
