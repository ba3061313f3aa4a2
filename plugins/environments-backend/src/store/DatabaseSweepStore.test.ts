import { engines, TestDatabase } from '../__testUtils__/databases';
import type { StoredSweep } from './SweepStore';

describe.each(engines)('sweeps on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('are kept one for each account and region, the last one', async () => {
    const { sweeps } = database.stores;
    const sweep: StoredSweep = {
      account: '111122223333',
      region: 'us-east-1',
      replica: 'portal-1/42',
      beganAt: '2026-05-10T12:00:00.000Z',
      endedAt: '2026-05-10T12:00:07.000Z',
      requests: 12,
      throttled: 0,
      rate: 3,
    };
    const elsewhere = { ...sweep, region: 'eu-west-1' };
    const later = { ...sweep, replica: 'portal-2/7', throttled: 4, rate: 0.5 };
    await sweeps.put(sweep);
    await sweeps.put(elsewhere);
    await sweeps.put(later);
    expect(
      (await sweeps.all()).sort((a, b) => a.region.localeCompare(b.region)),
    ).toEqual([elsewhere, later]);
  });
});
