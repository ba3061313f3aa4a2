import {
  Alarm,
  DriftSummary,
  stackEntityName,
  StackIdentity,
  StatedDrill,
  StatedRecovery,
} from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import { fromJson, insertMissing, optional, toJson, upsert } from './rows';
import type {
  DriftReading,
  ResourceDriftStatus,
  StackChanges,
  StackReading,
  StackStore,
  StoredResource,
  StoredStack,
  StoredStackEvent,
} from './StackStore';

interface StackRow {
  stack_id: string;
  name: string;
  account: string;
  region: string;
  unit: string;
  entity_ref: string;
  entity_name: string;
  stage: string | null;
  tenant: string | null;
  description: string | null;
  status: string;
  status_reason: string | null;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  provenance: string | null;
  outputs: string | null;
  recovery: string | null;
  drills: string | null;
  template_marker: string | null;
  detail_marker: string | null;
  drift_status: string;
  drift_checked_at: string | null;
  drift_detection_id: string | null;
  drift_requested_at: string | null;
  resources_checked: number;
  resources_drifted: number;
}

interface ResourceRow {
  stack_id: string;
  logical_id: string;
  physical_id: string | null;
  resource_type: string;
  status: string;
  reason: string | null;
  updated_at: string | null;
  drift: string | null;
  differences: string | null;
}

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

interface AlarmRow {
  account: string;
  region: string;
  name: string;
  state: string;
  reason: string | null;
  description: string | null;
  since: string | null;
}

type StackColumns = Pick<
  StackRow,
  | 'stack_id'
  | 'name'
  | 'account'
  | 'region'
  | 'unit'
  | 'entity_ref'
  | 'entity_name'
  | 'stage'
  | 'tenant'
  | 'description'
  | 'status'
  | 'status_reason'
  | 'created_at'
  | 'updated_at'
  | 'deleted_at'
  | 'provenance'
  | 'outputs'
>;

function toStackRow(stack: StackReading): StackColumns {
  return {
    stack_id: stack.stackId,
    name: stack.name,
    account: stack.account,
    region: stack.region,
    unit: stack.unit,
    entity_ref: stack.entityRef,
    entity_name: stackEntityName(stack),
    stage: stack.stage ?? null,
    tenant: stack.tenant ?? null,
    description: stack.description ?? null,
    status: stack.status,
    status_reason: stack.statusReason ?? null,
    created_at: stack.createdAt,
    updated_at: stack.updatedAt,
    deleted_at: null,
    provenance: toJson(stack.provenance),
    outputs: toJson(stack.outputs),
  };
}

function toIdentity(row: StackRow): StackIdentity {
  return {
    stackId: row.stack_id,
    name: row.name,
    account: row.account,
    region: row.region,
    unit: row.unit,
    entityRef: row.entity_ref,
    stage: optional(row.stage),
    tenant: optional(row.tenant),
    description: optional(row.description),
    createdAt: row.created_at,
  };
}

function toAlarm(row: AlarmRow): Alarm {
  return {
    name: row.name,
    state: row.state as Alarm['state'],
    reason: optional(row.reason),
    description: optional(row.description),
    runbookUrl: /https?:\/\/[^\s)>\]]+/.exec(row.description ?? '')?.[0],
    account: row.account,
    region: row.region,
    since: optional(row.since),
  };
}

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

/** Stacks in the plugin's database. */
export class DatabaseStackStore implements StackStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async replaceStacks(
    place: { account: string; region: string },
    stacks: StackReading[],
    options: { at: Date },
  ): Promise<StackChanges> {
    return this.#db.transaction(async trx => {
      const known = await trx<StackRow>('stacks')
        .where(place)
        .whereNull('deleted_at');
      const knownIds = new Set(known.map(row => row.stack_id));
      const seenIds = new Set(stacks.map(stack => stack.stackId));
      const gone = known.filter(row => !seenIds.has(row.stack_id));

      await upsert(trx, 'stacks', stacks.map(toStackRow), ['stack_id']);
      for (const row of gone) {
        await trx<StackRow>('stacks').where({ stack_id: row.stack_id }).update({
          status: 'DELETE_COMPLETE',
          deleted_at: options.at.toISOString(),
        });
        await trx('stack_resources').where({ stack_id: row.stack_id }).delete();
      }
      return {
        added: stacks
          .filter(stack => !knownIds.has(stack.stackId))
          .map(
            ({
              status,
              statusReason,
              provenance,
              updatedAt,
              outputs,
              ...identity
            }) => identity,
          ),
        removed: gone.map(row => row.stack_id),
      };
    });
  }

  async listStacks(place?: { account: string; region: string }) {
    const rows = await this.#db<StackRow>('stacks')
      .where(place ?? {})
      .whereNull('deleted_at')
      .orderBy(['account', 'region', 'name']);
    return this.#withTotals(rows);
  }

  async stacksOfEntities(entityRefs: string[]) {
    const rows = await this.#db<StackRow>('stacks')
      .whereIn('entity_ref', entityRefs)
      .orderBy([{ column: 'name' }, { column: 'created_at', order: 'desc' }]);
    return this.#withTotals(newestOfEachName(rows));
  }

  async stackByEntityName(entityName: string) {
    const rows = await this.#db<StackRow>('stacks')
      .where({ entity_name: entityName })
      .orderBy('created_at', 'desc');
    const [stack] = await this.#withTotals(newestOfEachName(rows));
    return stack as StoredStack | undefined;
  }

  async setDetailMarker(stackId: string, marker: string) {
    await this.#db('stacks')
      .where({ stack_id: stackId })
      .update({ detail_marker: marker });
  }

  async setStatements(
    stackId: string,
    stated: { recovery: StatedRecovery[]; drills: StatedDrill[] },
    options: { marker: string },
  ) {
    await this.#db('stacks')
      .where({ stack_id: stackId })
      .update({
        recovery: JSON.stringify(stated.recovery),
        drills: JSON.stringify(stated.drills),
        template_marker: options.marker,
      });
  }

  async replaceResources(stackId: string, resources: StoredResource[]) {
    await this.#db.transaction(async trx => {
      const kept = new Map(
        (
          await trx<ResourceRow>('stack_resources').where({ stack_id: stackId })
        ).map(row => [row.logical_id, row]),
      );
      await trx('stack_resources').where({ stack_id: stackId }).delete();
      await upsert(
        trx,
        'stack_resources',
        resources.map((resource): ResourceRow => {
          const before = kept.get(resource.logicalId);
          return {
            stack_id: stackId,
            logical_id: resource.logicalId,
            physical_id: resource.physicalId ?? null,
            resource_type: resource.resourceType,
            status: resource.status,
            reason: resource.reason ?? null,
            updated_at: resource.updatedAt ?? null,
            drift: resource.drift ?? before?.drift ?? null,
            differences: before?.differences ?? null,
          };
        }),
        ['stack_id', 'logical_id'],
      );
    });
  }

  async listResources(stackId: string): Promise<StoredResource[]> {
    const rows = await this.#db<ResourceRow>('stack_resources')
      .where({ stack_id: stackId })
      .orderBy('logical_id');
    return rows.map(row => ({
      logicalId: row.logical_id,
      physicalId: optional(row.physical_id),
      resourceType: row.resource_type,
      status: row.status,
      reason: optional(row.reason),
      updatedAt: optional(row.updated_at),
      drift: optional(row.drift) as ResourceDriftStatus | undefined,
      differences: fromJson(row.differences),
    }));
  }

  async ownersOf(
    place: { account: string; region: string },
    physicalIds: string[],
  ) {
    const rows = await this.#db('stack_resources')
      .join('stacks', 'stacks.stack_id', 'stack_resources.stack_id')
      .where({
        'stacks.account': place.account,
        'stacks.region': place.region,
      })
      .whereNull('stacks.deleted_at')
      .whereIn('stack_resources.physical_id', physicalIds)
      .select<
        Array<
          StackRow &
            Pick<ResourceRow, 'logical_id' | 'resource_type'> & {
              physical_id: string;
            }
        >
      >(
        'stacks.*',
        'stack_resources.physical_id',
        'stack_resources.logical_id',
        'stack_resources.resource_type',
      );
    return rows.map(row => ({
      physicalId: row.physical_id,
      logicalId: row.logical_id,
      resourceType: row.resource_type,
      stack: toIdentity(row),
    }));
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
    options: { before?: { at: string; id: string }; limit: number },
  ) {
    const { before, limit } = options;
    const rows = await this.#db<EventRow>('stack_events')
      .where({ stack_id: stackId })
      .modify(query => {
        if (before) {
          query.andWhere(older =>
            older
              .where('at', '<', before.at)
              .orWhere(same =>
                same
                  .where('at', before.at)
                  .andWhere('event_id', '<', before.id),
              ),
          );
        }
      })
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'event_id', order: 'desc' },
      ])
      .limit(limit);
    return rows.map(toEvent);
  }

  async newestEventId(stackId: string) {
    const [event] = await this.listEvents(stackId, { limit: 1 });
    return event?.id;
  }

  async driftRequested(
    stackId: string,
    options: { detectionId: string; at: Date },
  ) {
    await this.#db('stacks').where({ stack_id: stackId }).update({
      drift_detection_id: options.detectionId,
      drift_requested_at: options.at.toISOString(),
    });
  }

  async clearDriftRequest(stackId: string) {
    await this.#db('stacks')
      .where({ stack_id: stackId })
      .update({ drift_detection_id: null });
  }

  async setDrift(stackId: string, reading: DriftReading) {
    await this.#db.transaction(async trx => {
      await trx('stack_resources')
        .where({ stack_id: stackId })
        .update({ drift: 'NOT_CHECKED', differences: null });
      for (const resource of reading.resources) {
        await trx('stack_resources')
          .where({ stack_id: stackId, logical_id: resource.logicalId })
          .update({
            drift: resource.drift,
            differences: JSON.stringify(resource.differences),
          });
      }
      await trx('stacks')
        .where({ stack_id: stackId })
        .update({
          drift_status: reading.status,
          drift_checked_at: reading.checkedAt,
          drift_detection_id: null,
          resources_checked: reading.resources.filter(
            r => r.drift !== 'NOT_CHECKED',
          ).length,
          resources_drifted: reading.resources.filter(
            r => r.drift === 'MODIFIED' || r.drift === 'DELETED',
          ).length,
        });
    });
  }

  async replaceAlarms(
    place: { account: string; region: string },
    alarms: Alarm[],
  ) {
    await this.#db.transaction(async trx => {
      await trx('alarms').where(place).delete();
      await upsert(
        trx,
        'alarms',
        alarms.map((alarm): AlarmRow => ({
          ...place,
          name: alarm.name,
          state: alarm.state,
          reason: alarm.reason ?? null,
          description: alarm.description ?? null,
          since: alarm.since ?? null,
        })),
        ['account', 'region', 'name'],
      );
    });
  }

  async alarmsOf(stackIds: string[]) {
    const rows = await this.#db('alarms')
      .join('stacks', join =>
        join
          .on('stacks.account', 'alarms.account')
          .andOn('stacks.region', 'alarms.region'),
      )
      .join('stack_resources', join =>
        join
          .on('stack_resources.stack_id', 'stacks.stack_id')
          .andOn('stack_resources.physical_id', 'alarms.name'),
      )
      .whereIn('stacks.stack_id', stackIds)
      .where('stack_resources.resource_type', 'AWS::CloudWatch::Alarm')
      .orderBy('alarms.name')
      .select<Array<AlarmRow & { stack_id: string }>>(
        'alarms.*',
        'stacks.stack_id',
      );
    return rows.map(row => ({ stackId: row.stack_id, alarm: toAlarm(row) }));
  }

  async #withTotals(rows: StackRow[]): Promise<StoredStack[]> {
    const counts = await this.#db('stack_resources')
      .whereIn(
        'stack_id',
        rows.map(row => row.stack_id),
      )
      .groupBy('stack_id')
      .select('stack_id')
      .count<Array<{ stack_id: string; total: string | number }>>({
        total: '*',
      });
    const totals = new Map(counts.map(c => [c.stack_id, Number(c.total)]));
    return rows.map(row => ({
      ...toIdentity(row),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      deletedAt: optional(row.deleted_at),
      status: row.status,
      statusReason: optional(row.status_reason),
      provenance: fromJson(row.provenance),
      outputs: fromJson(row.outputs),
      recovery: fromJson(row.recovery),
      drills: fromJson(row.drills),
      templateMarker: optional(row.template_marker),
      detailMarker: optional(row.detail_marker),
      driftDetectionId: optional(row.drift_detection_id),
      driftRequestedAt: optional(row.drift_requested_at),
      drift: {
        status: row.drift_status as DriftSummary['status'],
        checkedResources: row.resources_checked,
        totalResources: totals.get(row.stack_id) ?? 0,
        driftedResources: row.resources_drifted,
        checkedAt: row.drift_checked_at,
      },
    }));
  }
}

/** Of stacks with one name in one place, the living one, else the one that was made last; rows come newest first. */
function newestOfEachName(rows: StackRow[]): StackRow[] {
  const chosen = new Map<string, StackRow>();
  for (const row of rows) {
    const key = `${row.account}/${row.region}/${row.name}`;
    const other = chosen.get(key);
    if (!other || (other.deleted_at !== null && row.deleted_at === null)) {
      chosen.set(key, row);
    }
  }
  return [...chosen.values()];
}
