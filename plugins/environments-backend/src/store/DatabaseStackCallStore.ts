import { Knex } from 'knex';
import { insertMissing, optional } from './rows';
import type { StackCall, StackCallStore } from './StackCallStore';

interface CallRow {
  event_id: string;
  stack_id: string;
  at: string;
  client_token: string | null;
}

const NEWEST_FIRST = [
  { column: 'at', order: 'desc' as const },
  { column: 'event_id', order: 'desc' as const },
];

/** Calls on stacks in the plugin's database. */
export class DatabaseStackCallStore implements StackCallStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async addCalls(calls: StackCall[]) {
    await insertMissing(
      this.#db,
      'stack_calls',
      calls.map((call): CallRow => ({
        event_id: call.eventId,
        stack_id: call.stackId,
        at: call.at,
        client_token: call.clientToken ?? null,
      })),
      ['event_id'],
    );
  }

  async newestCalls(stackIds: string[], options: { limit: number }) {
    const ranked = this.#db('stack_calls')
      .whereIn('stack_id', stackIds)
      .select('*')
      .rowNumber('rank', row =>
        row.partitionBy('stack_id').orderBy(NEWEST_FIRST),
      )
      .as('ranked');
    const rows = await this.#db
      .from<CallRow>(ranked)
      .where('rank', '<=', options.limit)
      .orderBy(['stack_id', ...NEWEST_FIRST])
      .select<CallRow[]>('*');
    const calls = new Map<string, StackCall[]>();
    for (const row of rows) {
      const { stack_id: stackId, event_id: eventId, at } = row;
      const clientToken = optional(row.client_token);
      const known = calls.get(stackId) ?? [];
      calls.set(stackId, [...known, { eventId, stackId, at, clientToken }]);
    }
    return calls;
  }
}
