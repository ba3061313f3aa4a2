import { engines, TestDatabase } from '../__testUtils__/databases';

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
});
