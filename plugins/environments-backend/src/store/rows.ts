import { Knex } from 'knex';

/** Rows of one insert; SQLite binds at most 32,766 values in a statement. */
const BATCH = 200;

/** Items in lists that are short enough for one statement. */
export function inBatches<T>(items: readonly T[], size = BATCH): T[][] {
  const batches: T[][] = [];
  for (let i = 0; i < items.length; i += size) {
    batches.push(items.slice(i, i + size));
  }
  return batches;
}

/** How the entries of the ledger name a unit of a repository. */
export function unitKey(repository: string, unit: string): string {
  return `${repository}#${unit}`;
}

/** Inserts rows in batches, replacing those with the same key. */
export async function upsert<T extends object>(
  db: Knex,
  table: string,
  rows: T[],
  key: string[],
): Promise<void> {
  for (const batch of inBatches(rows)) {
    await db(table).insert(batch).onConflict(key).merge();
  }
}

/** Inserts rows in batches, leaving those that exist as they are. */
export async function insertMissing<T extends object>(
  db: Knex,
  table: string,
  rows: T[],
  key: string[],
): Promise<void> {
  for (const batch of inBatches(rows)) {
    await db(table).insert(batch).onConflict(key).ignore();
  }
}

/**
 * Rows of a table that has those of units, for a query `from(…)`: as `ranked`, with their `place` among the rows of their unit, from 1.
 *
 * @param order - SQL, of the rows of a unit
 */
export function rankedByUnit(
  db: Knex,
  table: string,
  options: {
    repository: string;
    units: readonly string[];
    columns: string[];
    order: string;
  },
): Knex.QueryBuilder {
  const { repository, units, columns, order } = options;
  return db(table)
    .where({ repository })
    .whereIn('unit', units)
    .select('unit', ...columns, {
      place: db.raw(`row_number() over (partition by unit order by ${order})`),
    })
    .as('ranked');
}

/** Keeps what stands after a position in a list of which the newest is first, and of one time the greatest id. */
export function whereOlder(
  query: Knex.QueryBuilder,
  columns: { at: string; id: string | Knex.Raw },
  before: { at: string; id: string } | undefined,
): void {
  if (before) {
    query.andWhere(older =>
      older
        .where(columns.at, '<', before.at)
        .orWhere(same =>
          same
            .where(columns.at, before.at)
            .andWhere(columns.id as string, '<', before.id),
        ),
    );
  }
}

/** JSON text of a value, or null for undefined. */
export function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** The value of JSON text that this plugin wrote; undefined for null. */
export function fromJson<T>(text: string | null): T | undefined {
  return text === null ? undefined : (JSON.parse(text) as T);
}

/** Null as undefined, for optional properties. */
export function optional<T>(value: T | null): T | undefined {
  return value ?? undefined;
}
