import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  GetCostAndUsageCommandInput,
  Group,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { mockClient } from 'aws-sdk-client-mock';
import { ACCOUNT } from '../../__testUtils__/awsAnswers';
import { awsClients } from '../../__testUtils__/awsClients';
import { collectorParts } from '../../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { DatabaseLedger } from '../../ledger/DatabaseLedger';
import { costExplorerSource } from '../../store';
import { CostCollector } from './CostCollector';
import { isoDate } from './costPeriod';

const SOURCE = costExplorerSource(ACCOUNT);
const CLAIMS = 'resource:default/claims';

/** A group as GetCostAndUsage tells it: the tag's key and value, and the service. */
function group(entityRef: string, service: string, amount: string): Group {
  return {
    Keys: [`plinth:entity$${entityRef}`, service],
    Metrics: { UnblendedCost: { Amount: amount, Unit: 'USD' } },
  };
}

function day(
  date: string,
  groups: Group[],
  options: { estimated?: boolean } = {},
): ResultByTime {
  return {
    TimePeriod: { Start: date, End: isoDate(Date.parse(date) + 86_400_000) },
    Total: {},
    Groups: groups,
    Estimated: options.estimated ?? true,
  };
}

describe('the collector of costs', () => {
  const costExplorer = mockClient(CostExplorerClient);
  let database: TestDatabase;
  let now: Date;
  let asked: GetCostAndUsageCommandInput[];
  /** The pages of an answer about use, or what is thrown in a page's place. */
  let pages: Array<ResultByTime[] | Error>;
  /** The answer about credits, refunds and taxes. */
  let adjustments: ResultByTime[];
  let askedApart: GetCostAndUsageCommandInput | undefined;
  /** The answers about accounts. */
  let bill: { use: ResultByTime[]; adjustments: ResultByTime[] };
  let askedOfAccounts: GetCostAndUsageCommandInput[];

  beforeEach(async () => {
    database = await createSqlite();
    now = new Date('2026-05-20T12:00:00Z');
    asked = [];
    pages = [[]];
    adjustments = [];
    bill = { use: [], adjustments: [] };
    askedOfAccounts = [];
    costExplorer.reset();
    costExplorer
      .on(GetCostAndUsageCommand)
      .callsFake(async (input: GetCostAndUsageCommandInput) => {
        if (input.Granularity === 'MONTHLY') {
          askedOfAccounts.push({ ...input });
          return {
            ResultsByTime: input.Filter?.Dimensions
              ? bill.adjustments
              : bill.use,
          };
        }
        if (input.Filter?.Dimensions) {
          askedApart = { ...input };
          return { ResultsByTime: adjustments };
        }
        asked.push({ ...input });
        const page = Number(input.NextPageToken ?? 0);
        const answer = pages[page];
        if (answer instanceof Error) {
          throw answer;
        }
        return {
          ResultsByTime: answer,
          ...(page + 1 < pages.length
            ? { NextPageToken: String(page + 1) }
            : {}),
        };
      });
  });
  afterEach(() => database.destroy());

  const collect = () =>
    new CostCollector({
      ...database.stores,
      clients: awsClients(),
      payerAccount: ACCOUNT,
      ...collectorParts(
        { ...database.stores, ledger: new DatabaseLedger(database.knex) },
        { now: () => now },
      ),
    }).collect();
  const lines = async (entityRef = CLAIMS) =>
    (
      await database.stores.costs.lines(entityRef, {
        from: '2025-01-01',
        to: '2027-01-01',
      })
    ).map(({ date, service, amount, estimated }) => [
      date,
      service,
      amount,
      estimated,
    ]);
  const freshness = async () =>
    (await database.stores.readings.freshness([SOURCE]))[0];

  it('asks once for all entities: the history first, then what may have changed', async () => {
    await collect();
    now = new Date('2026-05-20T20:00:00Z');
    await collect();
    expect(asked).toMatchObject([
      {
        TimePeriod: { Start: '2025-04-01', End: '2026-05-21' },
        Granularity: 'DAILY',
        Metrics: ['UnblendedCost'],
        // Credits would hide what a unit costs.
        Filter: {
          Not: {
            Dimensions: {
              Key: 'RECORD_TYPE',
              Values: ['Credit', 'Refund', 'Tax'],
            },
          },
        },
        GroupBy: [
          { Type: 'TAG', Key: 'plinth:entity' },
          { Type: 'DIMENSION', Key: 'SERVICE' },
        ],
      },
      { TimePeriod: { Start: '2026-05-01', End: '2026-05-21' } },
    ]);
  });

  it('reads the newest days alone where whole months are many pages, the bill once a day, and all again after a week', async () => {
    pages = [[], [], [day('2026-05-20', [group(CLAIMS, 'Amazon RDS', '2')])]];
    adjustments = [day('2026-05-02', [group(CLAIMS, 'Credit', '-3')])];
    await collect();
    const readings: string[] = [];
    for (let half = 1; half <= 16; half += 1) {
      now = new Date(Date.UTC(2026, 4, 20, 12 + 12 * half));
      asked = [];
      askedOfAccounts = [];
      await collect();
      expect(asked).toHaveLength(3);
      readings.push(
        [asked[0], ...askedOfAccounts.slice(0, 1)]
          .map(({ TimePeriod }) => TimePeriod?.Start)
          .join(' '),
      );
    }
    expect(readings).toEqual([
      '2026-05-01 2026-05-01',
      '2026-05-18',
      '2026-05-19 2026-05-01',
      '2026-05-19',
      '2026-05-20 2026-05-01',
      '2026-05-20',
      '2026-05-21 2026-05-01',
      '2026-05-21',
      '2026-05-22 2026-05-01',
      '2026-05-22',
      '2026-05-23 2026-05-01',
      '2026-05-23',
      '2026-05-24 2026-05-01',
      '2026-05-24',
      '2026-05-01 2026-05-01',
      '2026-05-25',
    ]);
    // What was read of days that are not read again stays.
    expect(
      await database.stores.costs.adjustments(CLAIMS, {
        from: '2026-05-01',
        to: '2026-06-01',
      }),
    ).toHaveLength(1);
    expect((await lines()).length).toBeGreaterThan(0);
  });

  it('adds up pages by entity, day and service, and leaves out what belongs to nobody', async () => {
    pages = [
      [
        day('2026-05-18', [
          group(CLAIMS, 'Amazon RDS', '1.25'),
          group(CLAIMS, 'AWS Lambda', '0.0000012'),
          group('', 'Amazon RDS', '99'),
        ]),
        day('2026-05-19', [group(CLAIMS, 'Amazon RDS', '-0.5')]),
      ],
      [],
      [
        day('2026-05-18', [
          group(CLAIMS, 'Amazon RDS', '0.75'),
          group('resource:default/billing', 'Amazon RDS', '3'),
          group(CLAIMS, 'Tax', 'not a number'),
          { Keys: [`plinth:entity$${CLAIMS}`, 'Amazon SNS'] },
        ]),
        day('2026-05-01', [group(CLAIMS, 'Amazon RDS', '2')], {
          estimated: false,
        }),
        { Groups: [group(CLAIMS, 'Amazon RDS', '7')] },
      ],
    ];
    await collect();
    expect(asked.map(({ NextPageToken }) => NextPageToken)).toEqual([
      undefined,
      '1',
      '2',
    ]);
    expect(await lines()).toEqual([
      ['2026-05-01', 'Amazon RDS', 2, false],
      ['2026-05-18', 'AWS Lambda', 0.0000012, true],
      ['2026-05-18', 'Amazon RDS', 2, true],
      ['2026-05-19', 'Amazon RDS', -0.5, true],
    ]);
    expect(await lines('')).toEqual([]);
    expect(await lines('resource:default/billing')).toEqual([
      ['2026-05-18', 'Amazon RDS', 3, true],
    ]);
  });

  it('tells credits, refunds and taxes apart from use, those that belong to somebody', async () => {
    pages = [[day('2026-05-19', [group(CLAIMS, 'Amazon RDS', '4')])]];
    adjustments = [
      day('2026-05-19', [
        group(CLAIMS, 'Credit', '-3'),
        group(CLAIMS, 'Tax', '0'),
        group('', 'Tax', '12'),
      ]),
    ];
    await collect();
    expect(askedApart).toMatchObject({
      TimePeriod: { Start: '2025-04-01', End: '2026-05-21' },
      Filter: {
        Dimensions: {
          Key: 'RECORD_TYPE',
          Values: ['Credit', 'Refund', 'Tax'],
        },
      },
      GroupBy: [
        { Type: 'TAG', Key: 'plinth:entity' },
        { Type: 'DIMENSION', Key: 'RECORD_TYPE' },
      ],
    });
    expect(await lines()).toEqual([['2026-05-19', 'Amazon RDS', 4, true]]);
    expect(
      await database.stores.costs.adjustments(CLAIMS, {
        from: '2026-05-01',
        to: '2026-06-01',
      }),
    ).toEqual([
      { entityRef: CLAIMS, date: '2026-05-19', kind: 'Credit', amount: -3 },
    ]);
  });

  it('keeps the whole bill of each account: whose use it is, nobody’s too, and what is no use', async () => {
    const ofAccount = (key: string, account: string, amount: string) => ({
      Keys: [key, account],
      Metrics: { UnblendedCost: { Amount: amount, Unit: 'USD' } },
    });
    const month = (Start: string, Groups: Group[], Estimated = true) => ({
      TimePeriod: { Start, End: '2026-05-21' },
      Groups,
      Estimated,
    });
    pages = [[day('2026-05-19', [group(CLAIMS, 'Amazon RDS', '4')])]];
    bill = {
      use: [
        month('2026-05-01', [
          ofAccount(`plinth:entity$${CLAIMS}`, ACCOUNT, '4'),
          ofAccount('plinth:entity$', ACCOUNT, '7.5'),
          ofAccount('plinth:entity$', '777788889999', '0'),
          ofAccount('plinth:entity$', '777788889999', 'not a number'),
        ]),
        month('2026-04-01', [ofAccount('plinth:entity$', ACCOUNT, '1')], false),
      ],
      adjustments: [
        month('2026-05-01', [
          ofAccount('Credit', ACCOUNT, '-3'),
          ofAccount('Tax', ACCOUNT, '1.2'),
        ]),
      ],
    };
    await collect();
    const period = { Start: '2025-04-01', End: '2026-05-21' };
    expect(askedOfAccounts).toMatchObject([
      {
        TimePeriod: period,
        GroupBy: [{ Key: 'plinth:entity' }, { Key: 'LINKED_ACCOUNT' }],
      },
      {
        TimePeriod: period,
        GroupBy: [{ Key: 'RECORD_TYPE' }, { Key: 'LINKED_ACCOUNT' }],
      },
    ]);
    const { accountCosts } = database.stores;
    const cost = { account: ACCOUNT, month: '2026-05', estimated: true };
    expect(await accountCosts.month('2026-05')).toEqual([
      { ...cost, entityRef: '', kind: 'Credit', amount: -3 },
      { ...cost, entityRef: '', kind: 'Tax', amount: 1.2 },
      { ...cost, entityRef: '', kind: 'Use', amount: 7.5 },
      { ...cost, entityRef: CLAIMS, kind: 'Use', amount: 4 },
    ]);
    expect(await accountCosts.month('2026-04')).toMatchObject([
      { amount: 1, estimated: false },
    ]);
  });

  it('reads the history once more after a release that knew use alone', async () => {
    await database.stores.readings.succeeded(SOURCE, {
      at: now,
      state: { through: '2026-05-20', tagged: true },
    });
    await collect();
    await collect();
    expect(asked).toMatchObject([
      { TimePeriod: { Start: '2025-04-01', End: '2026-05-21' } },
      { TimePeriod: { Start: '2026-05-01', End: '2026-05-21' } },
    ]);
  });

  it('replaces the days it asked for, and keeps those before', async () => {
    pages = [
      [
        day('2026-04-30', [group(CLAIMS, 'Amazon RDS', '1')], {
          estimated: false,
        }),
        day('2026-05-19', [
          group(CLAIMS, 'Amazon RDS', '1'),
          group(CLAIMS, 'AWS Lambda', '1'),
        ]),
      ],
    ];
    await collect();
    pages = [[day('2026-05-19', [group(CLAIMS, 'Amazon RDS', '1.5')])]];
    await collect();
    expect(await lines()).toEqual([
      ['2026-04-30', 'Amazon RDS', 1, false],
      ['2026-05-19', 'Amazon RDS', 1.5, true],
    ]);
  });

  it('has no estimate left of a month that is invoiced', async () => {
    pages = [[day('2026-05-02', [group(CLAIMS, 'Amazon RDS', '1')])]];
    now = new Date('2026-05-31T12:00:00Z');
    await collect();
    pages = [
      [
        day('2026-05-02', [group(CLAIMS, 'Amazon RDS', '0.9')], {
          estimated: false,
        }),
      ],
    ];
    now = new Date('2026-06-08T12:00:00Z');
    await collect();
    expect(await lines()).toEqual([['2026-05-02', 'Amazon RDS', 0.9, false]]);
  });

  it('reads a month again until AWS calls all of it final, however long that takes', async () => {
    const may = (amount: string, estimated: boolean) => [
      [day('2026-05-02', [group(CLAIMS, 'Amazon RDS', amount)], { estimated })],
    ];
    pages = may('1', true);
    now = new Date('2026-05-31T12:00:00Z');
    await collect();
    now = new Date('2026-06-20T12:00:00Z');
    await collect();
    now = new Date('2026-06-25T12:00:00Z');
    pages = may('0.8', false);
    await collect();
    expect(asked.at(-1)?.TimePeriod?.Start).toBe('2026-05-01');
    expect(await lines()).toEqual([['2026-05-02', 'Amazon RDS', 0.8, false]]);
    now = new Date('2026-06-26T12:00:00Z');
    await collect();
    expect(asked.at(-1)?.TimePeriod?.Start).toBe('2026-06-01');
  });

  it('knows nothing, and says how to activate the tag, where no cost has it', async () => {
    pages = [[day('2026-05-19', [group('', 'Amazon RDS', '99')])]];
    await collect();
    expect(await freshness()).toMatchObject({
      readAt: null,
      reason: expect.stringMatching(
        /no cost has the tag plinth:entity\. Activate it in the Billing console/,
      ),
    });
    pages = [[day('2026-05-20', [group(CLAIMS, 'Amazon RDS', '1')])]];
    await collect();
    expect(await freshness()).toMatchObject({ stale: false });
    // Once the tag is known, a time without any unit is none without the tag.
    pages = [[day('2026-05-20', [group('', 'Amazon RDS', '99')])]];
    await collect();
    expect(await freshness()).toMatchObject({ stale: false });
  });

  it('takes an organization without cost for what it is', async () => {
    pages = [[day('2026-05-19', [])]];
    await collect();
    expect(await freshness()).toMatchObject({ stale: false });
  });

  it('records why it failed, keeps what it knew, and asks again for what it missed', async () => {
    pages = [[day('2026-05-19', [group(CLAIMS, 'Amazon RDS', '1')])]];
    await collect();
    pages = [
      [day('2026-05-19', [group(CLAIMS, 'Amazon RDS', '5')])],
      Object.assign(new Error('Rate exceeded'), {
        name: 'LimitExceededException',
      }),
    ];
    now = new Date('2026-06-25T12:00:00Z');
    await collect();
    expect(await lines()).toEqual([['2026-05-19', 'Amazon RDS', 1, true]]);
    expect(await freshness()).toEqual({
      source: SOURCE,
      readAt: '2026-05-20T12:00:00.000Z',
      stale: true,
      reason: `${SOURCE} is throttling; the next reading tries again.`,
    });

    pages = [[day('2026-05-21', [group(CLAIMS, 'Amazon RDS', '2')])]];
    await collect();
    expect(asked.at(-1)).toMatchObject({
      TimePeriod: { Start: '2026-05-01', End: '2026-06-26' },
    });
    expect(await freshness()).toMatchObject({ stale: false });
  });
});
