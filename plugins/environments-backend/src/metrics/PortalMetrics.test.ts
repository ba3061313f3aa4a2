import { createSqlite, TestDatabase } from '../__testUtils__/databases';
import { RecordedMetrics } from '../__testUtils__/RecordedMetrics';
import { DatabaseLedger } from '../ledger/DatabaseLedger';
import { cloudFormationSource, repositorySource } from '../store';
import { PortalMetrics } from './PortalMetrics';

const NOW = new Date('2026-05-01T10:00:00Z');
const STACKS = cloudFormationSource('111122223333', 'us-east-1');
const REPOSITORY = repositorySource('github.com/acme/infrastructure');
/** The last one is never read. */
const PLACES = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-north-1'].map(
  region => cloudFormationSource('111122223333', region),
);

describe('what operators watch', () => {
  let database: TestDatabase;
  let ledger: DatabaseLedger;
  let told: RecordedMetrics;
  let metrics: PortalMetrics;

  beforeEach(async () => {
    database = await createSqlite();
    ledger = new DatabaseLedger(database.knex);
    told = new RecordedMetrics();
    metrics = new PortalMetrics(told, {
      ...database.stores,
      sources: [...PLACES, REPOSITORY],
      freshness: { sweep: 360_000, costs: 360_000 },
      ledger,
      now: () => NOW,
    });
  });
  afterEach(() => database.destroy());

  const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

  it('tells the age of each source, and which ones fail', async () => {
    const { readings } = database.stores;
    await readings.succeeded(STACKS, { at: before(90) });
    await readings.failed(REPOSITORY, { at: before(5), reason: 'no answer' });
    // One that was never read has no age, and fails.
    expect(await told.of('plinth.source.age')).toEqual([
      { value: 90, attributes: { source: STACKS } },
    ]);
    expect(await told.of('plinth.source.failing')).toEqual([
      { value: 0, attributes: { source: STACKS } },
      { value: 1, attributes: { source: REPOSITORY } },
    ]);
    await readings.failed(STACKS, { at: NOW, reason: 'denied' });
    expect((await told.of('plinth.source.age'))[0].value).toBe(90);
    expect((await told.of('plinth.source.failing'))[0].value).toBe(1);
  });

  it('tells which share of the sources meets its objective', async () => {
    const { readings } = database.stores;
    await readings.succeeded(PLACES[0], { at: before(360) });
    await readings.succeeded(PLACES[1], { at: before(361) });
    await readings.failed(PLACES[2], { at: NOW, reason: 'denied' });
    // Nobody reads an account any more that the configuration names no longer.
    await readings.succeeded(STACKS.replace('1111', '9999'), { at: NOW });
    await readings.succeeded(REPOSITORY, { at: NOW });
    expect(await told.of('plinth.freshness')).toEqual([
      { value: 1 / 4, attributes: { schedule: 'sweep' } },
    ]);
  });

  it('tells the size of the ledger', async () => {
    const size = async () => (await told.of('plinth.ledger.entries'))[0].value;
    expect(await size()).toBe(0);
    const fact = {
      type: 'merged',
      at: NOW.toISOString(),
      repository: 'github.com/acme/infrastructure',
      units: [],
      summary: 'Merged',
    } as const;
    await ledger.append(
      ['one', 'two'].map(key => ({ ...fact, units: [], key })),
      { at: NOW },
    );
    expect(await size()).toBe(2);
    expect((await ledger.head()).size).toBe(2);
  });

  it('counts calls by result, with what is left of the rate', async () => {
    const call = {
      account: '111122223333',
      region: 'us-east-1',
      service: 'CloudFormation',
    };
    const operation = 'DescribeStacks';
    metrics.awsCall(
      { ...call, operation, result: 'ok' },
      { remaining: 9, rate: 3 },
    );
    metrics.awsCall(
      { ...call, operation, result: 'Throttling' },
      { remaining: 0, rate: 1.5 },
    );
    expect(await told.of('plinth.aws.calls')).toEqual([
      { value: 1, attributes: { ...call, operation, result: 'ok' } },
      { value: 1, attributes: { ...call, operation, result: 'Throttling' } },
    ]);
    expect(await told.of('plinth.aws.remaining')).toEqual([
      { value: 9, attributes: call },
      { value: 0, attributes: call },
    ]);
    expect(await told.of('plinth.aws.rate')).toEqual([
      { value: 3, attributes: call },
      { value: 1.5, attributes: call },
    ]);
    const host = 'github.com';
    metrics.githubCall({ host, status: 200, remaining: 4999 });
    metrics.githubCall({ host, status: undefined, remaining: undefined });
    expect(await told.of('plinth.github.calls')).toEqual([
      { value: 1, attributes: { host, result: '200' } },
      { value: 1, attributes: { host, result: 'no answer' } },
    ]);
    expect(await told.of('plinth.github.remaining')).toEqual([
      { value: 4999, attributes: { host } },
    ]);
  });

  it('tells how late events are, and how long estimates take', async () => {
    metrics.eventArrived('awsCloudFormation', 2_500);
    // The clock of AWS may be ahead.
    metrics.eventArrived('awsCloudFormation', -10);
    expect(
      (await told.of('plinth.event.lag')).map(({ value }) => value),
    ).toEqual([2.5, 0]);
    expect(await metrics.pricing(async () => 'priced')).toBe('priced');
    await expect(
      metrics.pricing(async () => {
        throw new Error('no price');
      }),
    ).rejects.toThrow('no price');
    expect(
      (await told.of('plinth.estimate.duration')).map(
        ({ attributes }) => attributes.result,
      ),
    ).toEqual(['ok', 'failed']);
  });
});
