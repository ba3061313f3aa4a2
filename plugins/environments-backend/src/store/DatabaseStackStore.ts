import type { DriftSummary } from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import { fromJson, optional, upsert } from './rows';
import type { AccountPlace, Place } from './sources';
import { identityOf } from './identityOf';
import { StackRow, toStackColumns, toStackIdentity } from './stackRow';
import type {
  StackOwner,
  StackReading,
  StackStore,
  StoredStack,
} from './StackStore';

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

function isOf(
  { name, account, region }: StackRow,
  owner: StackOwner | undefined,
): boolean {
  const unitName = owner?.unit.split('/')[1];
  return (
    account === owner?.account &&
    (region === owner.region || name.startsWith(`${unitName}-`))
  );
}

function toStack(row: StackRow, totalResources: number): StoredStack {
  return {
    ...toStackIdentity(row),
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
    driftWantedAt: optional(row.drift_wanted_at),
    drift: {
      status: row.drift_status as DriftSummary['status'],
      checkedResources: row.resources_checked,
      totalResources,
      driftedResources: row.resources_drifted,
      checkedAt: row.drift_checked_at,
      ...(row.drift_reason ? { reason: row.drift_reason } : {}),
    },
  };
}

/** Stacks in the plugin's database. */
export class DatabaseStackStore implements StackStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async replaceStacks(
    place: Place,
    stacks: StackReading[],
    options: { at: Date },
  ) {
    return this.#db.transaction(async trx => {
      const known = await trx<StackRow>('stacks')
        .where(place)
        .whereNull('deleted_at');
      const knownIds = new Set(known.map(row => row.stack_id));
      const seenIds = new Set(stacks.map(stack => stack.stackId));
      const removed = [...knownIds].filter(id => !seenIds.has(id));

      await upsert(trx, 'stacks', stacks.map(toStackColumns), ['stack_id']);
      await trx<StackRow>('stacks').whereIn('stack_id', removed).update({
        status: 'DELETE_COMPLETE',
        deleted_at: options.at.toISOString(),
      });
      await trx('stack_resources').whereIn('stack_id', removed).delete();
      const names = new Set(stacks.map(({ name }) => name));
      const gone = known.filter(
        row => !seenIds.has(row.stack_id) && !names.has(row.name),
      );
      if (gone.length > 0) {
        await trx('stack_constructs')
          .where(place)
          .whereIn(
            'stack_name',
            gone.map(row => row.name),
          )
          .delete();
      }
      return {
        added: stacks
          .filter(stack => !knownIds.has(stack.stackId))
          .map(identityOf),
        removed,
      };
    });
  }

  async listStacks(place?: AccountPlace) {
    const rows = await this.#db<StackRow>('stacks')
      .where(place ?? {})
      .whereNull('deleted_at')
      .orderBy(['account', 'region', 'name']);
    return this.#withTotals(rows);
  }

  async countByPlace() {
    const rows = await this.#db('stacks')
      .whereNull('deleted_at')
      .groupBy('account', 'region')
      .select('account', 'region')
      .count<Array<Place & { stacks: string | number }>>({ stacks: '*' });
    return rows.map(row => ({ ...row, stacks: Number(row.stacks) }));
  }

  async stacksNamed(place: Place, names: string[]) {
    const rows = await this.#db<StackRow>('stacks')
      .where(place)
      .where(named => named.whereIn('name', names).orWhereIn('stack_id', names))
      .orderByRaw('deleted_at is not null, deleted_at desc, created_at desc');
    return rows.map(toStackIdentity);
  }

  async stacksOfUnits(units: readonly StackOwner[]) {
    const owners = new Map(units.map(unit => [unit.entityRef, unit]));
    const rows = await this.#db<StackRow>('stacks')
      .whereIn('entity_ref', [...owners.keys()])
      .orderBy([{ column: 'name' }, { column: 'created_at', order: 'desc' }]);
    const own = rows.filter(row => isOf(row, owners.get(row.entity_ref)));
    return this.#withTotals(newestOfEachName(own));
  }

  async stackByEntityName(entityName: string) {
    const rows = await this.#db<StackRow>('stacks')
      .where({ entity_name: entityName })
      .orderBy('created_at', 'desc');
    return (await this.#withTotals(newestOfEachName(rows))).at(0);
  }

  async setDetailMarker(stackId: string, marker: string) {
    await this.#db('stacks')
      .where({ stack_id: stackId })
      .update({ detail_marker: marker });
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
    return rows.map(row => toStack(row, totals.get(row.stack_id) ?? 0));
  }
}
