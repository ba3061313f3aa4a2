import { engines, TestDatabase } from '../__testUtils__/databases';

describe.each(engines)('costs on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('replaces days of cost, and sums them up', async () => {
    const { costs } = database.stores;
    const line = (date: string, amount: number) => ({
      entityRef: 'resource:default/claims',
      date,
      service: 'Amazon S3',
      amount,
      estimated: false,
    });
    const may = { from: '2026-05-01', to: '2026-06-01' };
    await costs.replaceDays({ from: '2026-04-01', to: '2026-06-01' }, [
      line('2026-04-30', 9),
      line('2026-05-01', 1),
      line('2026-05-02', 2),
    ]);
    const credit = (date: string, amount: number) => ({
      entityRef: 'resource:default/claims',
      date,
      kind: 'Credit' as const,
      amount,
    });
    await costs.replaceDays(
      may,
      [line('2026-05-02', 3)],
      [credit('2026-05-02', -1), credit('2026-05-03', -2)],
    );
    await costs.replaceDays(
      may,
      [line('2026-05-02', 2.5)],
      [credit('2026-05-03', -2.5)],
    );
    expect(await costs.adjustments('resource:default/claims', may)).toEqual([
      credit('2026-05-03', -2.5),
    ]);
    expect(await costs.adjustments('resource:default/x', may)).toEqual([]);
    expect(await costs.lines('resource:default/claims', may)).toEqual([
      line('2026-05-02', 2.5),
    ]);
    await costs.replaceDays({ from: '2026-05-03', to: '2026-05-04' }, [
      line('2026-05-03', 1),
      { ...line('2026-05-03', 0.5), service: 'AWS KMS' },
    ]);
    expect(
      await costs.daily(['resource:default/claims', 'resource:default/x'], may),
    ).toEqual(
      new Map([
        [
          'resource:default/claims',
          [
            { date: '2026-05-02', amount: 2.5 },
            { date: '2026-05-03', amount: 1.5 },
          ],
        ],
      ]),
    );
  });
});
