import type { FleetGrouping, Stage } from '@plinth/plugin-environments-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../paging/cursor';
import type {
  FleetGroupSums,
  FleetMatrixPage,
  FleetRow,
  FleetSelection,
  FleetViewStore,
} from './FleetStore';
import { FleetUnits, readRow } from './FleetUnits';

/** Units of a cell of the matrix. */
const SHOWN = 5;
/** Rows that are read at once where all are wanted. */
const BATCH = 500;

const cursorSchema = z.object({
  to: z.enum(['next', 'prev']),
  system: z.string(),
});

/** What is summed, and the name of its sum. */
const AMOUNTS = {
  month_to_date: 'monthToDate',
  forecast: 'forecast',
  monthly_budget: 'monthlyBudget',
} as const;

/** Views of many units in the plugin's database. */
export class DatabaseFleetViewStore implements FleetViewStore {
  readonly #db: Knex;
  readonly #units: FleetUnits;
  readonly #isPostgres: boolean;

  constructor(db: Knex) {
    this.#db = db;
    this.#units = new FleetUnits(db);
    this.#isPostgres = db.client.config.client === 'pg';
  }

  async groups(
    selection: FleetSelection,
    by: FleetGrouping,
  ): Promise<FleetGroupSums[]> {
    const amounts = Object.keys(AMOUNTS).map(column =>
      // In whole cents, so that groups add up to their total and to what rows show.
      this.#db.raw('sum(round(? * 100)) as ??', [
        this.#units.priced(selection, this.#db.ref(column)),
        column,
      ]),
    );
    const parts: Array<
      {
        value: string | null;
        health: string;
        sync: string;
        is_over: number | boolean;
        is_priced: number | boolean;
        units: number | string;
      } & Record<keyof typeof AMOUNTS, number | string | null>
    > = await this.#units
      .matching(selection)
      .select('health', 'sync', {
        value: by,
        is_over: this.#units.over(selection),
        is_priced: this.#units.fits(selection.priced),
      })
      .select(amounts)
      .count({ units: '*' })
      .groupBy(by, 'health', 'sync', 'is_over', 'is_priced');

    const groups = new Map<string, FleetGroupSums>();
    for (const part of parts) {
      const value = part.value ?? '';
      const group = groups.get(value) ?? emptyGroup(value);
      groups.set(value, group);
      const units = Number(part.units);
      group.units += units;
      group.health[part.health] = (group.health[part.health] ?? 0) + units;
      group.drifted += part.sync === 'Drifted' ? units : 0;
      group.overBudget += part.is_over ? units : 0;
      group.unpriced += part.is_priced ? 0 : units;
      for (const [column, name] of Object.entries(AMOUNTS)) {
        const cents = part[column as keyof typeof AMOUNTS];
        if (cents !== null) {
          group[name] = (group[name] ?? 0) + Number(cents);
        }
      }
    }
    return [...groups.values()].map(inDollars).sort(byValue);
  }

  async matrix(
    query: FleetSelection & { cursor?: string; limit: number },
  ): Promise<FleetMatrixPage> {
    const cursor = decodeCursor(query.cursor, cursorSchema);
    const back = cursor?.to === 'prev';
    // The order of code points, whatever the collation of the database.
    const system = this.#isPostgres
      ? this.#db.raw('?? collate "C"', ['system'])
      : this.#db.ref('system');
    const systems = () => this.#units.matching(query).whereNotNull('system');
    const beyond = systems()
      .groupBy('system')
      .limit(query.limit + 1);
    if (cursor) {
      beyond.whereRaw(`? ${back ? '<' : '>'} ?`, [system, cursor.system]);
    }
    const [found, [{ total }]] = await Promise.all([
      beyond
        .orderByRaw(`? ${back ? 'desc' : 'asc'}`, [system])
        .pluck('system') as Promise<string[]>,
      systems().countDistinct({ total: 'system' }),
    ]);
    const names = found.slice(0, query.limit);
    const more = found.length > query.limit;
    if (back) {
      names.reverse();
    }
    const edge = (to: 'next' | 'prev', name: string) =>
      encodeCursor({ to, system: name });
    return {
      items: await this.#cells(query, names),
      totalItems: Number(total),
      pageInfo: {
        ...(names.length > 0 && (back || more)
          ? { nextCursor: edge('next', names[names.length - 1]) }
          : {}),
        ...(names.length > 0 && (back ? more : cursor)
          ? { prevCursor: edge('prev', names[0]) }
          : {}),
      },
    };
  }

  async *batches(selection: FleetSelection): AsyncGenerator<FleetRow[]> {
    let after = '';
    for (;;) {
      const found: Array<{ row: string; priced: number | boolean }> =
        await this.#units
          .matching(selection)
          .where('entity_ref', '>', after)
          .select('row', { priced: this.#units.fits(selection.priced) })
          .orderBy('entity_ref')
          .limit(BATCH);
      const rows = found.map(readRow);
      if (rows.length > 0) {
        yield rows;
      }
      if (rows.length < BATCH) {
        return;
      }
      after = rows[rows.length - 1].entityRef;
    }
  }

  /** The units of systems at each stage. */
  async #cells(
    selection: FleetSelection,
    systems: string[],
  ): Promise<FleetMatrixPage['items']> {
    const ranked = this.#units
      .matching(selection)
      .whereIn('system', systems)
      .select('row', 'system', 'stage', 'stage_rank', {
        priced: this.#units.fits(selection.priced),
        units: this.#db.raw('count(*) over (partition by system, stage)'),
        place: this.#db.raw(
          'row_number() over (partition by system, stage order by kind, health_rank desc, entity_ref)',
        ),
      });
    const found: Array<{
      row: string;
      system: string;
      stage: Stage;
      priced: number | boolean;
      units: number | string;
    }> = await this.#db
      .from(ranked.as('ranked'))
      .where('place', '<=', SHOWN)
      .orderBy(['stage_rank', 'place'])
      .select('row', 'system', 'stage', 'priced', 'units');
    const cells = new Map(
      systems.map(system => [
        system,
        new Map<Stage, FleetMatrixPage['items'][number]['cells'][number]>(),
      ]),
    );
    for (const each of found) {
      const { stage, units } = each;
      const ofSystem = cells.get(each.system);
      const cell = ofSystem?.get(stage) ?? {
        stage,
        units: Number(units),
        items: [],
      };
      cell.items.push(readRow(each));
      ofSystem?.set(stage, cell);
    }
    return systems.map(system => ({
      system,
      cells: [...(cells.get(system)?.values() ?? [])],
    }));
  }
}

function emptyGroup(value: string): FleetGroupSums {
  return {
    value,
    units: 0,
    health: {},
    drifted: 0,
    overBudget: 0,
    monthToDate: null,
    forecast: null,
    monthlyBudget: null,
    unpriced: 0,
  };
}

function inDollars(group: FleetGroupSums): FleetGroupSums {
  const amounts = Object.values(AMOUNTS).map(name => {
    const cents = group[name];
    return [name, cents === null ? null : cents / 100];
  });
  return { ...group, ...Object.fromEntries(amounts) };
}

function byValue(a: FleetGroupSums, b: FleetGroupSums): number {
  return a.value < b.value ? -1 : 1;
}
