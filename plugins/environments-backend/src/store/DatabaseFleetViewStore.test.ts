import { STAGES } from '@plinth/plugin-environments-common';
import fc from 'fast-check';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { ACCOUNTS, fleetUnit as unit } from '../__testUtils__/fleetUnit';
import type { FleetRow, FleetSelection, FleetUnit } from './FleetStore';

const EVERYTHING = { visible: 'all', priced: 'all' } as const;
const refOf = (name: string) => `resource:default/${name}`;

/** Costs as Cost Explorer has them: with parts of cents. */
const anyAmount = fc.constantFrom(null, 0, 0.0049, 1.005, 12.3456, 1999.99);
const anyUnits = fc.uniqueArray(
  fc
    .record({
      name: fc.stringMatching(/^[a-c][-_a-cA]{0,3}$/),
      kind: fc.constantFrom('environment' as const, 'tenant' as const),
      stage: fc.constantFrom(...STAGES),
      account: fc.constantFrom(...ACCOUNTS),
      owner: fc.constantFrom('group:default/a', 'group:default/B'),
      system: fc.constantFrom('a', 'B', 'b-c', 'b_c'),
      health: fc.constantFrom('Healthy' as const, 'Failed' as const),
      sync: fc.constantFrom('InSync' as const, 'Drifted' as const),
      monthToDate: anyAmount,
      forecast: anyAmount,
      monthlyBudget: anyAmount,
    })
    .map(({ name, ...row }) => unit(name, row)),
  { selector: ({ row }) => row.entityRef, maxLength: 25 },
);
const anySelection = fc.record({
  kind: fc.constantFrom(undefined, 'tenant' as const),
  stage: fc.constantFrom(undefined, 'dev' as const),
  health: fc.constantFrom(undefined, 'Failed' as const),
  system: fc.constantFrom(undefined, 'b_c'),
  visible: fc.constantFrom('all' as const, 'some' as const),
  priced: fc.constantFrom('all' as const, 'some' as const),
});

/** All units, or those of some references. */
type Meant = 'all' | readonly string[];

const means = (meant: Meant, { entityRef }: FleetRow) =>
  meant === 'all' || meant.includes(entityRef);

/** What of units is meant, told without a database. */
function selected(
  units: FleetUnit[],
  asked: FleetSelection & { visible: Meant; priced: Meant },
): FleetRow[] {
  return units
    .map(({ row }) => row)
    .filter(
      row =>
        means(asked.visible, row) &&
        (['kind', 'stage', 'health', 'system'] as const).every(
          column => !asked[column] || row[column] === asked[column],
        ),
    )
    .map(row =>
      means(asked.priced, row)
        ? row
        : { ...row, monthToDate: null, forecast: null, monthlyBudget: null },
    )
    .sort((a, b) => (a.entityRef < b.entityRef ? -1 : 1));
}

describe.each(engines)('views of the fleet on %s', (_, create) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database.destroy());

  const views = () => database.stores.fleetViews;

  /** Makes the fleet consist of these units. */
  async function become(units: FleetUnit[]): Promise<void> {
    await database.stores.fleet.put(units);
    await database.stores.fleet.retain(units.map(({ row }) => row.entityRef));
  }

  async function everyBatch(selection: FleetSelection): Promise<FleetRow[]> {
    const rows: FleetRow[] = [];
    for await (const batch of views().batches(selection)) {
      rows.push(...batch);
    }
    return rows;
  }

  /** All pages of the matrix; and the same again on the way back. */
  async function everySystem(selection: FleetSelection, limit: number) {
    const pages = [await views().matrix({ ...selection, limit })];
    for (
      let cursor = pages[0].pageInfo.nextCursor;
      cursor;
      cursor = pages.at(-1)!.pageInfo.nextCursor
    ) {
      pages.push(await views().matrix({ ...selection, limit, cursor }));
    }
    const back = [pages.at(-1)!];
    for (
      let cursor = back[0].pageInfo.prevCursor;
      cursor;
      cursor = back[0].pageInfo.prevCursor
    ) {
      back.unshift(await views().matrix({ ...selection, limit, cursor }));
    }
    expect(back.map(p => p.items)).toEqual(pages.map(p => p.items));
    return pages;
  }

  it('are of the units that are asked for and seen, and add up to them to the cent', async () => {
    await fc.assert(
      fc.asyncProperty(anyUnits, anySelection, async (units, asked) => {
        await become(units);
        const refs = units.map(({ row }) => row.entityRef);
        const selection = {
          ...asked,
          visible:
            asked.visible === 'all'
              ? asked.visible
              : refs.filter((__, i) => i % 3),
          priced:
            asked.priced === 'all'
              ? asked.priced
              : refs.filter((__, i) => i % 2),
        };
        const rows = selected(units, selection);

        const known = new Map(rows.map(row => [row.entityRef, row]));
        const exported = await everyBatch(selection);
        expect(exported).toHaveLength(rows.length);
        for (const row of exported) {
          expect(row).toEqual(known.get(row.entityRef));
        }

        for (const by of ['stage', 'account', 'owner'] as const) {
          const groups = await views().groups(selection, by);
          expect(groups.map(({ value }) => value)).toEqual(
            [...new Set(rows.map(row => row[by]))].sort(),
          );
          for (const group of groups) {
            const own = rows.filter(row => row[by] === group.value);
            expect(group.units).toBe(own.length);
            expect(group.drifted).toBe(
              own.filter(({ sync }) => sync === 'Drifted').length,
            );
            expect(group.health.Failed ?? 0).toBe(
              own.filter(({ health }) => health === 'Failed').length,
            );
            expect(group.unpriced).toBe(
              own.filter(row => !means(selection.priced, row)).length,
            );
            for (const amount of [
              'monthToDate',
              'forecast',
              'monthlyBudget',
            ] as const) {
              const cents = own.flatMap(row =>
                row[amount] === null ? [] : Math.round(row[amount]! * 100),
              );
              expect(group[amount]).toBe(
                cents.length === 0
                  ? null
                  : cents.reduce((sum, each) => sum + each, 0) / 100,
              );
            }
          }
        }

        const pages = await everySystem(selection, 2);
        const systems = [...new Set(rows.map(({ system }) => system!))].sort();
        const shown = pages.flatMap(({ items }) => items);
        expect(shown.map(({ system }) => system)).toEqual(systems);
        expect(pages.every(p => p.totalItems === systems.length)).toBe(true);
        for (const { system, cells } of shown) {
          const own = rows.filter(row => row.system === system);
          expect(cells.map(({ stage }) => stage)).toEqual(
            STAGES.filter(stage => own.some(row => row.stage === stage)),
          );
          for (const { stage, ...cell } of cells) {
            const there = own.filter(row => row.stage === stage);
            expect(cell.units).toBe(there.length);
            expect(cell.items).toHaveLength(Math.min(5, there.length));
            for (const row of cell.items) {
              expect(row).toEqual(known.get(row.entityRef));
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('show environments before tenants, and the worst of them first', async () => {
    const at = (name: string, row: Partial<FleetRow>) =>
      unit(name, { system: 'claims', ...row });
    await become([
      at('a-tenant', { kind: 'tenant', health: 'Failed' }),
      at('b', {}),
      at('c', { health: 'Degraded' }),
    ]);
    const { items } = await views().matrix({ ...EVERYTHING, limit: 9 });
    expect(items[0].cells[0].items.map(({ name }) => name)).toEqual([
      'c',
      'b',
      'a-tenant',
    ]);
  });

  it('read a fleet to its end that needs more than one batch', async () => {
    const units = Array.from({ length: 1_001 }, (__, i) => unit(`u-${i}`));
    await become(units);
    const rows = await everyBatch(EVERYTHING);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(1_001);
    expect(rows).toHaveLength(1_001);
  });

  it('say of a fleet that an earlier version told what they can', async () => {
    await become([unit('a', { stage: 'staging', monthToDate: 3 })]);
    await database
      .knex('fleet_units')
      .update({ system: null, blueprint: null, forecast: null });
    expect(await views().groups(EVERYTHING, 'blueprint')).toMatchObject([
      { value: '', units: 1, monthToDate: 3, forecast: null },
    ]);
    const { items } = await views().matrix({ ...EVERYTHING, limit: 9 });
    expect(items).toEqual([]);
    const { values } = await database.stores.fleet.page({
      ...EVERYTHING,
      limit: 1,
    });
    expect(values.blueprints).toEqual([]);
  });

  it('refuse a cursor of another list', async () => {
    await expect(
      views().matrix({ ...EVERYTHING, limit: 1, cursor: 'e30' }),
    ).rejects.toThrow(/start again/);
  });

  it('hide what the reader may not see, whichever way it is asked for', async () => {
    await become([
      unit('mine', { system: 'claims', monthToDate: 1 }),
      unit('theirs', { system: 'claims', monthToDate: 100 }),
    ]);
    const mine = { visible: [refOf('mine')], priced: [] };
    expect((await everyBatch(mine)).map(row => row.monthToDate)).toEqual([
      null,
    ]);
    const [group] = await views().groups(mine, 'owner');
    expect(group).toMatchObject({ units: 1, monthToDate: null, unpriced: 1 });
    const { items } = await views().matrix({ ...mine, limit: 9 });
    expect(items[0].cells[0]).toMatchObject({
      units: 1,
      items: [{ name: 'mine', monthToDate: null }],
    });
  });
});
