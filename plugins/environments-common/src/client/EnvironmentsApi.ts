import type {
  AccountCosts,
  AccountCostsQuery,
  BlueprintList,
  ChangePage,
  DeploymentPage,
  DeploymentTimeline,
  ConnectionFindings,
  Costs,
  CostsQuery,
  DriftAdoption,
  DriftCheck,
  EnvironmentPage,
  Estimate,
  EstimateRequest,
  FleetUpgrade,
  FleetUpgradeList,
  FleetUpgradeRequest,
  FleetFilter,
  FleetGrouping,
  FleetGroups,
  FleetMatrix,
  FleetMatrixQuery,
  FreezeList,
  Health,
  Home,
  ListChangesQuery,
  ListDeploymentsQuery,
  ListEnvironmentsQuery,
  NudgeAnswer,
  Operations,
  PlacementList,
  Readiness,
  Recovery,
  RequestAddress,
  RequestStory,
  StackDrift,
  StackEventPage,
  StackResourceList,
  UnitOnMain,
} from '../types';

/** Options of every request. */
export interface EnvironmentsRequestOptions {
  /** A Backstage token, where the fetch implementation does not add one: in the back end. */
  token?: string;
  /** Aborts the request. */
  signal?: AbortSignal;
}

/** The HTTP API of the environments plugin. Every method throws a `ResponseError` when the API refuses. */
export interface EnvironmentsApi {
  /** The fleet, one row per environment or tenant that the caller may read. */
  listEnvironments(
    query?: ListEnvironmentsQuery,
    options?: EnvironmentsRequestOptions,
  ): Promise<EnvironmentPage>;
  /** The units that match, by what they have in common, with sums over all of them. */
  groupEnvironments(
    query: FleetFilter & { by: FleetGrouping },
    options?: EnvironmentsRequestOptions,
  ): Promise<FleetGroups>;
  /** The units that match as systems by stages. */
  getFleetMatrix(
    query?: FleetMatrixQuery,
    options?: EnvironmentsRequestOptions,
  ): Promise<FleetMatrix>;
  /** The units that match as comma-separated values, for a spreadsheet. */
  exportEnvironments(
    query?: FleetFilter,
    options?: EnvironmentsRequestOptions,
  ): Promise<Blob>;
  /** Health of an environment, tenant or stack entity. */
  getHealth(
    entityRef: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<Health>;
  /** The checklist of the unit's blueprint against what is deployed. */
  getReadiness(
    entityRef: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<Readiness>;
  /** What the protected branch says of the unit, as of now. */
  getUnit(
    entityRef: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<UnitOnMain>;
  /** How each data store survives, as the deployed templates state it. */
  getRecovery(
    entityRef: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<Recovery>;
  /** Events of one stack, newest first; with `resource`, those of one resource, by its logical ID. */
  getStackEvents(
    entityRef: string,
    stack: string,
    query?: { cursor?: string; resource?: string },
    options?: EnvironmentsRequestOptions,
  ): Promise<StackEventPage>;
  /** Resources of one stack. */
  getStackResources(
    entityRef: string,
    stack: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<StackResourceList>;
  /** Last drift detection of one stack. */
  getStackDrift(
    entityRef: string,
    stack: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<StackDrift>;
  /** Has drift looked for with the next sweep. */
  checkDrift(
    entityRef: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<DriftCheck>;
  /** Which parameters would make the unit what it has become. */
  getDriftAdoption(
    entityRef: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<DriftAdoption>;
  /** Daily cost, forecast and budget. */
  getCosts(
    entityRef: string,
    query?: CostsQuery,
    options?: EnvironmentsRequestOptions,
  ): Promise<Costs>;
  /** What of each account's bill is whose. */
  getAccountCosts(
    query?: AccountCostsQuery,
    options?: EnvironmentsRequestOptions,
  ): Promise<AccountCosts>;
  /** The audit trail, newest first. */
  listChanges(
    entityRef: string,
    query?: ListChangesQuery,
    options?: EnvironmentsRequestOptions,
  ): Promise<ChangePage>;
  /** Runs of the pipeline that deployed the unit, or should have; newest first. */
  listDeployments(
    entityRef: string,
    query?: ListDeploymentsQuery,
    options?: EnvironmentsRequestOptions,
  ): Promise<DeploymentPage>;
  /** What one deployment did with each resource of the unit, and when. */
  getDeploymentTimeline(
    entityRef: string,
    deployment: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<DeploymentTimeline>;
  /** How far a request has come. */
  getRequest(
    address: RequestAddress,
    options?: EnvironmentsRequestOptions,
  ): Promise<RequestStory>;
  /** Mentions those whose turn it is, once a day at most. */
  nudgeRequest(
    address: RequestAddress,
    options?: EnvironmentsRequestOptions,
  ): Promise<NudgeAnswer>;
  /** Where the request of a scaffolder task is. */
  getRequestOfTask(
    task: string,
    options?: EnvironmentsRequestOptions,
  ): Promise<RequestAddress>;
  /** What concerns the reader, with what changed since a time, ISO 8601. */
  getHome(
    query?: { since?: string },
    options?: EnvironmentsRequestOptions,
  ): Promise<Home>;
  /** What can be requested. */
  listBlueprints(options?: EnvironmentsRequestOptions): Promise<BlueprintList>;
  /** Where it can be requested. */
  listPlacements(options?: EnvironmentsRequestOptions): Promise<PlacementList>;
  /** Whether GitHub and AWS are connected as the guide asks, found at most `maxAge` seconds ago. */
  examineConnections(
    query?: { maxAge?: number },
    options?: EnvironmentsRequestOptions,
  ): Promise<ConnectionFindings>;
  /** How the collectors do: what is fresh, what rate is left, and who sweeps which account and region. */
  getOperations(options?: EnvironmentsRequestOptions): Promise<Operations>;
  /** What is not deployed until when, and why. */
  listFreezes(options?: EnvironmentsRequestOptions): Promise<FreezeList>;
  /** Monthly cost of a unit before it exists. */
  createEstimate(
    request: EstimateRequest,
    options?: EnvironmentsRequestOptions,
  ): Promise<Estimate>;
  /** Upgrades of many units, newest first. */
  listFleetUpgrades(
    options?: EnvironmentsRequestOptions,
  ): Promise<FleetUpgradeList>;
  /** Begins one, or only tells its waves. */
  createFleetUpgrade(
    request: FleetUpgradeRequest,
    options?: EnvironmentsRequestOptions,
  ): Promise<FleetUpgrade>;
  /** Pauses one, or lets it go on. */
  steerFleetUpgrade(
    id: string,
    step: 'pause' | 'resume',
    body: { leaveOut?: string[] },
    options?: EnvironmentsRequestOptions,
  ): Promise<FleetUpgrade>;
}
