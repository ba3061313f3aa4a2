import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockServices } from '@backstage/backend-test-utils';
import { mockClient } from 'aws-sdk-client-mock';
import { collectorParts } from '../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../__testUtils__/databases';
import { DatabaseLedger } from '../ledger/DatabaseLedger';
import { cloudFormationSource, cloudWatchSource, Place } from '../store';
import { DatabaseReadingStore } from '../store/DatabaseReadingStore';
import type { RegionClients } from './aws/AwsClients';
import { RateBudget } from './aws/RateBudget';
import { RegionCollector } from './RegionCollector';

const REGION = 'us-east-1';
const MINUTE_MS = 60_000;

describe('the sweep of 40 accounts', () => {
  let database: TestDatabase;
  let now: Date;
  let letGo: () => void;
  let hung: Promise<object>;
  const accounts = Array.from({ length: 40 }, (_, i) => `${111100000000 + i}`);
  const [denied, throttled, hanging, ...others] = accounts;

  beforeEach(async () => {
    database = await createSqlite();
    now = new Date('2026-05-10T12:00:00Z');
    hung = new Promise(resolve => {
      letGo = () => resolve({});
    });
  });
  afterEach(() => database.destroy());

  const refusal = (name: string) =>
    Object.assign(new Error('no'), { name, $fault: 'client' });

  /** How accounts answer, refuse, or do neither. */
  const answers: Record<string, () => unknown> = {
    [denied]: () => {
      throw refusal('AccessDenied');
    },
    [throttled]: () => {
      throw refusal('Throttling');
    },
    [hanging]: () => hung,
  };

  function clientsOf(place: Place, answer: () => unknown): RegionClients {
    const clients = {
      ...place,
      budget: new RateBudget({ perSecond: 3, burst: 10 }),
      cloudFormation: new CloudFormationClient({ region: REGION }),
      cloudWatch: new CloudWatchClient({ region: REGION }),
      cloudTrail: new CloudTrailClient({ region: REGION }),
    };
    mockClient(clients.cloudFormation)
      .on(DescribeStacksCommand)
      .callsFake(answer);
    mockClient(clients.cloudWatch).on(DescribeAlarmsCommand).callsFake(answer);
    return clients;
  }

  /** A replica of the portal, over the one database. */
  function replica(answerOf: (account: string) => (() => unknown) | undefined) {
    const made = new Map<string, RegionClients>();
    const { stores } = database;
    return new RegionCollector({
      ...stores,
      ...collectorParts(
        { ...stores, ledger: new DatabaseLedger(database.knex) },
        { now: () => now },
      ),
      clients: {
        forRegion: place => {
          const clients =
            made.get(place.account) ??
            clientsOf(place, answerOf(place.account) ?? (() => ({})));
          made.set(place.account, clients);
          return clients;
        },
      },
      events: mockServices.events.mock(),
      driftMaxAgeMs: 60 * MINUTE_MS,
    });
  }

  it('keeps 37 of them fresh while one is denied, one is throttled, and one hangs', async () => {
    const regions = replica(account => answers[account]);
    const sweep = (ids: string[]) =>
      Promise.all(
        ids.map(account => regions.collect({ account, region: REGION })),
      );
    const objectives = { freshness: { sweep: 6 * MINUTE_MS }, now: () => now };
    const stale = async () => {
      const readings = new DatabaseReadingStore(database.knex, objectives);
      const sources = accounts.flatMap(account =>
        [cloudFormationSource, cloudWatchSource].map(sourceOf =>
          sourceOf(account, REGION),
        ),
      );
      return (await readings.freshness(sources)).flatMap(each =>
        each.stale ? [each.reason ?? each.source] : [],
      );
    };

    // Nobody waits for the one that hangs: each place has a task of its own.
    const pending = sweep([hanging]);
    for (const minutes of [0, 10]) {
      now = new Date(Date.UTC(2026, 4, 10, 12, minutes));
      await sweep([denied, throttled, ...others]);
    }
    now = new Date(Date.UTC(2026, 4, 10, 12, 16));
    expect(await stale()).toEqual([
      expect.stringContaining('refuses the portal'),
      expect.stringContaining('refuses the portal'),
      expect.stringContaining('is throttling'),
      expect.stringContaining('is throttling'),
      expect.stringContaining('has not been read yet'),
      expect.stringContaining('has not been read yet'),
    ]);
    // Once the sweeps stop, all of them are old, and say so.
    now = new Date(Date.UTC(2026, 4, 10, 12, 17));
    expect(await stale()).toHaveLength(80);
    letGo();
    await pending;
  }, 60_000);

  it('lets stacks be read for an event while the rest of a sweep hangs, and ends after them', async () => {
    const place = { account: others[0], region: REGION };
    let asked = 0;
    let alarms = () => {};
    const reached = new Promise<void>(resolve => {
      alarms = resolve;
    });
    const regions = replica(() => () => {
      asked += 1;
      // The second question of a sweep without stacks is for alarms.
      if (asked === 2) {
        alarms();
        return hung;
      }
      return {};
    });
    const sweep = regions.collect(place);
    await reached;
    await regions.readStacks(place);
    expect(asked).toBe(3);
    expect([...(await database.stores.leases.holders()).keys()]).toContain(
      `AWS ${place.account}/${REGION}`,
    );
    letGo();
    await sweep;
    expect(await database.stores.leases.holders()).toEqual(new Map());
  });

  it('is of one replica at a time for each account, whose rate budget is then that of all', async () => {
    const place = { account: others[0], region: REGION };
    const log: string[] = [];
    let sweeping = Promise.resolve();
    await new Promise<void>(resolve => {
      const first = replica(() => () => {
        log.push('first');
        resolve();
        return hung;
      });
      sweeping = first.collect(place);
    });
    const second = replica(() => () => {
      log.push('second');
      return {};
    });
    const other = { ...place, account: others[1] };
    const waiting = second.collect(place);
    // Another account is nobody's turn but its own.
    await second.collect(other);
    expect(log).toEqual(['first', 'second', 'second']);
    letGo();
    await Promise.all([sweeping, waiting]);
    expect(log).toEqual([
      'first',
      'second',
      'second',
      'first',
      'second',
      'second',
    ]);
  });
});
