import type { Unit } from '@plinth/blueprints/schema';

/** What can be wrong with a unit of a fleet, as whoever watches it meets it. */
export const AILMENTS = [
  'drifted',
  'failed',
  'rolledBack',
  'behind',
  'overBudget',
  'alarm',
  'orphaned',
] as const;

/** One of {@link AILMENTS}. */
export type Ailment = (typeof AILMENTS)[number];

/** An account that a fleet stands in; all of its units have one stage. */
export interface FleetAccount {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly [Unit['stage']];
  readonly regions: readonly string[];
  /** Whether it stops to answer some minutes after the fleet was made, so that what is known of it grows old. */
  readonly falls: boolean;
}

/** A unit of a fleet as it is at the end of its history, and what is wrong with it, if anything is. */
export interface FleetMember {
  readonly unit: Unit;
  readonly ailment?: Ailment;
}

/** One merged request of a fleet's history: what its units became by it. */
export interface FleetChange {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly title: string;
  /** Login of who asked for it. */
  readonly requester: string;
  readonly approver: string;
  /** Units as they are after it; the folders of those that it removes leave the repository, and their stacks stay. */
  readonly units: readonly Unit[];
  readonly kind: 'creation' | 'update' | 'removal';
  /**
   * How its deployment went for all of its units.
   *
   * @default succeeded
   */
  readonly deployment?: 'rolledBack' | 'failed' | 'notDeployed';
}

/** Many environments and tenants with their owners and a year of history, all of which follow from a seed. */
export interface Fleet {
  readonly accounts: readonly FleetAccount[];
  /** Names of the groups that own units. */
  readonly teams: readonly string[];
  readonly members: readonly FleetMember[];
  /** From the oldest to the newest. */
  readonly changes: readonly FleetChange[];
}
