import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  FleetUpgradeStore,
  FleetUpgradeUnit,
  StoredFleetUpgrade,
} from '../store';
import { decideUpgrade, type UnitFacts } from './decideUpgrade';

/** Asks for the upgrade of one unit, and tells what became of that. */
export interface UpgradeRequests {
  /** The task that opens the pull request, or finds the one that is open. */
  ask(unit: FleetUpgradeUnit, upgrade: StoredFleetUpgrade): Promise<string>;
}

/** Knows what became of the units of upgrades. */
export interface UpgradeFacts {
  of(units: readonly FleetUpgradeUnit[]): Promise<Map<string, UnitFacts>>;
}

/**
 * Moves fleet upgrades on. It keeps nothing in the process: each turn reads how far the store says that they are, and writes what it does
 * before the next thing. Whoever is killed in between asks for a pull request twice, and finds it the second time.
 */
export class FleetConductor {
  readonly #store: FleetUpgradeStore;
  readonly #requests: UpgradeRequests;
  readonly #facts: UpgradeFacts;
  readonly #logger: LoggerService;
  readonly #now: () => Date;

  constructor(options: {
    fleetUpgrades: FleetUpgradeStore;
    requests: UpgradeRequests;
    facts: UpgradeFacts;
    logger: LoggerService;
    now: () => Date;
  }) {
    this.#store = options.fleetUpgrades;
    this.#requests = options.requests;
    this.#facts = options.facts;
    this.#logger = options.logger;
    this.#now = options.now;
  }

  /** Moves each upgrade that is not over; one that cannot be told about keeps no other from going on. */
  async turn(): Promise<void> {
    const upgrades = await this.#store.list();
    for (const upgrade of upgrades) {
      if (upgrade.state !== 'finished') {
        await this.#move(upgrade).catch(error =>
          this.#logger.error(
            `The upgrade ${upgrade.id} of ${upgrade.request.blueprint} could not go on`,
            toError(error),
          ),
        );
      }
    }
  }

  async #move(upgrade: StoredFleetUpgrade): Promise<void> {
    const { id } = upgrade;
    const busy = upgrade.units.filter(({ state }) =>
      ['asked', 'open', 'settling'].includes(state),
    );
    const facts = await this.#facts.of(busy);
    const decision = decideUpgrade(
      upgrade,
      ({ entityRef }) => facts.get(entityRef) ?? {},
      this.#now(),
    );
    await this.#store.putUnits(id, decision.changed);
    if (decision.move) {
      await this.#store.move(id, ['running'], decision.move);
    }
    for (const unit of decision.ask) {
      // Somebody may have paused it meanwhile.
      if ((await this.#store.get(id))?.state !== 'running') {
        return;
      }
      const asked = { ...unit, state: 'asked' as const };
      await this.#store.putUnits(id, [asked]);
      const taskId = await this.#requests.ask(unit, upgrade);
      await this.#store.putUnits(id, [{ ...asked, taskId }]);
    }
  }
}
