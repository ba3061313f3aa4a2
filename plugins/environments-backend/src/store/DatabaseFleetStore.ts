import {
  FleetCounts,
  severityOf,
  STAGES,
  SYNC_STATUSES,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../paging/cursor';
import type {
  FleetPage,
  FleetPart,
  FleetQuery,
  FleetRow,
  FleetStore,
  FleetUnit,
  FleetValues,
} from './FleetStore';
import { FleetUnits, readRow, type FleetUnitRow } from './FleetUnits';
import { inBatches, upsert } from './rows';
import type { UnitCriteria } from './UnitCriteria';

/** The column that a name of the API orders by, so that order means something: stages by their way to production. */
const ORDERS = {
  name: 'name',
  stage: 'stage_rank',
  account: 'account',
  region: 'region',
  owner: 'owner',
  health: 'health_rank',
  sync: 'sync_rank',
  monthToDate: 'month_to_date',
  createdAt: 'created_at',
  lastDeployedAt: 'last_deployed_at',
} as const satisfies Record<string, keyof FleetUnitRow>;

/** Columns of numbers among them. */
const NUMBERS = new Set<string>([
  'stage_rank',
  'health_rank',
  'sync_rank',
  'month_to_date',
]);

const cursorSchema = z.object({
  to: z.enum(['next', 'prev']),
  value: z.union([z.string(), z.number(), z.null()]),
  entityRef: z.string(),
});

type Cursor = z.infer<typeof cursorSchema>;

function toColumns({ identity, repository, row }: FleetUnit): FleetUnitRow {
  const { name, kind, stage, account, region, owner, blueprint } = row;
  return {
    entity_ref: row.entityRef,
    identity: JSON.stringify(identity),
    row: JSON.stringify(row),
    repository: repository ?? null,
    name,
    kind,
    stage,
    stage_rank: STAGES.indexOf(stage),
    account,
    region,
    owner,
    owned_by: soleOwner(identity),
    blueprint,
    system: row.system ?? null,
    words: [name, stage, account, region, owner, blueprint]
      .join(' ')
      .toLowerCase(),
    health: row.health,
    health_rank: severityOf(row.health),
    sync: row.sync,
    sync_rank: SYNC_STATUSES.indexOf(row.sync),
    month_to_date: row.monthToDate ?? null,
    forecast: row.forecast ?? null,
    monthly_budget: row.monthlyBudget ?? null,
    created_at: row.createdAt ?? null,
    last_deployed_at: row.lastDeployedAt ?? null,
  };
}

/** The owner of a unit that has just one; a column can not say whose a unit of several is. */
function soleOwner({ owners = [] }: UnitIdentity): string | null {
  return owners.length === 1 ? owners[0] : null;
}

/** The fleet in the plugin's database. */
export class DatabaseFleetStore implements FleetStore {
  readonly #db: Knex;
  readonly #units: FleetUnits;
  readonly #isPostgres: boolean;

  constructor(db: Knex) {
    this.#db = db;
    this.#units = new FleetUnits(db);
    this.#isPostgres = db.client.config.client === 'pg';
  }

  async put(units: readonly FleetUnit[]): Promise<number> {
    let written = 0;
    for (const batch of inBatches(units)) {
      const rows = batch.map(toColumns);
      const kept = await this.#db<FleetUnitRow>('fleet_units')
        .whereIn(
          'entity_ref',
          rows.map(row => row.entity_ref),
        )
        .select('entity_ref', 'identity', 'row', 'repository');
      const known = new Map(kept.map(row => [row.entity_ref, row]));
      const changed = rows.filter(row => {
        const old = known.get(row.entity_ref);
        return (
          old?.row !== row.row ||
          old.identity !== row.identity ||
          old.repository !== row.repository
        );
      });
      await upsert(this.#db, 'fleet_units', changed, ['entity_ref']);
      written += changed.length;
    }
    return written;
  }

  async retain(entityRefs: readonly string[]): Promise<number> {
    const wanted = new Set(entityRefs);
    const kept: string[] = await this.#db('fleet_units').pluck('entity_ref');
    const gone = kept.filter(ref => !wanted.has(ref));
    for (const batch of inBatches(gone)) {
      await this.#db('fleet_units').whereIn('entity_ref', batch).delete();
    }
    return gone.length;
  }

  async identities(part: FleetPart): Promise<UnitIdentity[]> {
    const rows = await this.#db<FleetUnitRow>('fleet_units')
      .where(units => this.#keepPart(units, part))
      .orderBy('entity_ref')
      .select('identity');
    return rows.map(({ identity }) => JSON.parse(identity) as UnitIdentity);
  }

  async rows(): Promise<FleetRow[]> {
    const rows = await this.#db<FleetUnitRow>('fleet_units')
      .orderBy('entity_ref')
      .select('row');
    return rows.map(({ row }) => JSON.parse(row) as FleetRow);
  }

  async undecided(
    criteria: UnitCriteria,
    among: UnitCriteria,
  ): Promise<string[]> {
    return this.#db<FleetUnitRow>('fleet_units')
      .whereRaw('? is null and ?', [
        this.#db.raw('(?)', [this.#units.fits(criteria)]),
        this.#units.fits(among),
      ])
      .orderBy('entity_ref')
      .pluck('entity_ref');
  }

  async page(query: FleetQuery): Promise<FleetPage> {
    const order = (query.orderBy ?? 'name').replace(/^-/, '');
    const descending = query.orderBy?.startsWith('-') ?? false;
    const sorted = ORDERS[order as keyof typeof ORDERS];
    const value =
      sorted === 'month_to_date'
        ? this.#units.priced(query, this.#db.ref(sorted))
        : this.#db.ref(sorted);
    const cursor = decodeCursor(query.cursor, cursorSchema);

    const [rows, counts, values] = await Promise.all([
      this.#rows(query, { sorted, value, descending, cursor }),
      this.#counts(query),
      this.#values(query.visible),
    ]);
    return { ...rows, counts, values };
  }

  async #rows(
    query: FleetQuery,
    order: {
      sorted: string;
      value: Knex.Ref<string, {}> | Knex.Raw;
      descending: boolean;
      cursor: Cursor | undefined;
    },
  ): Promise<Pick<FleetPage, 'items' | 'totalItems' | 'pageInfo'>> {
    const { value, cursor } = order;
    const matching = () => this.#units.matching(query);
    const compared = this.#compared(order.sorted, value);
    const direction = order.descending ? 'desc' : 'asc';

    const [{ total }] = await matching().count({ total: '*' });
    const totalItems = Number(total);
    let from = 0;
    if (cursor) {
      const [{ before }] = await matching()
        .where(units => this.#keepBefore(units, { ...order, compared, cursor }))
        .count({ before: '*' });
      from =
        cursor.to === 'next'
          ? Number(before)
          : Math.max(0, Number(before) - query.limit);
    }
    const found: Array<{
      row: string;
      value: string | number | null;
      priced: number | boolean;
    }> = await matching()
      .select('row', {
        value: this.#db.raw('?', [value]),
        priced: this.#units.fits(query.priced),
      })
      .orderByRaw(`? is null, ? ${direction}, entity_ref`, [value, compared])
      .limit(query.limit)
      .offset(from);

    const items = found.map(readRow);
    const edge = (index: number, to: Cursor['to']) =>
      encodeCursor({
        to,
        value: found[index].value,
        entityRef: items[index].entityRef,
      });
    return {
      items,
      totalItems,
      pageInfo: {
        ...(items.length > 0 && from + query.limit < totalItems
          ? { nextCursor: edge(items.length - 1, 'next') }
          : {}),
        ...(items.length > 0 && from > 0
          ? { prevCursor: edge(0, 'prev') }
          : {}),
      },
    };
  }

  async #counts(query: FleetQuery): Promise<FleetCounts> {
    const groups: Array<{
      health: string;
      sync: string;
      is_over: number | boolean;
      units: number | string;
    }> = await this.#units
      .asked(query)
      .select('health', 'sync', { is_over: this.#units.over(query) })
      .count({ units: '*' })
      .groupBy('health', 'sync', 'is_over');
    const sumBy = (key: 'health' | 'sync') => {
      const sums: Record<string, number> = {};
      for (const group of groups) {
        sums[group[key]] = (sums[group[key]] ?? 0) + Number(group.units);
      }
      return sums;
    };
    const sum = (of: typeof groups) =>
      of.reduce((total, { units }) => total + Number(units), 0);
    return {
      units: sum(groups),
      health: sumBy('health'),
      sync: sumBy('sync'),
      overBudget: sum(groups.filter(group => Boolean(group.is_over))),
    };
  }

  async #values(visible: UnitCriteria): Promise<FleetValues> {
    const distinct = async (
      column: 'account' | 'region' | 'owner' | 'blueprint',
    ) => {
      const values: string[] = await this.#db('fleet_units')
        .whereRaw('?', [this.#units.fits(visible)])
        .whereNotNull(column)
        .distinct(column)
        .pluck(column);
      // The database's collation is not the order of the other lists.
      return values.sort();
    };
    const [accounts, regions, owners, blueprints] = await Promise.all([
      distinct('account'),
      distinct('region'),
      distinct('owner'),
      distinct('blueprint'),
    ]);
    return { accounts, regions, owners, blueprints };
  }

  #keepPart(units: Knex.QueryBuilder, part: FleetPart): void {
    if ('criteria' in part) {
      units.whereRaw('?', [this.#units.fits(part.criteria)]);
      return;
    }
    if ('repository' in part) {
      units.where({ repository: part.repository });
      return;
    }
    units
      .where(part.place)
      .orWhereIn(
        'entity_ref',
        this.#db('stacks').where(part.place).select('entity_ref'),
      );
  }

  /** Keeps what comes before a cursor, and for the next page the row that it names; what has no value comes last. */
  #keepBefore(
    units: Knex.QueryBuilder,
    order: {
      value: Knex.Ref<string, {}> | Knex.Raw;
      compared: Knex.Ref<string, {}> | Knex.Raw;
      descending: boolean;
      cursor: Cursor;
    },
  ): void {
    const { value, compared, descending, cursor } = order;
    const upTo = cursor.to === 'next' ? '<=' : '<';
    if (cursor.value === null) {
      units
        .whereRaw('? is not null', [value])
        .orWhere(same =>
          same
            .whereRaw('? is null', [value])
            .where('entity_ref', upTo, cursor.entityRef),
        );
      return;
    }
    units
      .whereRaw(`? ${descending ? '>' : '<'} ?`, [compared, cursor.value])
      .orWhere(same =>
        same
          .whereRaw('? = ?', [value, cursor.value])
          .where('entity_ref', upTo, cursor.entityRef),
      );
  }

  /** Text in the order of its code points, whatever the collation of the database. */
  #compared(sorted: string, value: Knex.Ref<string, {}> | Knex.Raw) {
    return this.#isPostgres && !NUMBERS.has(sorted)
      ? this.#db.raw('? collate "C"', [value])
      : value;
  }
}
