import { Knex } from 'knex';
import { NEWEST_FIRST, newestOfStacks } from './newestOfStacks';
import { insertMissing, optional, whereOlder } from './rows';
import type { StackEventStore, StoredStackEvent } from './StackEventStore';

interface EventRow {
  event_id: string;
  stack_id: string;
  at: string;
  logical_id: string;
  physical_id: string | null;
  resource_type: string;
  status: string;
  reason: string | null;
  client_token: string | null;
}

/** Events of one moment stand in the order of their IDs, so that pages neither repeat nor lose one. */
function toEvent(row: EventRow): StoredStackEvent {
  return {
    id: row.event_id,
    stackId: row.stack_id,
    at: row.at,
    logicalId: row.logical_id,
    physicalId: optional(row.physical_id),
    resourceType: row.resource_type,
    status: row.status,
    reason: optional(row.reason),
    clientToken: optional(row.client_token),
  };
}

/** Events of stacks in the plugin's database. */
export class DatabaseStackEventStore implements StackEventStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async addEvents(events: StoredStackEvent[]) {
    await insertMissing(
      this.#db,
      'stack_events',
      events.map((event): EventRow => ({
        event_id: event.id,
        stack_id: event.stackId,
        at: event.at,
        logical_id: event.logicalId,
        physical_id: event.physicalId ?? null,
        resource_type: event.resourceType,
        status: event.status,
        reason: event.reason ?? null,
        client_token: event.clientToken ?? null,
      })),
      ['event_id'],
    );
  }

  async listEvents(
    stackId: string,
    options: {
      before?: { at: string; id: string };
      logicalId?: string;
      limit: number;
    },
  ) {
    const { before, logicalId, limit } = options;
    const rows = await this.#db<EventRow>('stack_events')
      .where({
        stack_id: stackId,
        ...(logicalId === undefined ? {} : { logical_id: logicalId }),
      })
      .modify(whereOlder, { at: 'at', id: 'event_id' }, before)
      .orderBy(NEWEST_FIRST)
      .limit(limit);
    return rows.map(toEvent);
  }

  newestEvents(stackIds: string[], { limit }: { limit: number }) {
    return newestOfStacks(this.#db, 'stack_events', stackIds, {
      limit,
      read: toEvent,
    });
  }

  async eventsWithin(
    stackIds: string[],
    options: { from: string; until: string; limit: number },
  ) {
    const { from, until, limit } = options;
    const rows = await this.#db<EventRow>('stack_events')
      .whereIn('stack_id', stackIds)
      .whereBetween('at', [from, until])
      .orderBy(['at', 'event_id'])
      .limit(limit);
    return rows.map(toEvent);
  }

  async newestEventId(stackId: string) {
    const [event] = await this.listEvents(stackId, { limit: 1 });
    return event?.id;
  }
}
