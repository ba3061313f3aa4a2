import {
  HEALTH_STATUSES,
  severityOf,
  STAGES,
  SYNC_STATUSES,
} from '@plinth/plugin-environments-common';
import fc from 'fast-check';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { ACCOUNTS, fleetUnit as unit } from '../__testUtils__/fleetUnit';
import { stackReading } from '../__testUtils__/stackReading';
import type { FleetPage, FleetQuery, FleetRow, FleetUnit } from './FleetStore';

const anyTime = fc.constantFrom(
  null,
  '2026-05-01T10:00:00.000Z',
  '2026-05-02T10:00:00.000Z',
);
const anyUnits = fc.uniqueArray(
  fc
    .record({
      name: fc.stringMatching(/^[a-c][-_a-c]{0,3}$/),
      kind: fc.constantFrom('environment' as const, 'tenant' as const),
      stage: fc.constantFrom(...STAGES),
      account: fc.constantFrom(...ACCOUNTS),
      owner: fc.constantFrom('group:default/a', 'group:default/B'),
      health: fc.constantFrom(...HEALTH_STATUSES),
      sync: fc.constantFrom(...SYNC_STATUSES),
      monthToDate: fc.constantFrom(null, 0, 1.5, 2),
      monthlyBudget: fc.constantFrom(null, 0, 1.5, 1.6),
      createdAt: anyTime,
      lastDeployedAt: anyTime,
    })
    .map(({ name, ...row }) => unit(name, row)),
  { selector: ({ row }) => row.entityRef, maxLength: 25 },
);
/** Names of columns, with and without `-`. */
const anyOrder = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.constantFrom(
      'name',
      'stage',
      'account',
      'region',
      'owner',
      'health',
      'sync',
      'monthToDate',
      'createdAt',
      'lastDeployedAt',
    ),
  )
  .map(([sign, column]) => `${sign}${column}`);
const perhaps = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);
const anyQuery = fc.record({
  stage: perhaps('dev' as const, 'production' as const),
  account: perhaps(...ACCOUNTS),
  owner: perhaps('group:default/B'),
  kind: perhaps('tenant' as const),
  health: perhaps('Healthy' as const, 'Failed' as const),
  sync: perhaps('Behind' as const),
  budget: perhaps('over' as const),
  q: perhaps('a', 'GROUP:default/b  a', '_', '%'),
  orderBy: anyOrder,
  limit: fc.integer({ min: 1, max: 9 }),
});

/** What a page shows of units, told without a database. */
function tell(units: FleetUnit[], query: FleetQuery) {
  const sees = (reach: FleetQuery['visible'], ref: string) =>
    reach === 'all' || (reach as readonly string[]).includes(ref);
  const over = (row: FleetRow) =>
    Boolean(row.monthlyBudget) && (row.monthToDate ?? 0) > row.monthlyBudget!;
  const asked = units
    .map(({ row }) => row)
    .filter(row => sees(query.visible, row.entityRef))
    .map(row =>
      sees(query.priced, row.entityRef)
        ? row
        : { ...row, monthToDate: null, monthlyBudget: null },
    )
    .filter(row => {
      const { name, stage, account, region, owner, blueprint } = row;
      const text = [name, stage, account, region, owner, blueprint].join(' ');
      return (
        (['stage', 'account', 'owner', 'kind'] as const).every(
          column => !query[column] || row[column] === query[column],
        ) &&
        (query.q ?? '')
          .toLowerCase()
          .split(/\s+/)
          .every(word => text.toLowerCase().includes(word))
      );
    });
  const column = query.orderBy!.replace('-', '') as 'name';
  const valueOf = (row: FleetRow): string | number | null =>
    ({
      stage: STAGES.indexOf(row.stage),
      health: severityOf(row.health),
      sync: SYNC_STATUSES.indexOf(row.sync),
    })[column as string] ?? row[column];
  const sign = query.orderBy!.startsWith('-') ? -1 : 1;
  const compare = (a: string | number, b: string | number) => {
    if (a === b) {
      return 0;
    }
    return a < b ? -1 : 1;
  };
  const rows = asked
    .filter(
      row =>
        (!query.health || row.health === query.health) &&
        (!query.sync || row.sync === query.sync) &&
        (!query.budget || over(row)),
    )
    .sort((a, b) => {
      const [left, right] = [valueOf(a), valueOf(b)];
      const byValue =
        left === null || right === null
          ? Number(left === null) - Number(right === null)
          : sign * compare(left, right);
      return byValue || compare(a.entityRef, b.entityRef);
    });
  const tally = (states: string[]) =>
    Object.fromEntries(
      [...new Set(states)].map(state => [
        state,
        states.filter(each => each === state).length,
      ]),
    );
  return {
    rows,
    counts: {
      units: asked.length,
      health: tally(asked.map(row => row.health)),
      sync: tally(asked.map(row => row.sync)),
      overBudget: asked.filter(over).length,
    },
  };
}

describe.each(engines)('the fleet on %s', (_, create) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database.destroy());

  const fleet = () => database.stores.fleet;
  const page = (query: Partial<FleetQuery>) =>
    fleet().page({ limit: 100, visible: 'all', priced: 'all', ...query });
  const names = ({ items }: FleetPage) => items.map(({ name }) => name);

  /** Makes the fleet consist of these units. */
  async function become(units: FleetUnit[]): Promise<void> {
    await fleet().put(units);
    await fleet().retain(units.map(({ row }) => row.entityRef));
  }

  /** Pages in one direction, as long as there are any. */
  async function follow(
    query: Partial<FleetQuery>,
    direction: 'nextCursor' | 'prevCursor',
    afterEach: (page: FleetPage) => unknown = () => {},
  ): Promise<FleetPage[]> {
    const pages: FleetPage[] = [];
    let { cursor } = query;
    do {
      const next = await page({ ...query, cursor });
      // A page that begins again would go on for ever.
      expect(pages.map(p => p.items)).not.toContainEqual(next.items);
      pages.push(next);
      cursor = next.pageInfo[direction];
      await afterEach(next);
    } while (cursor);
    return pages;
  }

  it('shows every unit that is asked for and seen once, in order, with counts, and the same pages on the way back', async () => {
    const anyReach = fc.constantFrom<'all' | 'some'>('all', 'some');
    await fc.assert(
      fc.asyncProperty(
        anyUnits,
        anyQuery,
        anyReach,
        anyReach,
        async (units, asked, visible, priced) => {
          await become(units);
          const refs = units.map(({ row }) => row.entityRef);
          const query: FleetQuery = {
            ...asked,
            visible: visible === 'all' ? 'all' : refs.filter((__, i) => i % 3),
            priced: priced === 'all' ? 'all' : refs.filter((__, i) => i % 2),
          };
          const { rows, counts } = tell(units, query);
          const forth = await follow(query, 'nextCursor');
          expect(forth.flatMap(p => p.items)).toEqual(rows);
          for (const each of forth) {
            expect(each.totalItems).toBe(rows.length);
            expect(each.counts).toEqual(counts);
          }
          const { prevCursor } = forth.at(-1)!.pageInfo;
          const back = prevCursor
            ? await follow({ ...query, cursor: prevCursor }, 'prevCursor')
            : [];
          expect(back.reverse().map(p => p.items)).toEqual(
            forth.slice(0, -1).map(p => p.items),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('neither repeats nor hides a unit when others come or go between two pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyUnits,
        anyUnits,
        anyOrder,
        async (units, others, orderBy) => {
          const known = new Set(units.map(({ row }) => row.entityRef));
          const added = others.filter(({ row }) => !known.has(row.entityRef));
          await become(units);
          const query = { orderBy, limit: 3 };
          const { rows } = tell(units, {
            ...query,
            visible: 'all',
            priced: 'all',
          });
          let odd = true;
          const pages = await follow(query, 'nextCursor', async () => {
            await become(odd ? [...units, ...added] : units);
            odd = !odd;
          });
          expect(
            pages.flatMap(p => p.items).filter(row => known.has(row.entityRef)),
          ).toEqual(rows);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('starts the first page anew when the units before it are gone', async () => {
    await become(['a', 'b', 'c'].map(name => unit(name)));
    const { nextCursor } = (await page({ limit: 2 })).pageInfo;
    const second = await page({ limit: 2, cursor: nextCursor });
    await become(['b', 'c'].map(name => unit(name)));
    const back = await page({
      limit: 2,
      cursor: second.pageInfo.prevCursor,
    });
    expect([names(back), back.pageInfo]).toEqual([['b', 'c'], {}]);
  });

  it('offers what all units have that are seen, whatever is asked for', async () => {
    await become([
      unit('a', { owner: 'group:default/one' }),
      unit('b', { account: ACCOUNTS[1], region: 'eu-west-1' }),
      unit('c', { owner: 'group:default/secret' }),
    ]);
    const visible = ['a', 'b'].map(name => `resource:default/${name}`);
    const { values } = await page({ visible, stage: 'production' });
    expect(values).toEqual({
      accounts: ACCOUNTS,
      regions: ['eu-west-1', 'us-east-1'],
      owners: ['group:default/one', 'group:default/platform'],
      blueprints: ['application@1.0.0'],
    });
  });

  it('refuses a cursor of another list', async () => {
    await expect(page({ cursor: 'e30' })).rejects.toThrow(/start again/);
  });

  it('writes what changed, and nothing else', async () => {
    await become([]);
    const units = Array.from({ length: 450 }, (__, i) => unit(`a-${i}`));
    expect(await fleet().put(units)).toBe(450);
    expect(await fleet().put(units)).toBe(0);
    units[7] = unit('a-7', { health: 'Failed' });
    expect(await fleet().put(units)).toBe(1);
    const { totalItems, items } = await page({ health: 'Failed' });
    expect([totalItems, items[0].name]).toEqual([1, 'a-7']);
  });

  it('knows all rows, and the units of owners', async () => {
    const units = [
      unit('a', { owner: 'group:default/one' }),
      unit('b', { owner: 'group:default/two' }),
      unit('c'),
    ];
    await become(units);
    expect(await fleet().rows()).toEqual(units.map(({ row }) => row));
    const of = async (...owners: string[]) =>
      (
        await fleet().identities({
          criteria: { column: 'owner', values: owners },
        })
      ).map(({ name }) => name);
    expect(await of('group:default/two', 'user:default/nobody')).toEqual(['b']);
    expect(await of()).toEqual([]);
  });

  it('says how many units are gone', async () => {
    await become(['a', 'b', 'c'].map(name => unit(name)));
    expect(await fleet().retain(['resource:default/b'])).toBe(2);
    expect(await fleet().retain(['resource:default/b'])).toBe(0);
  });

  it('knows the units of a repository, and those that are or have stacks in a place', async () => {
    const [here, there] = ['us-east-1', 'us-west-2'];
    await become([
      { ...unit('a'), repository: 'one' },
      { ...unit('b', { region: there }), repository: 'two' },
      unit('c'),
    ]);
    await database.stores.stacks.replaceStacks(
      { account: ACCOUNTS[0], region: there },
      [
        stackReading('c', {
          account: ACCOUNTS[0],
          region: there,
          entityRef: 'resource:default/c',
        }),
      ],
      { at: new Date() },
    );
    const of = async (
      part: Parameters<ReturnType<typeof fleet>['identities']>[0],
    ) => (await fleet().identities(part)).map(({ name }) => name);
    const place = (region: string) => ({
      place: { account: ACCOUNTS[0], region },
    });
    expect(await of({ criteria: 'all' })).toEqual(['a', 'b', 'c']);
    expect(await of({ repository: 'two' })).toEqual(['b']);
    expect(await of(place(here))).toEqual(['a', 'c']);
    expect(await of(place(there))).toEqual(['b', 'c']);
  });
});
