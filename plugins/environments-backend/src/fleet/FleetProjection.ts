import type { UnitIdentity } from '@plinth/plugin-environments-common';
import { Mutex } from 'async-mutex';
import { setTimeout as wait } from 'node:timers/promises';
import { SingleFlight } from '../collect/reading/SingleFlight';
import type { UnitRepositories } from '../config/UnitRepositories';
import type { HealthService } from '../health/HealthService';
import type { CostStore, FleetPart, FleetStore, LeaseStore } from '../store';
import type { CatalogUnits } from '../units/CatalogUnits';
import { daysOfUnitMonth } from '../costs/unitMonth';
import { fleetRow } from './fleetRow';

/** Units that are judged together. */
const BATCH = 200;

/** Units that are told anew for every reader, which takes some hundredths of a second. */
const FEW = 200;

/** A larger fleet is not told anew before this many times as long has passed as telling it took. */
const REST = 20;

/** For how long a reader waits for the fleet to be told rather than being shown what was last told, milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Tells the fleet from the catalog and the stores, and keeps it: all of it when it is looked at, and its parts when facts about
 * them change. One replica does so at a time, since one that began earlier could else write over what is newer.
 */
export class FleetProjection {
  readonly #units: Pick<CatalogUnits, 'pages'>;
  readonly #health: HealthService;
  readonly #costs: CostStore;
  readonly #fleet: FleetStore;
  readonly #leases: LeaseStore;
  readonly #repositories: UnitRepositories;
  readonly #changed: () => void;
  readonly #now: () => Date;
  readonly #flights = new SingleFlight();
  /** Leases are for other replicas: who waits for one looks for it now and then only. */
  readonly #mutex = new Mutex();
  /** When all of it was last told by this process, how long that took, in milliseconds, and how many units it has. */
  #told: { at: number; took: number; units: number } | undefined;

  constructor(options: {
    units: Pick<CatalogUnits, 'pages'>;
    health: HealthService;
    costs: CostStore;
    fleet: FleetStore;
    leases: LeaseStore;
    repositories: UnitRepositories;
    /** Is called back when rows have changed. */
    changed: () => void;
    now: () => Date;
  }) {
    this.#units = options.units;
    this.#health = options.health;
    this.#costs = options.costs;
    this.#fleet = options.fleet;
    this.#leases = options.leases;
    this.#repositories = options.repositories;
    this.#changed = options.changed;
    this.#now = options.now;
  }

  /**
   * Tells all of the fleet from the catalog. Throws what the catalog or a store throws; what was told before then stays, but
   * for units that were told anew already.
   */
  refresh(): Promise<void> {
    return this.#flights.run('all', () =>
      this.#alone(async () => {
        const began = performance.now();
        const references: string[] = [];
        for await (const units of this.#units.pages()) {
          references.push(...units.map(unit => unit.entityRef));
          await this.#keep(units);
        }
        this.#note(await this.#fleet.retain(references));
        const ended = performance.now();
        this.#told = {
          at: ended,
          took: ended - began,
          units: references.length,
        };
      }),
    );
  }

  /** Tells what is known of a part of the fleet anew, without asking the catalog. */
  refreshPart(part: FleetPart): Promise<void> {
    return this.#flights.run(JSON.stringify(part), () =>
      this.#alone(async () => {
        const units = await this.#fleet.identities(part);
        for (let i = 0; i < units.length; i += BATCH) {
          await this.#keep(units.slice(i, i + BATCH));
        }
      }),
    );
  }

  /**
   * Sees to it that the fleet is shown as it is: a small one, or one that was never told, is told before this resolves; a larger one is
   * told anew meanwhile, as often as costs a small part of a processor.
   *
   * @param onError - is told why the fleet could not be told anew while nobody waited
   */
  async settle(onError: (error: unknown) => void): Promise<void> {
    const told = this.#told;
    const isLarge = told && told.units > FEW;
    if (isLarge && performance.now() - told.at < told.took * REST) {
      return;
    }
    const refreshed = this.refresh();
    if (isLarge) {
      refreshed.catch(onError);
      return;
    }
    // A replica that died keeps its lease for longer than anybody waits for a page.
    const impatience = new AbortController();
    try {
      await Promise.race([
        refreshed,
        wait(PATIENCE_MS, undefined, {
          ref: false,
          signal: impatience.signal,
        }),
      ]);
    } finally {
      impatience.abort();
    }
  }

  #alone(work: () => Promise<void>): Promise<void> {
    return this.#mutex.runExclusive(() => this.#leases.hold('fleet', work));
  }

  async #keep(units: UnitIdentity[]): Promise<void> {
    const repositories = units.map(unit => this.#repositories.of(unit));
    const today = this.#now().toISOString().slice(0, 10);
    const [healths, costs] = await Promise.all([
      this.#health.healthOf(
        units.map((unit, index) => ({
          ...unit,
          repository: repositories[index],
        })),
      ),
      this.#costs.daily(
        units.map(unit => unit.entityRef),
        daysOfUnitMonth(today),
      ),
    ]);
    const written = await this.#fleet.put(
      units.map((unit, index) => ({
        identity: unit,
        repository: repositories[index]?.fullName,
        row: fleetRow(unit, healths[index], {
          days: costs.get(unit.entityRef) ?? [],
          today,
        }),
      })),
    );
    this.#note(written);
  }

  #note(rows: number): void {
    if (rows > 0) {
      this.#changed();
    }
  }
}
