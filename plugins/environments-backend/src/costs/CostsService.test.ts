import type { UnitIdentity } from '@plinth/plugin-environments-common';
import { createSqlite, type TestDatabase } from '../__testUtils__/databases';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import { costExplorerSource } from '../store';
import { CostsService } from './CostsService';

const PAYER = '123456789012';
const NOW = new Date('2026-05-11T12:00:00Z');
const unit: UnitIdentity = {
  entityRef: 'resource:default/claims',
  name: 'claims',
  kind: 'environment',
  unit: 'environments/claims',
  stage: 'dev',
  ...PLACE,
  owner: 'group:default/platform',
  blueprint: 'application',
  monthlyBudget: 500,
  stacks: ['claims'],
};

describe('CostsService', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createSqlite();
  });
  afterEach(() => database.destroy());

  const costs = () =>
    new CostsService({
      ...database.stores,
      payerAccount: PAYER,
      now: () => NOW,
    }).costsOf(unit, {}, undefined);

  it('has no figure, and no budget that holds, before Cost Explorer told the cost of any unit', async () => {
    const source = costExplorerSource(PAYER);
    await database.stores.readings.failed(source, {
      at: NOW,
      reason: 'no cost has the tag',
    });
    expect(await costs()).toMatchObject({
      monthToDate: null,
      budget: null,
      freshness: { readAt: null, reason: 'no cost has the tag' },
    });
    await database.stores.readings.succeeded(source, { at: NOW });
    expect(await costs()).toMatchObject({
      monthToDate: 0,
      budget: { status: 'WithinBudget' },
    });
  });

  it('counts use alone against the budget, and tells credits apart', async () => {
    const { entityRef } = unit;
    const day = { entityRef, estimated: true, service: 'Amazon RDS' };
    const credit = { entityRef, kind: 'Credit' as const };
    await database.stores.costs.replaceDays(
      { from: '2026-03-01', to: '2026-05-12' },
      [{ ...day, date: '2026-05-02', amount: 600 }],
      [
        { ...credit, date: '2026-03-31', amount: -900 },
        { ...credit, date: '2026-04-30', amount: -20 },
        { ...credit, date: '2026-05-02', amount: -400 },
        { ...credit, date: '2026-05-03', amount: -100.5 },
        { entityRef, kind: 'Tax', date: '2026-03-01', amount: 7 },
      ],
    );
    expect(await costs()).toMatchObject({
      monthToDate: 600,
      budget: { status: 'Exceeded' },
      adjustments: [
        { kind: 'Credit', monthToDate: -500.5, previousMonth: -20 },
      ],
    });
  });

  it('forecasts what a unit goes on to cost, and nothing once its stacks are deleted', async () => {
    await database.stores.costs.replaceDays(
      { from: '2026-05-01', to: '2026-05-11' },
      Array.from({ length: 10 }, (_, index) => ({
        entityRef: unit.entityRef,
        date: `2026-05-${String(index + 1).padStart(2, '0')}`,
        service: 'Amazon RDS',
        amount: 10,
        estimated: true,
      })),
    );
    const replace = (stacks: Parameters<typeof stackReading>[0][]) =>
      database.stores.stacks.replaceStacks(
        PLACE,
        stacks.map(name => stackReading(name)),
        { at: NOW },
      );
    await replace(['claims', 'other']);
    expect((await costs()).forecast?.endOfMonth).toBe(310);
    await replace(['other']);
    expect((await costs()).forecast).toEqual({
      endOfMonth: 100,
      lower: 100,
      upper: 100,
    });
  });
});
