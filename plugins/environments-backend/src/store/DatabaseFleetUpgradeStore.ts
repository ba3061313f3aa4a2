import type { FleetUpgrade } from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import type {
  FleetUpgradeStore,
  FleetUpgradeUnit,
  StoredFleetUpgrade,
} from './FleetUpgradeStore';
import { optional, upsert } from './rows';

interface UpgradeRow {
  id: string;
  created_at: string;
  requester: string;
  request: string;
  state: string;
  reason: string | null;
  changed_by: string | null;
}

interface UnitRow {
  upgrade_id: string;
  entity_ref: string;
  position: number;
  wave: number;
  unit: string;
  state: string;
  progress: string;
}

/** Fleet upgrades in the plugin's database. */
export class DatabaseFleetUpgradeStore implements FleetUpgradeStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async create(upgrade: StoredFleetUpgrade): Promise<void> {
    const { id, createdAt, requester, request, state } = upgrade;
    await this.#db.transaction(async trx => {
      await trx<UpgradeRow>('fleet_upgrades').insert({
        id,
        created_at: createdAt,
        requester,
        request: JSON.stringify(request),
        state,
      });
      await putUnits(trx, id, upgrade.units);
    });
  }

  async get(id: string): Promise<StoredFleetUpgrade | undefined> {
    const [found] = await this.#read(query => query.where({ id }));
    return found;
  }

  async list(): Promise<StoredFleetUpgrade[]> {
    return this.#read(query =>
      query.orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id' },
      ]),
    );
  }

  async putUnits(
    id: string,
    units: readonly FleetUpgradeUnit[],
  ): Promise<void> {
    await putUnits(this.#db, id, units);
  }

  async move(
    id: string,
    from: readonly FleetUpgrade['state'][],
    to: Pick<FleetUpgrade, 'state' | 'reason' | 'changedBy'>,
  ): Promise<boolean> {
    const moved = await this.#db<UpgradeRow>('fleet_upgrades')
      .where({ id })
      .whereIn('state', [...from])
      .update({
        state: to.state,
        reason: to.reason ?? null,
        ...(to.changedBy !== undefined && { changed_by: to.changedBy }),
      });
    return moved > 0;
  }

  async #read(
    narrow: (
      query: Knex.QueryBuilder<UpgradeRow, UpgradeRow[]>,
    ) => Knex.QueryBuilder<UpgradeRow, UpgradeRow[]>,
  ): Promise<StoredFleetUpgrade[]> {
    const rows = await narrow(this.#db<UpgradeRow>('fleet_upgrades'));
    const units = await this.#db<UnitRow>('fleet_upgrade_units')
      .whereIn(
        'upgrade_id',
        rows.map(({ id }) => id),
      )
      .orderBy('position');
    return rows.map(row => ({
      id: row.id,
      createdAt: row.created_at,
      requester: row.requester,
      request: JSON.parse(row.request),
      state: row.state as FleetUpgrade['state'],
      reason: optional(row.reason),
      changedBy: optional(row.changed_by),
      units: units
        .filter(({ upgrade_id }) => upgrade_id === row.id)
        .map(readUnit),
    }));
  }
}

async function putUnits(
  db: Knex,
  id: string,
  units: readonly FleetUpgradeUnit[],
): Promise<void> {
  await upsert<UnitRow>(
    db,
    'fleet_upgrade_units',
    units.map(
      ({
        entityRef,
        position,
        wave,
        state,
        name,
        stage,
        owner,
        repository,
        path,
        ...progress
      }) => ({
        upgrade_id: id,
        entity_ref: entityRef,
        position,
        wave,
        unit: JSON.stringify({ name, stage, owner, repository, path }),
        state,
        progress: JSON.stringify(progress),
      }),
    ),
    ['upgrade_id', 'entity_ref'],
  );
}

function readUnit(row: UnitRow): FleetUpgradeUnit {
  return {
    ...JSON.parse(row.unit),
    ...JSON.parse(row.progress),
    entityRef: row.entity_ref,
    position: row.position,
    wave: row.wave,
    state: row.state,
  };
}
