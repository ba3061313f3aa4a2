import type {
  UnitIdentity,
  DriftSummary,
  StackIdentity,
  StatedDrill,
  StatedRecovery,
} from '@plinth/plugin-environments-common';
import type { AccountPlace, Place } from './sources';

/** What the stack's `PlinthProvenance` output says it was made from. */
export interface StackProvenance {
  commit: string;
  pullRequest?: number;
  run?: string;
  planHash?: string;
}

/** One stack as CloudFormation describes it. */
export interface StackReading extends StackIdentity {
  createdAt: string;
  /** Last update, or creation. */
  updatedAt: string;
  status: string;
  statusReason?: string;
  provenance?: StackProvenance;
  /**
   * Names of the outputs that have a value; the values are not kept.
   *
   * @default - none
   */
  outputs?: string[];
}

/** One stack as the store knows it. */
export interface StoredStack extends StackReading {
  deletedAt?: string;
  drift: DriftSummary;
  driftDetectionId?: string;
  /** When its drift was asked for last, whether or not CloudFormation could check it. */
  driftRequestedAt?: string;
  /** After when a check has to have begun, since somebody changed a resource or asked. */
  driftWantedAt?: string;
  /** The reading for which events and resources were read last. */
  detailMarker?: string;
  /** What its template states of its data stores; undefined before the template was read. */
  recovery?: StatedRecovery[];
  /** What its template states of drills; undefined before the template was read. */
  drills?: StatedDrill[];
  /** The state for which the template was read last. */
  templateMarker?: string;
}

/** What came and went between two sweeps. */
export interface StackChanges {
  added: StackIdentity[];
  /** ARNs. */
  removed: string[];
}

/** A unit, as far as it says which stacks can be its own. */
export type StackOwner = Pick<
  UnitIdentity,
  'entityRef' | 'unit' | 'account' | 'region'
>;

/** Stacks, as CloudFormation last described them. */
export interface StackStore {
  /**
   * Replaces what is known of an account and region by a complete reading: stacks that it does not name are deleted
   * ones.
   */
  replaceStacks(
    place: Place,
    stacks: StackReading[],
    options: { at: Date },
  ): Promise<StackChanges>;
  /** All stacks that exist; with `place`, of one account, or of one region of it. */
  listStacks(place?: AccountPlace): Promise<StoredStack[]>;
  /** How many stacks exist in each account and region that has any. */
  countByPlace(): Promise<Array<Place & { stacks: number }>>;
  /** Stacks with these names or ARNs in a place, those that exist first, then those that went last. */
  stacksNamed(place: Place, names: string[]): Promise<StackIdentity[]>;
  /**
   * Stacks of units, deleted ones only where nothing replaced them. A tag says whose a stack is, and whoever may tag one can
   * write it: it counts in the unit's account, and in its region for all but companions, which are named after the unit.
   */
  stacksOfUnits(units: readonly StackOwner[]): Promise<StoredStack[]>;
  /** The stack behind a stack entity; undefined if there never was one. */
  stackByEntityName(entityName: string): Promise<StoredStack | undefined>;
  /** Records that events and resources were read for a state of the stack. */
  setDetailMarker(stackId: string, marker: string): Promise<void>;
}
