import { Knex } from 'knex';
import { newestOfStacks } from './newestOfStacks';
import { insertMissing, optional } from './rows';
import type { StackCall, StackCallStore } from './StackCallStore';

interface CallRow {
  event_id: string;
  stack_id: string;
  at: string;
  client_token: string | null;
}

function toCall(row: CallRow): StackCall {
  return {
    eventId: row.event_id,
    stackId: row.stack_id,
    at: row.at,
    clientToken: optional(row.client_token),
  };
}

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

  newestCalls(stackIds: string[], { limit }: { limit: number }) {
    return newestOfStacks(this.#db, 'stack_calls', stackIds, {
      limit,
      read: toCall,
    });
  }
}
