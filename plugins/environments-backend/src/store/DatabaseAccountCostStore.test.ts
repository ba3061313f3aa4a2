import { engines, TestDatabase } from '../__testUtils__/databases';
import type { AccountCost } from './AccountCostStore';

describe.each(engines)('the bill of accounts on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('is replaced from a month on', async () => {
    const { accountCosts } = database.stores;
    const cost = (
      month: string,
      amount: number,
      entityRef = '',
    ): AccountCost => ({
      account: '111122223333',
      month,
      entityRef,
      kind: 'Use',
      amount,
      estimated: false,
    });
    const claims = 'resource:default/claims';
    await accountCosts.replaceMonths('2026-04-01', [
      cost('2026-04', 1),
      cost('2026-05', 2),
      cost('2026-05', 3, claims),
    ]);
    await accountCosts.replaceMonths('2026-05-01', [
      cost('2026-05', 2.5),
      { ...cost('2026-05', -1), kind: 'Credit', estimated: true },
    ]);
    expect(await accountCosts.month('2026-04')).toEqual([cost('2026-04', 1)]);
    expect(await accountCosts.month('2026-05')).toEqual([
      { ...cost('2026-05', -1), kind: 'Credit', estimated: true },
      cost('2026-05', 2.5),
    ]);
    expect(await accountCosts.month('2026-06')).toEqual([]);
  });
});
