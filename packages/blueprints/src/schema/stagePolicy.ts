import type { Stage } from './stages';

/** What a stage decides about everything that lives in it. */
export interface StagePolicy {
  /** What becomes of data when its resource leaves the template or its stack is deleted. */
  readonly onRemoval: 'delete' | 'snapshot' | 'retain';
  /** Whether CloudFormation refuses to delete the stack. */
  readonly terminationProtection: boolean;
  /** Whether databases and load balancers refuse to be deleted. */
  readonly deletionProtection: boolean;
  /** Days for which databases can be restored to any point in time. */
  readonly backupDays: number;
  /** Days for which logs of workloads and networks are kept. */
  readonly logDays: 7 | 30 | 90 | 365;
  /** Days for which old versions of objects are kept. */
  readonly objectVersionDays: number;
  /** Days between the request to delete a key and its end. */
  readonly keyDeletionDays: number;
  /** Whether databases report every minute to the operating system's and the query's detail. */
  readonly databaseInsights: boolean;
  /** Whether containers run on spot capacity. */
  readonly spot: boolean;
  /** Least and most copies of a service. */
  readonly serviceCopies: readonly [min: number, max: number];
  /** Whether a node of log search stands in every zone, or one alone. */
  readonly searchInEveryZone: boolean;
  /**
   * Days from one drill of a recovery procedure to the next.
   *
   * @default - none is asked for
   */
  readonly drillDays?: number;
}

/** What differs between stages, in one table; sizes and zones are parameters with defaults per stage. */
export const STAGE_POLICIES: Readonly<Record<Stage, StagePolicy>> = {
  preview: {
    onRemoval: 'delete',
    terminationProtection: false,
    deletionProtection: false,
    backupDays: 1,
    logDays: 7,
    objectVersionDays: 7,
    keyDeletionDays: 7,
    databaseInsights: false,
    spot: true,
    serviceCopies: [1, 2],
    searchInEveryZone: false,
  },
  dev: {
    onRemoval: 'snapshot',
    terminationProtection: true,
    deletionProtection: true,
    backupDays: 7,
    logDays: 30,
    objectVersionDays: 30,
    keyDeletionDays: 30,
    databaseInsights: false,
    spot: true,
    serviceCopies: [1, 3],
    searchInEveryZone: false,
  },
  staging: {
    onRemoval: 'snapshot',
    terminationProtection: true,
    deletionProtection: true,
    backupDays: 14,
    logDays: 90,
    objectVersionDays: 90,
    keyDeletionDays: 30,
    databaseInsights: true,
    spot: false,
    serviceCopies: [2, 10],
    searchInEveryZone: true,
    drillDays: 180,
  },
  production: {
    onRemoval: 'retain',
    terminationProtection: true,
    deletionProtection: true,
    backupDays: 35,
    logDays: 365,
    objectVersionDays: 365,
    keyDeletionDays: 30,
    databaseInsights: true,
    spot: false,
    serviceCopies: [3, 20],
    searchInEveryZone: true,
    drillDays: 180,
  },
  shared: {
    onRemoval: 'retain',
    terminationProtection: true,
    deletionProtection: true,
    backupDays: 35,
    logDays: 365,
    objectVersionDays: 365,
    keyDeletionDays: 30,
    databaseInsights: true,
    spot: false,
    serviceCopies: [2, 10],
    searchInEveryZone: true,
    drillDays: 180,
  },
};

/** What the stage decides. */
export function stagePolicy(stage: Stage): StagePolicy {
  return STAGE_POLICIES[stage];
}
