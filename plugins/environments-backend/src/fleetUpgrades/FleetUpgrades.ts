import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { BlueprintRegistry, Stage } from '@plinth/blueprints/schema';
import type {
  FleetUpgrade,
  FleetUpgradeRequest,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { randomUUID } from 'node:crypto';
import type {
  FleetUpgradeStore,
  FleetUpgradeUnit,
  StoredFleetUpgrade,
} from '../store';
import type { CatalogUnits } from '../units/CatalogUnits';
import { planWaves } from './planWaves';

/** Begins upgrades of fleets, pauses and resumes them, and tells how far they are. */
export class FleetUpgrades {
  readonly #store: FleetUpgradeStore;
  readonly #units: Pick<CatalogUnits, 'all'>;
  readonly #versionOf: (unit: UnitIdentity) => Promise<string>;
  readonly #stageOrder: (unit: UnitIdentity) => Promise<readonly Stage[]>;
  readonly #blueprints: BlueprintRegistry;
  readonly #now: () => Date;

  constructor(options: {
    fleetUpgrades: FleetUpgradeStore;
    units: Pick<CatalogUnits, 'all'>;
    /** The version of its blueprint that a unit has on the protected branch. */
    versionOf: (unit: UnitIdentity) => Promise<string>;
    /** The order of stages that governance of its repository states; empty where it states none. */
    stageOrder: (unit: UnitIdentity) => Promise<readonly Stage[]>;
    blueprints: BlueprintRegistry;
    now: () => Date;
  }) {
    this.#store = options.fleetUpgrades;
    this.#units = options.units;
    this.#versionOf = options.versionOf;
    this.#stageOrder = options.stageOrder;
    this.#blueprints = options.blueprints;
    this.#now = options.now;
  }

  /**
   * Begins an upgrade of all units of a blueprint that are older and that the person may see, or only tells its waves.
   *
   * @param options.allowed - those of the units that the person may ask to be changed
   *
   * @throws InputError where there is no such version, nothing to upgrade, or a unit is not the person's to change; ConflictError where
   * another upgrade has one of them
   */
  async begin(
    { dryRun, key, ...request }: FleetUpgradeRequest,
    options: {
      credentials: BackstageCredentials;
      /** Entity reference. */
      requester: string;
      allowed: (units: UnitIdentity[]) => Promise<UnitIdentity[]>;
    },
  ): Promise<FleetUpgrade> {
    const known = key === undefined ? undefined : await this.#store.get(key);
    if (known?.requester === options.requester) {
      return shown(known);
    }
    const units = await this.#older(request, options.credentials);
    const mine = await options.allowed(units);
    const others = units.filter(unit => !mine.includes(unit));
    if (others.length > 0) {
      throw new InputError(
        `You may not ask for a change of ${named(others)}; narrow the upgrade by stages or owners, or have their owners begin it`,
      );
    }
    await this.#refuseTaken(units);
    const waves = planWaves(units, {
      size: request.waveSize,
      order: await this.#stageOrder(units[0]),
    });
    const upgrade: StoredFleetUpgrade = {
      id: known || key === undefined ? randomUUID() : key,
      createdAt: this.#now().toISOString(),
      requester: options.requester,
      request,
      state: 'running',
      units: waves.map(toUnit),
    };
    if (!dryRun) {
      await this.#store.create(upgrade);
    }
    return shown(upgrade);
  }

  /** All of them, newest first. */
  async list(): Promise<FleetUpgrade[]> {
    return (await this.#store.list()).map(shown);
  }

  /** Keeps an upgrade from asking for more; what is open goes on. */
  async pause(id: string, person: string): Promise<FleetUpgrade> {
    await this.#require(id);
    const moved = await this.#store.move(id, ['running'], {
      state: 'paused',
      changedBy: person,
    });
    const now = await this.#require(id);
    if (!moved) {
      throw new ConflictError(`The upgrade is ${now.state}, not running`);
    }
    return shown(now);
  }

  /**
   * Lets an upgrade go on. What failed is asked for again, but for what is left out.
   *
   * @param leaveOut - entity references of failed units that stay as they are
   */
  async resume(
    id: string,
    person: string,
    leaveOut: readonly string[] = [],
  ): Promise<FleetUpgrade> {
    const { units, state } = await this.#require(id);
    if (state !== 'paused' && state !== 'stopped') {
      throw new ConflictError(`The upgrade is ${state}, so it cannot resume`);
    }
    const failed = units.filter(unit => unit.state === 'failed');
    const strangers = leaveOut.filter(
      ref => !failed.some(({ entityRef }) => entityRef === ref),
    );
    if (strangers.length > 0) {
      throw new InputError(
        `leaveOut: ${strangers.join(', ')} did not fail in this upgrade`,
      );
    }
    await this.#store.putUnits(
      id,
      failed.map(unit =>
        leaveOut.includes(unit.entityRef)
          ? { ...unit, state: 'leftOut' as const }
          : again(unit),
      ),
    );
    await this.#store.move(id, ['paused', 'stopped'], {
      state: 'running',
      changedBy: person,
    });
    return shown(await this.#require(id));
  }

  async #older(
    request: FleetUpgradeRequest,
    credentials: BackstageCredentials,
  ): Promise<UnitIdentity[]> {
    const { blueprint, version, stages, owners } = request;
    if (!this.#blueprints.find(blueprint, version)) {
      throw new InputError(
        `version: there is no version ${version} of blueprint ${blueprint}`,
      );
    }
    const candidates = (await this.#units.all(credentials)).filter(
      unit =>
        unit.blueprint.split('@')[0] === blueprint &&
        (!stages?.length || stages.includes(unit.stage)) &&
        (!owners?.length || owners.includes(unit.owner)),
    );
    const older: UnitIdentity[] = [];
    for (const unit of candidates) {
      const newer = this.#blueprints.newerThan(
        blueprint,
        await this.#versionOf(unit),
      );
      if (newer?.some(schema => schema.version === version)) {
        older.push(unit);
      }
    }
    if (older.length === 0) {
      throw new InputError(
        `No unit that you see here has an older version of ${blueprint} than ${version}, of ${candidates.length} that have the blueprint`,
      );
    }
    return older;
  }

  async #refuseTaken(units: readonly UnitIdentity[]): Promise<void> {
    for (const upgrade of await this.#store.list()) {
      const taken =
        upgrade.state === 'finished'
          ? []
          : upgrade.units.filter(
              ({ entityRef, state }) =>
                state !== 'done' &&
                state !== 'leftOut' &&
                units.some(unit => unit.entityRef === entityRef),
            );
      if (taken.length > 0) {
        throw new ConflictError(
          `${named(taken)} ${taken.length > 1 ? 'are' : 'is'} part of the upgrade to ${upgrade.request.blueprint} ${upgrade.request.version} that began ${upgrade.createdAt.slice(0, 10)} and is ${upgrade.state}; resume that one, and leave out what stays behind`,
        );
      }
    }
  }

  async #require(id: string): Promise<StoredFleetUpgrade> {
    const upgrade = await this.#store.get(id);
    if (!upgrade) {
      throw new NotFoundError(`There is no upgrade ${id}`);
    }
    return upgrade;
  }
}

/** A unit that failed, as if that had not been: asked for again, or awaited again where its change is merged. */
function again({
  reason: _,
  taskId,
  pullRequest,
  healthySince,
  ...unit
}: FleetUpgradeUnit): FleetUpgradeUnit {
  return unit.merged
    ? { ...unit, pullRequest, state: 'settling' }
    : { ...unit, state: 'waiting' };
}

function toUnit(
  unit: UnitIdentity & { wave: number; position: number },
): FleetUpgradeUnit {
  const { entityRef, name, stage, owner, wave, position, repository } = unit;
  return {
    entityRef,
    name,
    stage,
    owner,
    wave,
    position,
    repository,
    path: unit.unit,
    state: 'waiting',
  };
}

/** What people are told of it. */
function shown(upgrade: StoredFleetUpgrade): FleetUpgrade {
  return {
    ...upgrade,
    units: upgrade.units.map(
      ({ taskId, healthySince, merged, repository, path, ...unit }) => unit,
    ),
  };
}

function named(units: ReadonlyArray<{ name: string }>): string {
  const names = units.map(({ name }) => name);
  return names.length > 5
    ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
    : names.join(', ');
}
