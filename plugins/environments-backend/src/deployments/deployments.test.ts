import type { LedgerFact } from '../ledger/Ledger';
import { engines, type TestDatabase } from '../__testUtils__/databases';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { REPOSITORY } from '../__testUtils__/repository';
import { stackReading } from '../__testUtils__/stackReading';
import { DatabaseLedger } from '../ledger/DatabaseLedger';
import type { StoredRun, StoredStack, StoredStackEvent } from '../store';
import { DeploymentsService } from './DeploymentsService';
import { TimelineService } from './TimelineService';

const NAME = REPOSITORY.fullName;
const UNIT = 'environments/claims';
const SUBJECT = { unit: UNIT, stage: 'production' as const };
const NOW = new Date('2026-05-20T12:00:00.000Z');
const day = (number: number, time = '10:00:00') =>
  `2026-05-${String(number).padStart(2, '0')}T${time}.000Z`;
const sha = (digit: string) => digit.repeat(40);

describe.each(engines)('deployments of a unit on %s', (_, create) => {
  let database: TestDatabase;
  let ledger: DatabaseLedger;
  let service: DeploymentsService;
  let timelines: TimelineService;

  beforeEach(async () => {
    database = await create();
    ledger = new DatabaseLedger(database.knex);
    service = new DeploymentsService({ ...database.stores, ledger });
    timelines = new TimelineService({ ...database.stores, now: () => NOW });
  });
  afterEach(() => database.destroy());

  const putRun = async (
    id: string,
    startedAt: string,
    over: Partial<StoredRun> = {},
  ) => {
    await database.stores.runs.putRuns([
      {
        repository: NAME,
        id,
        attempt: 1,
        commit: sha('a'),
        status: 'succeeded',
        waitingFor: [],
        reviews: [],
        createdAt: startedAt,
        startedAt,
        updatedAt: startedAt,
        ...over,
      },
    ]);
    await database.stores.runs.addRunUnits([
      { repository: NAME, runId: id, unit: UNIT, startedAt },
    ]);
  };
  const report = (
    id: string,
    startedAt: string,
    over: Parameters<typeof deploymentReport>[0] = {},
  ) =>
    database.stores.deployments.putDeployment(
      {
        repository: NAME,
        units: [UNIT],
        report: deploymentReport({
          id,
          runId: id.split('-')[0],
          commit: sha('a'),
          startedAt,
          finishedAt: startedAt.replace(':00.000Z', ':30.000Z'),
          stacks: [deployedStack('claims')],
          ...over,
        }),
      },
      { at: NOW },
    );
  const page = (options: { cursor?: string; limit?: number } = {}) =>
    service.page(REPOSITORY, SUBJECT, { limit: 25, ...options });
  const all = async () => (await page()).items;

  it('has a row for each that a run reported, and for each run that reported nothing of the unit', async () => {
    await report('1-1-deploy', day(1));
    await putRun('1', day(1));
    // Its first attempt failed, and the second one waits.
    await report('2-1-production', day(2), {
      outcome: 'failed',
      reason: 'claims: Quota exceeded',
      stacks: [deployedStack('claims', { outcome: 'failed', reason: 'Quota' })],
    });
    await putRun('2', day(3), {
      attempt: 2,
      status: 'waiting',
      waitingFor: [
        { environment: 'production', reviewers: ['admin'] },
        { environment: 'shared', reviewers: ['engineer'] },
      ],
    });
    await putRun('4', day(4), { status: 'cancelled' });
    expect(
      (await all()).map(({ id, status, reason }) => [id, status, reason]),
    ).toEqual([
      ['4-1', 'cancelled', undefined],
      ['2-2', 'waiting', undefined],
      ['2-1-production', 'failed', 'Quota'],
      ['1-1-deploy', 'succeeded', undefined],
    ]);
    const [, waiting] = await all();
    expect(waiting.waitingFor).toEqual([
      { environment: 'production', reviewers: ['admin'] },
    ]);
  });

  const review = (
    state: 'approved' | 'rejected',
    environment = 'production',
  ) => ({ environment, state, reviewer: 'admin' });

  it.each<[string, Partial<StoredRun>, string]>([
    ['is queued', { status: 'queued' }, 'queued'],
    ['runs', { status: 'running' }, 'running'],
    [
      'waits for reviewers of others',
      {
        status: 'waiting',
        waitingFor: [{ environment: 'shared', reviewers: [] }],
      },
      'running',
    ],
    ['failed', { status: 'failed' }, 'failed'],
    [
      'was rejected',
      { status: 'failed', reviews: [review('rejected')] },
      'rejected',
    ],
    [
      'failed after a rejected attempt was let go ahead',
      { status: 'failed', reviews: [review('rejected'), review('approved')] },
      'failed',
    ],
    [
      'was rejected for others',
      { status: 'failed', reviews: [review('rejected', 'shared')] },
      'failed',
    ],
  ])('tells of a run that %s', async (__, over, status) => {
    await putRun('1', day(1), over);
    expect((await all()).map(each => each.status)).toEqual([status]);
  });

  it('says of a run that was stopped while it deployed how GitHub ended it', async () => {
    await report('1-1-deploy', day(1), {
      outcome: 'running',
      finishedAt: undefined,
      stacks: [deployedStack('claims', { outcome: 'running' })],
    });
    await putRun('1', day(1), { status: 'cancelled', updatedAt: day(2) });
    expect(await all()).toMatchObject([
      { status: 'cancelled', finishedAt: day(2) },
    ]);
  });

  it('tells who had a hand in it, what was planned, and what it costs more, for the unit alone', async () => {
    await database.stores.repositories.addCommits([
      {
        repository: NAME,
        sha: sha('a'),
        url: `${REPOSITORY.url}/commit/${sha('a')}`,
        message: 'More storage (#7)\n\nbody',
        author: 'developer',
        committedAt: day(1),
        units: [UNIT],
      },
    ]);
    await database.stores.repositories.putPullRequest({
      repository: NAME,
      number: 7,
      title: 'More storage',
      url: `${REPOSITORY.url}/pull/7`,
      state: 'merged',
      author: 'plinth-bot',
      headSha: 'head',
      mergeCommit: sha('a'),
      createdAt: day(1),
      updatedAt: day(1),
      request: {
        requester: 'user:default/developer',
        template: 'change-environment',
        entity: 'resource:default/claims',
        task: 'task',
      },
    });
    const stack = (
      unit: string,
      monthlyCostDelta: number,
      changes: number,
    ) => ({
      unit: `environments/${unit}`,
      stackName: unit,
      changes,
      monthlyCostDelta,
    });
    const planned = (
      hash: string,
      stacks: Array<ReturnType<typeof stack>>,
    ): LedgerFact => ({
      key: `planned:${hash}`,
      type: 'planned',
      at: day(1),
      repository: NAME,
      units: [UNIT],
      pullRequest: 7,
      summary: 'Plan',
      url: `${REPOSITORY.url}/pull/7#issuecomment-1`,
      details: { hash, outcome: 'passed', stacks },
    });
    await ledger.append(
      [
        planned('b'.repeat(64), [
          stack('claims', 12.5, 2),
          stack('other', 99, 9),
        ]),
        planned('c'.repeat(64), [stack('claims', 1, 1)]),
      ],
      { at: NOW },
    );
    await report('1-1-production', day(2), {
      pullRequest: 7,
      planHash: 'b'.repeat(64),
    });
    await putRun('1', day(2), { reviews: [review('approved')] });
    expect(await all()).toMatchObject([
      {
        title: 'More storage',
        commit: { sha: sha('a'), author: 'developer' },
        requester: 'user:default/developer',
        reviews: [review('approved')],
        pullRequest: { number: 7 },
        changesUrl: `${REPOSITORY.url}/pull/7/files`,
        run: { id: '1', url: `${REPOSITORY.url}/actions/runs/1` },
        plan: {
          hash: 'b'.repeat(64),
          changes: 2,
          monthlyCostDelta: 12.5,
          url: `${REPOSITORY.url}/pull/7#issuecomment-1`,
        },
      },
    ]);
  });

  it('pages through both kinds without repeating or losing one, those of one moment too', async () => {
    for (const number of [1, 2, 3]) {
      await report(`${number}-1-deploy`, day(number));
      await putRun(String(number + 10), day(number));
      await putRun(String(number + 20), day(number));
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const next = await page({ cursor, limit: 2 });
      seen.push(...next.items.map(({ id }) => id));
      cursor = next.pageInfo.nextCursor;
    } while (cursor);
    expect(seen).toEqual((await all()).map(({ id }) => id));
    expect(new Set(seen).size).toBe(9);
    await expect(page({ cursor: 'nonsense' })).rejects.toThrow(/cursor/);
  });

  describe('a timeline', () => {
    const stack = stackReading('claims');
    const event = (
      at: string,
      status: string,
      over: Partial<StoredStackEvent> = {},
    ): StoredStackEvent => ({
      id: `${at} ${status} ${over.logicalId ?? ''}`,
      stackId: stack.stackId,
      at,
      logicalId: 'claims',
      physicalId: stack.stackId,
      resourceType: 'AWS::CloudFormation::Stack',
      status,
      ...over,
    });
    const operation = (number: number, clientToken?: string) => [
      event(day(number), 'UPDATE_IN_PROGRESS', { clientToken }),
      event(day(number, '10:00:20'), 'UPDATE_COMPLETE', { clientToken }),
    ];
    const timeline = async (id: string) => {
      const facts = await service.find(REPOSITORY, SUBJECT, id);
      return (
        facts &&
        timelines.timelineOf(facts, UNIT, [stack as unknown as StoredStack])
      );
    };
    const token = (run: string) => `plinth-${sha('a').slice(0, 12)}-${run}`;

    it('is of the operation that the run began, by its token or by its time', async () => {
      await report('1-1-deploy', day(1));
      await report('2-1-deploy', day(2));
      await putRun('3', day(3));
      await putRun('4', day(4));
      await database.stores.stackEvents.addEvents([
        ...operation(1),
        ...operation(2, token('9')),
        ...operation(3, token('3')),
        // Somebody did that in the console while a run went on.
        ...operation(4),
      ]);
      const begun = async (id: string) =>
        (await timeline(id))?.stacks.map(({ phases }) => phases[0].startedAt);
      expect(await begun('1-1-deploy')).toEqual([day(1)]);
      expect(await begun('2-1-deploy')).toEqual([]);
      expect(await begun('3-1')).toEqual([day(3)]);
      expect(await begun('4-1')).toEqual([]);
    });

    it('says of which stacks it has no events, though they were changed', async () => {
      await report('1-1-deploy', day(1), {
        stacks: [
          deployedStack('claims', { stackId: stack.stackId }),
          deployedStack('same', { stackId: 'arn:same', outcome: 'unchanged' }),
          deployedStack('refused', { outcome: 'failed' }),
        ].map(each => ({ ...each, unit: UNIT })),
      });
      expect(await timeline('1-1-deploy')).toMatchObject({
        stacks: [],
        missing: ['claims'],
      });
    });

    it.each(['1-1-deploy', '7-1', '8-2', 'nonsense', "1' or '1"])(
      'is not there of %s, which is no deployment of the unit',
      async id => {
        await database.stores.runs.putRuns([
          {
            repository: NAME,
            id: '7',
            attempt: 1,
            commit: sha('a'),
            status: 'succeeded',
            waitingFor: [],
            createdAt: day(1),
            updatedAt: day(1),
          },
        ]);
        await putRun('8', day(2));
        expect(await timeline(id)).toBeUndefined();
      },
    );
  });
});
