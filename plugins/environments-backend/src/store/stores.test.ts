import type { DeploymentReport } from '@plinth/plugin-environments-common';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import {
  DatabaseCostStore,
  DatabaseDeploymentStore,
  DatabaseReadingStore,
  DatabaseRepositoryStore,
  DatabaseStackStore,
} from './index';
import type { StackReading, StoredPullRequest } from './index';

const PLACE = { account: ACCOUNT, region: REGION };
const REPOSITORY = 'github.example.com/acme/infrastructure';
const NOW = new Date('2026-05-10T12:00:00Z');

function stack(name: string, overrides: Partial<StackReading> = {}) {
  return {
    ...PLACE,
    stackId: `arn:${name}`,
    name,
    unit: `environments/${name}`,
    entityRef: `resource:default/${name}`,
    createdAt: '2026-05-01T10:00:00.000Z',
    updatedAt: '2026-05-01T10:00:00.000Z',
    status: 'CREATE_COMPLETE',
    ...overrides,
  };
}

function resource(logicalId: string, physicalId: string) {
  return {
    logicalId,
    physicalId,
    resourceType: 'AWS::S3::Bucket',
    status: 'CREATE_COMPLETE',
  };
}

function deployment(
  overrides: Partial<DeploymentReport> = {},
): DeploymentReport {
  return {
    id: 'run-1',
    commit: 'c1',
    runId: '1',
    outcome: 'running',
    startedAt: '2026-05-10T10:00:00Z',
    stacks: [],
    ...overrides,
  };
}

describe.each(engines)('stores on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  describe('stacks', () => {
    it('tells what came and went, and keeps what went', async () => {
      const stacks = new DatabaseStackStore(database.knex);
      const first = await stacks.replaceStacks(
        PLACE,
        [stack('claims'), stack('billing')],
        { at: NOW },
      );
      expect(first.added.map(s => s.name)).toEqual(['claims', 'billing']);
      expect(first.added[0]).not.toHaveProperty('status');
      const again = await stacks.replaceStacks(
        PLACE,
        [stack('claims', { status: 'UPDATE_COMPLETE' })],
        { at: NOW },
      );
      expect(again).toEqual({ added: [], removed: ['arn:billing'] });
      expect((await stacks.listStacks()).map(s => [s.name, s.status])).toEqual([
        ['claims', 'UPDATE_COMPLETE'],
      ]);
      expect(
        await stacks.stacksOfEntities(['resource:default/billing']),
      ).toMatchObject([
        { status: 'DELETE_COMPLETE', deletedAt: NOW.toISOString() },
      ]);
    });

    it('leaves other accounts and regions alone', async () => {
      const stacks = new DatabaseStackStore(database.knex);
      await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
      const elsewhere = { account: ACCOUNT, region: 'us-west-2' };
      expect(await stacks.replaceStacks(elsewhere, [], { at: NOW })).toEqual({
        added: [],
        removed: [],
      });
      expect(await stacks.listStacks()).toHaveLength(1);
    });

    it('takes the stack that lives for one that was deleted before it', async () => {
      const stacks = new DatabaseStackStore(database.knex);
      await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
      const reborn = stack('claims', {
        stackId: 'arn:claims-2',
        createdAt: '2026-05-09T10:00:00.000Z',
      });
      await stacks.replaceStacks(PLACE, [reborn], { at: NOW });
      expect(
        await stacks.stacksOfEntities(['resource:default/claims']),
      ).toMatchObject([{ stackId: 'arn:claims-2' }]);
      expect(
        await stacks.stackByEntityName(`stack-${ACCOUNT}-${REGION}-claims`),
      ).toMatchObject({ stackId: 'arn:claims-2' });
    });

    it('keeps drift with its coverage, and over a new reading of resources', async () => {
      const stacks = new DatabaseStackStore(database.knex);
      await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
      const resources = [
        resource('A', 'a'),
        resource('B', 'b'),
        resource('C', 'c'),
      ];
      await stacks.replaceResources('arn:claims', resources);
      await stacks.driftRequested('arn:claims', { detectionId: 'd1', at: NOW });
      await stacks.setDrift('arn:claims', {
        checkedAt: NOW.toISOString(),
        status: 'DRIFTED',
        resources: [
          { logicalId: 'A', drift: 'IN_SYNC', differences: [] },
          {
            logicalId: 'B',
            drift: 'MODIFIED',
            differences: [
              { path: '/Name', type: 'NOT_EQUAL', expected: 'x', actual: 'y' },
            ],
          },
        ],
      });
      await stacks.replaceResources('arn:claims', resources);
      const [claims] = await stacks.listStacks(PLACE);
      expect(claims.driftDetectionId).toBeUndefined();
      expect(claims.drift).toEqual({
        status: 'DRIFTED',
        checkedResources: 2,
        totalResources: 3,
        driftedResources: 1,
        checkedAt: NOW.toISOString(),
      });
      const read = await stacks.listResources('arn:claims');
      expect(read.map(r => r.drift)).toEqual([
        'IN_SYNC',
        'MODIFIED',
        'NOT_CHECKED',
      ]);
      expect(read[1].differences).toEqual([
        { path: '/Name', type: 'NOT_EQUAL', expected: 'x', actual: 'y' },
      ]);
    });

    it('keeps what a template states over new readings of the stack', async () => {
      const stacks = new DatabaseStackStore(database.knex);
      const { added } = await stacks.replaceStacks(
        PLACE,
        [stack('claims', { outputs: ['VpcId'] })],
        { at: NOW },
      );
      expect(added[0]).not.toHaveProperty('outputs');
      const [before] = await stacks.listStacks(PLACE);
      expect(before.recovery).toBeUndefined();
      expect(before.templateMarker).toBeUndefined();
      const recovery = [
        {
          name: 'database',
          event: 'zone',
          rpoMinutes: 0,
          rtoMinutes: 2.5,
          basis: 'A standby',
        },
      ];
      const drills = [
        {
          date: '2026-03-12',
          exercise: 'restore',
          minutes: 70,
          lostMinutes: 0,
        },
      ];
      expect(before.drills).toBeUndefined();
      await stacks.setStatements(
        'arn:claims',
        { recovery, drills },
        { marker: 'state 1' },
      );
      await stacks.replaceStacks(
        PLACE,
        [stack('claims', { outputs: ['VpcId', 'KeyArn'] })],
        { at: NOW },
      );
      expect(await stacks.listStacks(PLACE)).toMatchObject([
        {
          outputs: ['VpcId', 'KeyArn'],
          recovery,
          drills,
          templateMarker: 'state 1',
        },
      ]);
    });

    it('stores an event once, and pages from new to old', async () => {
      const stacks = new DatabaseStackStore(database.knex);
      const events = Array.from({ length: 5 }, (__, i) => ({
        id: `e${i}`,
        stackId: 'arn:claims',
        // Two events share a moment.
        at: `2026-05-01T10:00:0${Math.floor(i / 2)}.000Z`,
        logicalId: 'A',
        resourceType: 'AWS::S3::Bucket',
        status: 'CREATE_COMPLETE',
      }));
      await stacks.addEvents([events[3], events[0], events[1]]);
      await stacks.addEvents([...events, ...events]);
      const first = await stacks.listEvents('arn:claims', { limit: 2 });
      const rest = await stacks.listEvents('arn:claims', {
        before: first[1],
        limit: 10,
      });
      expect([...first, ...rest].map(e => e.id)).toEqual([
        'e4',
        'e3',
        'e2',
        'e1',
        'e0',
      ]);
      expect(await stacks.newestEventId('arn:claims')).toBe('e4');
    });

    it('finds alarms and owners by physical ID, within their place', async () => {
      const stacks = new DatabaseStackStore(database.knex);
      await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
      await stacks.replaceResources('arn:claims', [
        resource('Bucket', 'claims-bucket'),
        {
          ...resource('Alarm', 'claims-errors'),
          resourceType: 'AWS::CloudWatch::Alarm',
        },
      ]);
      const alarm = (name: string) => ({
        ...PLACE,
        name,
        state: 'ALARM' as const,
        description: 'Errors. Runbook: https://example.com/runbook',
      });
      await stacks.replaceAlarms(PLACE, [alarm('claims-errors'), alarm('x')]);
      expect(await stacks.alarmsOf(['arn:claims'])).toEqual([
        {
          stackId: 'arn:claims',
          alarm: expect.objectContaining({
            name: 'claims-errors',
            runbookUrl: 'https://example.com/runbook',
          }),
        },
      ]);
      expect(
        await stacks.ownersOf(PLACE, ['claims-bucket', 'y']),
      ).toMatchObject([{ logicalId: 'Bucket', stack: { name: 'claims' } }]);
      expect(
        await stacks.ownersOf({ account: ACCOUNT, region: 'us-west-2' }, [
          'claims-bucket',
        ]),
      ).toEqual([]);
    });
  });

  it('remembers the last answer of a source through its failures', async () => {
    const readings = new DatabaseReadingStore(database.knex);
    expect((await readings.freshness(['CloudFormation']))[0]).toMatchObject({
      readAt: null,
      stale: true,
    });
    await readings.succeeded('CloudFormation', {
      at: NOW,
      state: { until: 'x' },
    });
    await readings.failed('CloudFormation', {
      at: NOW,
      reason: 'It does not answer.',
    });
    expect(await readings.freshness(['CloudFormation'])).toEqual([
      {
        source: 'CloudFormation',
        readAt: NOW.toISOString(),
        stale: true,
        reason: 'It does not answer.',
      },
    ]);
    expect(await readings.state('CloudFormation')).toEqual({ until: 'x' });
    await readings.succeeded('CloudFormation', { at: NOW });
    expect(await readings.freshness(['CloudFormation'])).toEqual([
      { source: 'CloudFormation', readAt: NOW.toISOString(), stale: false },
    ]);
    expect(await readings.state('CloudFormation')).toEqual({ until: 'x' });
  });

  it('replaces days of cost, and sums a month', async () => {
    const costs = new DatabaseCostStore(database.knex);
    const line = (date: string, amount: number) => ({
      entityRef: 'resource:default/claims',
      date,
      service: 'Amazon S3',
      amount,
      estimated: false,
    });
    const may = { from: '2026-05-01', to: '2026-06-01' };
    await costs.replaceDays({ from: '2026-04-01', to: '2026-06-01' }, [
      line('2026-04-30', 9),
      line('2026-05-01', 1),
      line('2026-05-02', 2),
    ]);
    await costs.replaceDays(may, [line('2026-05-02', 2.5)]);
    expect(await costs.lines('resource:default/claims', may)).toEqual([
      line('2026-05-02', 2.5),
    ]);
    expect(
      await costs.sums(
        ['resource:default/claims', 'resource:default/x'],
        '2026-05',
      ),
    ).toEqual(new Map([['resource:default/claims', 2.5]]));
  });

  describe('repositories', () => {
    const commit = (sha: string, committedAt: string, units: string[]) => ({
      repository: REPOSITORY,
      sha,
      message: sha,
      committedAt,
      url: `https://example.com/${sha}`,
      units,
    });

    it('finds the last commit of each unit', async () => {
      const repositories = new DatabaseRepositoryStore(database.knex);
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
      const repositories = new DatabaseRepositoryStore(database.knex);
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
        request: { requester: 'user:default/developer' },
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

  describe('deployments', () => {
    const units = ['environments/a'];
    const put = (
      store: DatabaseDeploymentStore,
      report: DeploymentReport,
      repository = REPOSITORY,
    ) => store.putDeployment({ repository, units, report }, { at: NOW });

    it('keeps what finished when an older report comes late', async () => {
      const store = new DatabaseDeploymentStore(database.knex);
      const done = deployment({
        outcome: 'succeeded',
        finishedAt: '2026-05-10T10:05:00Z',
      });
      expect(await put(store, deployment())).toBe(true);
      expect(await put(store, done)).toBe(true);
      expect(await put(store, deployment())).toBe(false);
      expect(await put(store, done)).toBe(true);
      expect(await store.deploymentsOf(REPOSITORY, units[0])).toEqual([done]);
    });

    it('keeps repositories apart, even with the same id', async () => {
      const store = new DatabaseDeploymentStore(database.knex);
      await put(store, deployment());
      await put(store, deployment({ commit: 'c9' }), 'github.com/other/repo');
      expect(
        (await store.lastDeployments(REPOSITORY, units)).get(units[0])?.commit,
      ).toBe('c1');
    });

    it('finds the last deployment of each unit', async () => {
      const store = new DatabaseDeploymentStore(database.knex);
      await put(
        store,
        deployment({ id: 'late', startedAt: '2026-05-10T11:00:00+00:00' }),
      );
      await put(store, deployment({ id: 'early' }));
      expect(
        (await store.lastDeployments(REPOSITORY, units)).get(units[0])?.id,
      ).toBe('late');
      expect(
        (await store.deploymentsOf(REPOSITORY, units[0])).map(d => d.id),
      ).toEqual(['late', 'early']);
    });
  });
});
