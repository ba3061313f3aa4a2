import { Knex } from 'knex';
import type { AccountCostStore } from './AccountCostStore';
import type { AlarmStore } from './AlarmStore';
import type { ConstructStore } from './ConstructStore';
import type { CostStore } from './CostStore';
import { DatabaseAccountCostStore } from './DatabaseAccountCostStore';
import { DatabaseAlarmStore } from './DatabaseAlarmStore';
import { DatabaseConstructStore } from './DatabaseConstructStore';
import { DatabaseCostStore } from './DatabaseCostStore';
import { DatabaseDeploymentStore } from './DatabaseDeploymentStore';
import { DatabaseDriftStore } from './DatabaseDriftStore';
import { DatabaseFleetStore } from './DatabaseFleetStore';
import { DatabaseFleetViewStore } from './DatabaseFleetViewStore';
import { DatabaseFleetUpgradeStore } from './DatabaseFleetUpgradeStore';
import { DatabaseForeignStackStore } from './DatabaseForeignStackStore';
import { DatabaseLeaseStore } from './DatabaseLeaseStore';
import { DatabaseNotifiedStore } from './DatabaseNotifiedStore';
import { DatabaseNudgeStore } from './DatabaseNudgeStore';
import { DatabasePlanStore } from './DatabasePlanStore';
import {
  DatabaseReadingStore,
  ReadingObjectives,
} from './DatabaseReadingStore';
import { DatabaseRepositoryStore } from './DatabaseRepositoryStore';
import { DatabaseResourceStore } from './DatabaseResourceStore';
import { DatabaseRunStore } from './DatabaseRunStore';
import { DatabaseStackCallStore } from './DatabaseStackCallStore';
import { DatabaseStackEventStore } from './DatabaseStackEventStore';
import { DatabaseStackStore } from './DatabaseStackStore';
import { DatabaseStatementStore } from './DatabaseStatementStore';
import { DatabaseSweepStore } from './DatabaseSweepStore';
import { DatabaseUsedTokenStore } from './DatabaseUsedTokenStore';
import type { DeploymentStore } from './DeploymentStore';
import type { DriftStore } from './DriftStore';
import type { FleetStore, FleetViewStore } from './FleetStore';
import type { FleetUpgradeStore } from './FleetUpgradeStore';
import type { ForeignStackStore } from './ForeignStackStore';
import type { LeaseStore } from './LeaseStore';
import type { NotifiedStore } from './NotifiedStore';
import type { NudgeStore } from './NudgeStore';
import type { PlanStore } from './PlanStore';
import type { ReadingStore } from './ReadingStore';
import type { RepositoryStore } from './RepositoryStore';
import type { ResourceStore } from './ResourceStore';
import type { RunStore } from './RunStore';
import type { StackCallStore } from './StackCallStore';
import type { StackEventStore } from './StackEventStore';
import type { StackStore } from './StackStore';
import type { StatementStore } from './StatementStore';
import type { SweepStore } from './SweepStore';
import type { UsedTokenStore } from './UsedTokenStore';

/** All of the stores; a consumer takes those that it needs. */
export interface Stores {
  accountCosts: AccountCostStore;
  alarms: AlarmStore;
  constructs: ConstructStore;
  costs: CostStore;
  deployments: DeploymentStore;
  drift: DriftStore;
  fleet: FleetStore;
  fleetUpgrades: FleetUpgradeStore;
  fleetViews: FleetViewStore;
  foreignStacks: ForeignStackStore;
  leases: LeaseStore;
  notified: NotifiedStore;
  nudges: NudgeStore;
  plans: PlanStore;
  readings: ReadingStore;
  repositories: RepositoryStore;
  resources: ResourceStore;
  runs: RunStore;
  stackCalls: StackCallStore;
  stackEvents: StackEventStore;
  stacks: StackStore;
  statements: StatementStore;
  sweeps: SweepStore;
  usedTokens: UsedTokenStore;
}

/**
 * The stores in the plugin's database, whose tables are up to date.
 *
 * @param options.objectives - how old what is known of sources may become before it counts as stale
 * @param options.runbooksUrl - where runbooks are read that alarms name without an address
 */
export function createStores(
  db: Knex,
  options: { objectives?: ReadingObjectives; runbooksUrl?: string } = {},
): Stores {
  return {
    accountCosts: new DatabaseAccountCostStore(db),
    alarms: new DatabaseAlarmStore(db, options),
    constructs: new DatabaseConstructStore(db),
    costs: new DatabaseCostStore(db),
    deployments: new DatabaseDeploymentStore(db),
    drift: new DatabaseDriftStore(db),
    fleet: new DatabaseFleetStore(db),
    fleetUpgrades: new DatabaseFleetUpgradeStore(db),
    fleetViews: new DatabaseFleetViewStore(db),
    foreignStacks: new DatabaseForeignStackStore(db),
    leases: new DatabaseLeaseStore(db),
    notified: new DatabaseNotifiedStore(db),
    nudges: new DatabaseNudgeStore(db),
    plans: new DatabasePlanStore(db),
    readings: new DatabaseReadingStore(db, options.objectives),
    repositories: new DatabaseRepositoryStore(db),
    resources: new DatabaseResourceStore(db),
    runs: new DatabaseRunStore(db),
    stackCalls: new DatabaseStackCallStore(db),
    stackEvents: new DatabaseStackEventStore(db),
    stacks: new DatabaseStackStore(db),
    statements: new DatabaseStatementStore(db),
    sweeps: new DatabaseSweepStore(db),
    usedTokens: new DatabaseUsedTokenStore(db),
  };
}
