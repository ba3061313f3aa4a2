import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { environmentEntity } from '../__testUtils__/entities';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { REPOSITORY } from '../__testUtils__/repository';
import { ActorNames } from '../changes/ActorNames';
import { UnitRepositories } from '../config/UnitRepositories';
import type { FleetService } from '../fleet/FleetService';
import { HealthService } from '../health/HealthService';
import { DatabaseLedger } from '../ledger/DatabaseLedger';
import { RequestAccess } from '../requests/RequestAccess';
import { RequestReader } from '../requests/RequestReader';
import type { StoredPullRequest } from '../store';
import { CatalogUnits } from '../units/CatalogUnits';
import { Notifier } from './Notifier';

const NOW = new Date('2026-05-10T12:00:00.000Z');
const HEAD = 'a'.repeat(40);
const MERGE = 'd'.repeat(40);
const ago = (minutes: number) =>
  new Date(NOW.getTime() - minutes * 60_000).toISOString();

const user = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: {},
});

const pull = (over: Partial<StoredPullRequest> = {}): StoredPullRequest => ({
  repository: REPOSITORY.fullName,
  number: 7,
  title: 'Change alpha',
  url: `${REPOSITORY.url}/pull/7`,
  state: 'open',
  author: 'portal',
  headSha: HEAD,
  createdAt: ago(60),
  updatedAt: ago(60),
  request: {
    requester: 'user:default/developer',
    template: 't',
    entity: 'resource:default/alpha',
    task: 'x',
  },
  evidence: {
    authors: [],
    reviews: [],
    rules: [
      {
        path: 'environments/alpha',
        owners: [{ login: 'admin' }, { login: 'stranger' }],
      },
    ],
    writers: ['admin'],
    requester: { login: 'developer' },
  },
  content: { units: ['environments/alpha'], answers: [], files: 1 },
  ...over,
});

describe.each(engines)('notifications on %s', (_, create) => {
  let database: TestDatabase;
  let sent: NotificationSendOptions[];
  let rows: EnvironmentRow[];
  let send: (options: NotificationSendOptions) => Promise<void>;
  let now: Date;

  const allRows = jest.fn(async () => rows);
  /** A replica: each has a notifier of its own over the one database. */
  const replica = () => {
    const { stores, knex } = database;
    const auth = mockServices.auth();
    const catalog = catalogServiceMock({
      entities: [environmentEntity('alpha'), user('developer'), user('admin')],
    });
    const unitRepositories = new UnitRepositories([REPOSITORY]);
    const ledger = new DatabaseLedger(knex);
    return new Notifier({
      ...stores,
      access: new RequestAccess({
        units: new CatalogUnits({ auth, catalog }),
        reachOf: async () => [],
        repositories: unitRepositories,
      }),
      actors: new ActorNames({ catalog }),
      auth,
      fleet: { allRows } as unknown as FleetService,
      logger: mockServices.logger.mock(),
      notifications: { send: options => send(options) },
      reader: new RequestReader({
        ...stores,
        ledger,
        health: new HealthService(stores),
      }),
      unitRepositories,
      now: () => now,
    });
  };
  const told = () =>
    sent.map(({ recipients, payload }) => [
      payload.topic,
      recipients.type === 'entity' ? [recipients.entityRef].flat() : 'all',
    ]);
  const plan = (outcome: 'failed' | 'passed', recordedAt = ago(50)) =>
    database.stores.plans.addPlan({
      repository: REPOSITORY.fullName,
      pullRequest: 7,
      headCommit: HEAD,
      hash: 'f'.repeat(64),
      outcome,
      recordedAt,
      runId: '1',
      runAttempt: 1,
    });
  const deployed = (outcome: 'failed' | 'succeeded') =>
    database.stores.deployments.putDeployment(
      {
        repository: REPOSITORY.fullName,
        units: ['environments/alpha'],
        report: deploymentReport({
          commit: MERGE,
          outcome,
          startedAt: ago(20),
          finishedAt: ago(10),
          stacks: [deployedStack('alpha', { outcome })],
        }),
      },
      { at: NOW },
    );
  const merge = () =>
    database.stores.repositories.putPullRequest(
      pull({
        state: 'merged',
        mergeCommit: MERGE,
        closedAt: ago(30),
        updatedAt: ago(30),
      }),
    );

  beforeEach(async () => {
    database = await create();
    sent = [];
    rows = [];
    now = NOW;
    send = async options => {
      sent.push(options);
    };
    await database.stores.repositories.putPullRequest(pull());
  });
  afterEach(() => database.destroy());

  it('go to who asked and to those whose review is asked, as far as the catalog knows them', async () => {
    await plan('passed');
    await replica().run();
    expect(told()).toEqual([
      ['plan-ready', ['user:default/developer']],
      ['review-asked', ['user:default/admin']],
    ]);
    expect(sent[0].payload).toMatchObject({
      title: 'The plan is ready: Change alpha',
      link: '/environments/requests/acme/infrastructure/7',
    });
  });

  it('runs once more for all who ask while it runs', async () => {
    const notifier = replica();
    allRows.mockClear();
    await Promise.all(Array.from({ length: 9 }, () => notifier.run()));
    expect(allRows.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('tell each thing once, by however many replicas, and after a restart', async () => {
    await plan('failed');
    await Promise.all([replica().run(), replica().run(), replica().run()]);
    await replica().run();
    expect(told()).toEqual([['plan-failed', ['user:default/developer']]]);
    // The same plan again is a plan that failed again for the same reason.
    await plan('failed', ago(5));
    await replica().run();
    expect(sent).toHaveLength(1);
  });

  it('that could not be sent are sent later, in the scope by which Backstage knows them again', async () => {
    await plan('failed');
    const works = send;
    send = async () => {
      throw new Error('away');
    };
    await replica().run();
    send = works;
    await replica().run();
    expect(sent.map(({ payload }) => payload.scope)).toEqual([
      expect.stringContaining(`#7@${HEAD}`),
    ]);
  });

  it('are sent in the same scope when a process dies before it remembers', async () => {
    await plan('failed');
    await replica().run();
    await database.knex('notified').delete();
    await replica().run();
    const [first, second] = sent.map(({ payload }) => payload.scope);
    expect(second).toBe(first);
  });

  it.each([
    ['succeeded', 'deployed'],
    ['failed', 'failed'],
  ] as const)(
    'tell who asked and the owner that it %s',
    async (outcome, topic) => {
      await merge();
      await deployed(outcome);
      await replica().run();
      expect(told()).toEqual([
        [topic, ['user:default/developer', 'group:default/platform']],
      ]);
    },
  );

  it('tell who asked that it was approved', async () => {
    await plan('passed');
    const { evidence } = pull();
    await database.stores.repositories.putPullRequest(
      pull({
        evidence: {
          ...evidence!,
          reviews: [
            {
              id: 1,
              reviewer: { login: 'admin' },
              state: 'APPROVED',
              commit: HEAD,
              submittedAt: ago(10),
            },
          ],
        },
      }),
    );
    await replica().run();
    expect(told()).toContainEqual(['approved', ['user:default/developer']]);
  });

  it('tell nothing that happened long ago', async () => {
    await plan('failed', ago(2 * 24 * 60));
    await replica().run();
    expect(sent).toEqual([]);
  });

  it('tell the owner of drift each time that it appears, and of a budget once a month', async () => {
    const row = (over: Partial<EnvironmentRow>) =>
      ({
        entityRef: 'resource:default/alpha',
        name: 'alpha',
        owner: 'group:default/platform',
        sync: 'InSync',
        monthToDate: 10,
        monthlyBudget: 5,
        ...over,
      }) as EnvironmentRow;
    const topics = async (sync: EnvironmentRow['sync']) => {
      sent = [];
      rows = [row({ sync })];
      await replica().run();
      return told().map(([topic]) => topic);
    };
    expect(await topics('Drifted')).toEqual(['drift', 'budget']);
    expect(await topics('Drifted')).toEqual([]);
    // That nobody can tell is no end of it.
    expect(await topics('Unknown')).toEqual([]);
    expect(await topics('Drifted')).toEqual([]);
    expect(await topics('InSync')).toEqual([]);
    expect(await topics('Drifted')).toEqual(['drift']);
    now = new Date('2026-06-01T00:00:00.000Z');
    expect(await topics('Drifted')).toEqual(['budget']);
  });

  it('tell the owner that a preview ends within a day, and again when that was put off', async () => {
    const topics = async (endsAt: string) => {
      sent = [];
      rows = [
        {
          entityRef: 'resource:default/alpha-pr-1',
          name: 'alpha-pr-1',
          owner: 'group:default/platform',
          sync: 'InSync',
          endsAt,
        } as EnvironmentRow,
      ];
      await replica().run();
      return told();
    };
    const first = '2026-05-11T12:00:00.000Z';
    expect(await topics('2026-05-11T12:00:01.000Z')).toEqual([]);
    expect(await topics(first)).toEqual([
      ['preview-ends', ['group:default/platform']],
    ]);
    expect(sent[0].payload).toMatchObject({
      description: expect.stringContaining('2026-05-11 12:00 UTC'),
      link: expect.stringContaining('/create/templates/default/extend-preview'),
    });
    expect(await topics(first)).toEqual([]);
    // It has ended: whoever was away is told nothing that they could still do something about.
    expect(await topics(NOW.toISOString())).toEqual([]);
    now = new Date('2026-05-11T13:00:00.000Z');
    expect(await topics('2026-05-12T12:00:00.000Z')).toHaveLength(1);
  });
});
