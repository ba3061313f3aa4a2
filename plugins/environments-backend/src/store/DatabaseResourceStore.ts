import { Knex } from 'knex';
import type {
  OwnedResource,
  ResourceDriftStatus,
  ResourceStore,
  StoredResource,
} from './ResourceStore';
import { fromJson, inBatches, optional, upsert } from './rows';
import type { AccountPlace } from './sources';
import { StackRow, toStackIdentity } from './stackRow';

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

/** Resources of stacks in the plugin's database. */
export class DatabaseResourceStore implements ResourceStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async replaceResources(stackId: string, resources: StoredResource[]) {
    await this.#db.transaction(async trx => {
      const rows = await trx<ResourceRow>('stack_resources').where({
        stack_id: stackId,
      });
      const kept = new Map(rows.map(row => [row.logical_id, row]));
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

  async physicalIds(stackIds: readonly string[]) {
    const found = new Map<string, string[]>();
    for (const some of inBatches(stackIds)) {
      const rows = await this.#db('stack_resources')
        .whereIn('stack_id', some)
        .whereNotNull('physical_id')
        .orderBy(['stack_id', 'logical_id'])
        .select<Array<{ stack_id: string; physical_id: string }>>(
          'stack_id',
          'physical_id',
        );
      for (const { stack_id, physical_id } of rows) {
        found.set(stack_id, [...(found.get(stack_id) ?? []), physical_id]);
      }
    }
    return found;
  }

  async ownedResources({
    account,
    region,
  }: AccountPlace): Promise<OwnedResource[]> {
    const rows = await this.#db('stack_resources')
      .join('stacks', 'stacks.stack_id', 'stack_resources.stack_id')
      .where({
        'stacks.account': account,
        ...(region ? { 'stacks.region': region } : {}),
      })
      .whereNull('stacks.deleted_at')
      .whereNotNull('stack_resources.physical_id')
      .orderBy(['stacks.stack_id', 'stack_resources.logical_id'])
      .select<Array<StackRow & ResourceRow & { physical_id: string }>>(
        'stacks.*',
        'stack_resources.physical_id',
        'stack_resources.logical_id',
        'stack_resources.resource_type',
      );
    return rows.map(row => ({
      physicalId: row.physical_id,
      logicalId: row.logical_id,
      resourceType: row.resource_type,
      stack: toStackIdentity(row),
    }));
  }
}
