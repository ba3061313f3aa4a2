import { Knex } from 'knex';

/** Order of what happened to a stack. */
export const NEWEST_FIRST = [
  { column: 'at', order: 'desc' as const },
  { column: 'event_id', order: 'desc' as const },
];

/**
 * The newest rows of each stack in a table of what happened to stacks, newest first, by ARN; in one query, however many stacks there
 * are. A stack without rows is left out.
 *
 * @param options.limit - rows of one stack
 */
export async function newestOfStacks<Row extends { stack_id: string }, T>(
  db: Knex,
  table: string,
  stackIds: string[],
  options: { limit: number; read: (row: Row) => T },
): Promise<Map<string, T[]>> {
  const ranked = db(table)
    .whereIn('stack_id', stackIds)
    .select('*')
    .rowNumber('rank', row => row.partitionBy('stack_id').orderBy(NEWEST_FIRST))
    .as('ranked');
  const rows: Row[] = await db
    .from(ranked)
    .where('rank', '<=', options.limit)
    .orderBy(['stack_id', ...NEWEST_FIRST])
    .select('*');
  const found = new Map<string, T[]>();
  for (const row of rows) {
    found.set(row.stack_id, [
      ...(found.get(row.stack_id) ?? []),
      options.read(row),
    ]);
  }
  return found;
}
