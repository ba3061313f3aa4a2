import type { FleetUpgrade } from '@plinth/plugin-environments-common';

/** How far one unit of a fleet's upgrade is. */
export type FleetUpgradeUnit = FleetUpgrade['units'][number] & {
  /** `host/owner/repo` of the unit; undefined where its entity does not say. */
  readonly repository?: string;
  /** Folder of the unit. */
  readonly path: string;
  /** The scaffolder's task that asks for its pull request. */
  readonly taskId?: string;
  /** Its pull request is merged. */
  readonly merged?: boolean;
  /** Since when it has been Healthy after its deployment, ISO 8601. */
  readonly healthySince?: string;
};

/** A fleet's upgrade as the store keeps it. */
export type StoredFleetUpgrade = Omit<FleetUpgrade, 'units'> & {
  readonly units: readonly FleetUpgradeUnit[];
};

/** Upgrades of many units: what a restarted portal goes on with. */
export interface FleetUpgradeStore {
  create(upgrade: StoredFleetUpgrade): Promise<void>;
  /** One of them; undefined if there is none. */
  get(id: string): Promise<StoredFleetUpgrade | undefined>;
  /** All, newest first. */
  list(): Promise<StoredFleetUpgrade[]>;
  /** Replaces what is known of some units. */
  putUnits(id: string, units: readonly FleetUpgradeUnit[]): Promise<void>;
  /**
   * Moves an upgrade from one of some states to another; false, and nothing happens, if it is in none of them: somebody else was
   * there first.
   */
  move(
    id: string,
    from: readonly FleetUpgrade['state'][],
    to: Pick<FleetUpgrade, 'state' | 'reason' | 'changedBy'>,
  ): Promise<boolean>;
}
