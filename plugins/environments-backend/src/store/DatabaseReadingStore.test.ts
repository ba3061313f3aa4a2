import { engines, TestDatabase } from '../__testUtils__/databases';
import { DatabaseReadingStore } from './DatabaseReadingStore';

const MINUTE_MS = 60_000;
const NOW = new Date('2026-05-10T12:00:00Z');

describe.each(engines)('readings on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('remembers the last answer of a source through its failures', async () => {
    const { readings } = database.stores;
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

  it.each<[string, string, number, string | undefined]>([
    ['CloudFormation 1/eu', 'that meets its objective', 6, undefined],
    [
      'CloudFormation drift detection 1/eu',
      'that was due a moment before',
      6.01,
      'was read 6 minutes ago, and should be every 6 minutes',
    ],
    [
      'CloudTrail 1/eu',
      'that hangs for long',
      150,
      'was read 2 hours ago, and should be every 15 minutes',
    ],
    ['GitHub acme/infrastructure', 'without an objective', 9999, undefined],
  ])(
    'says of %s, %s, whether it is old',
    async (source, _story, minutes, reason) => {
      const readings = new DatabaseReadingStore(database.knex, {
        freshness: { sweep: 6 * MINUTE_MS, trail: 15 * MINUTE_MS },
        now: () => NOW,
      });
      const at = new Date(NOW.getTime() - minutes * MINUTE_MS);
      await readings.succeeded(source, { at });
      const [told] = await readings.freshness([source]);
      expect(told).toMatchObject({ source, readAt: at.toISOString() });
      expect([told.stale, told.reason?.split(':')[0]]).toEqual([
        reason !== undefined,
        reason && `${source} ${reason}`,
      ]);
      // Why it failed says more than how old it is.
      await readings.failed(source, { at: NOW, reason: 'It is denied.' });
      expect(await readings.freshness([source])).toMatchObject([
        { stale: true, reason: 'It is denied.' },
      ]);
    },
  );
});
