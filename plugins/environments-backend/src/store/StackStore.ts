import type {
  Alarm,
  DriftSummary,
  StackEvent,
  StackIdentity,
  StatedDrill,
  StatedRecovery,
} from '@plinth/plugin-environments-common';

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
  driftRequestedAt?: string;
  /** The reading for which events and resources were read last. */
  detailMarker?: string;
  /** What its template states of its data stores; undefined before the template was read. */
  recovery?: StatedRecovery[];
  /** What its template states of drills; undefined before the template was read. */
  drills?: StatedDrill[];
  /** The state for which the template was read last. */
  templateMarker?: string;
}

/** A difference between template and resource. */
export interface PropertyDifference {
  path: string;
  type: 'ADD' | 'REMOVE' | 'NOT_EQUAL';
  expected?: string;
  actual?: string;
}

/** Drift of one resource. */
export type ResourceDriftStatus =
  'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'NOT_CHECKED';

/** One resource as the store knows it. */
export interface StoredResource {
  logicalId: string;
  physicalId?: string;
  resourceType: string;
  status: string;
  reason?: string;
  updatedAt?: string;
  drift?: ResourceDriftStatus;
  differences?: PropertyDifference[];
}

/** One stack event as the store knows it. */
export interface StoredStackEvent extends StackEvent {
  stackId: string;
  clientToken?: string;
}

/** What drift detection found. */
export interface DriftReading {
  checkedAt: string;
  status: DriftSummary['status'];
  resources: Array<{
    logicalId: string;
    drift: ResourceDriftStatus;
    differences: PropertyDifference[];
  }>;
}

/** What came and went between two sweeps. */
export interface StackChanges {
  added: StackIdentity[];
  /** ARNs. */
  removed: string[];
}

/** Stacks, their resources, events and alarms, as AWS last described them. */
export interface StackStore {
  /**
   * Replaces what is known of an account and region by a complete reading: stacks that it does not name are deleted
   * ones.
   */
  replaceStacks(
    place: { account: string; region: string },
    stacks: StackReading[],
    options: { at: Date },
  ): Promise<StackChanges>;
  /** All stacks that exist; with `place`, of one account and region. */
  listStacks(place?: {
    account: string;
    region: string;
  }): Promise<StoredStack[]>;
  /** Stacks of units, deleted ones only where nothing replaced them. */
  stacksOfEntities(entityRefs: string[]): Promise<StoredStack[]>;
  /** The stack behind a stack entity; undefined if there never was one. */
  stackByEntityName(entityName: string): Promise<StoredStack | undefined>;
  /** Records that events and resources were read for a state of the stack. */
  setDetailMarker(stackId: string, marker: string): Promise<void>;

  /** Records what the template of a stack states, and for which state of the stack it was read. */
  setStatements(
    stackId: string,
    stated: { recovery: StatedRecovery[]; drills: StatedDrill[] },
    options: { marker: string },
  ): Promise<void>;

  /** Replaces the resources of a stack, keeping the drift of those that stay. */
  replaceResources(stackId: string, resources: StoredResource[]): Promise<void>;
  /** The resources of a stack, by logical ID. */
  listResources(stackId: string): Promise<StoredResource[]>;
  /** The stacks in an account and region that own a physical resource. */
  ownersOf(
    place: { account: string; region: string },
    physicalIds: string[],
  ): Promise<
    Array<{
      physicalId: string;
      logicalId: string;
      resourceType: string;
      stack: StackIdentity;
    }>
  >;

  /** Adds events; those that are there already are left alone. */
  addEvents(events: StoredStackEvent[]): Promise<void>;
  /** Events before a position, newest first. */
  listEvents(
    stackId: string,
    options: { before?: { at: string; id: string }; limit: number },
  ): Promise<StoredStackEvent[]>;
  /** ID of the newest event that is stored. */
  newestEventId(stackId: string): Promise<string | undefined>;

  /** Records that drift detection was started. */
  driftRequested(
    stackId: string,
    options: { detectionId: string; at: Date },
  ): Promise<void>;
  /** Records what drift detection found. */
  setDrift(stackId: string, reading: DriftReading): Promise<void>;
  /** Forgets a detection that failed or that CloudFormation no longer knows. */
  clearDriftRequest(stackId: string): Promise<void>;

  /** Replaces the alarms of an account and region. */
  replaceAlarms(
    place: { account: string; region: string },
    alarms: Alarm[],
  ): Promise<void>;
  /** Alarms that are resources of the stacks, with the stack's ARN. */
  alarmsOf(
    stackIds: string[],
  ): Promise<Array<{ stackId: string; alarm: Alarm }>>;
}
