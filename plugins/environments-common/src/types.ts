import type { components, operations } from './api.generated';

type Schemas = components['schemas'];

/** Where in its life a unit stands: preview, dev, staging, production or shared. */
export type Stage = Schemas['Stage'];
/** Whether a unit is an environment or a tenant. */
export type UnitKind = Schemas['UnitKind'];
/** Worst-of health, in Argo CD's sense. */
export type HealthStatus = Schemas['HealthStatus'];
/** Whether what runs is what main says. */
export type SyncStatus = Schemas['SyncStatus'];
/** How old a reading is, where it came from, and why it is not newer. */
export type Freshness = Schemas['Freshness'];
/** A Git commit with a link. */
export type Commit = Schemas['Commit'];
/** What a deployment was made from. */
export type Provenance = Schemas['Provenance'];
/** A pull request with a link. */
export type PullRequestLink = Schemas['PullRequestLink'];
/** A pipeline run with a link. */
export type RunLink = Schemas['RunLink'];
export type PipelineRun = Schemas['PipelineRun'];
/** Why a unit has the health it has. */
export type Reason = Schemas['Reason'];
/** What the last drift detection of a stack found, with its coverage. */
export type DriftSummary = Schemas['DriftSummary'];
/** One stack's part in the health of a unit. */
export type StackHealth = Schemas['StackHealth'];
/** A CloudWatch alarm. */
export type Alarm = Schemas['Alarm'];
/** The answer of the health route. */
export type Health = Schemas['Health'];
/** The checklist of a unit's blueprint against what is deployed. */
export type Readiness = Schemas['Readiness'];
/** One line of the checklist. */
export type ReadinessItem = Schemas['ReadinessItem'];
/** How a data store survives an event, by the settings of its template. */
export type StatedRecovery = Schemas['StatedRecovery'];
/** How a data store survives an event, and the stack that states it. */
export type RecoveryItem = Schemas['RecoveryItem'];
/** A drill of a recovery procedure, as its template states it. */
export type StatedDrill = Schemas['StatedDrill'];
/** One recovery procedure, and when it was drilled last. */
export type DrillItem = Schemas['DrillItem'];
/** The answer of the recovery route. */
export type Recovery = Schemas['Recovery'];
/** The last pipeline run that applied a plan to a unit. */
export type DeploymentSummary = Schemas['DeploymentSummary'];
/** One row of the fleet table. */
export type EnvironmentRow = Schemas['EnvironmentRow'];
/** A page of fleet rows. */
export type EnvironmentPage = Schemas['EnvironmentPage'];
/** Units in each state. */
export type FleetCounts = Schemas['FleetCounts'];
/** What the fleet can be filtered by. */
export type FleetFacets = Schemas['FleetFacets'];
/** What units of the fleet can be grouped by. */
export type FleetGrouping = Schemas['FleetGrouping'];
/** Counts and sums of units. */
export type FleetSums = Schemas['FleetSums'];
/** Units that have something in common, with their sums. */
export type FleetGroup = Schemas['FleetGroup'];
/** All groups of a grouping. */
export type FleetGroups = Schemas['FleetGroups'];
/** The units of a system at a stage. */
export type FleetCell = Schemas['FleetCell'];
/** A page of systems by stages. */
export type FleetMatrix = Schemas['FleetMatrix'];
/** Cursors of the pages beside this one. */
export type PageInfo = Schemas['PageInfo'];
/** What a stack is and whose, without its state. */
export type StackIdentity = Schemas['StackIdentity'];
/** The identities of all stacks. */
export type StackIdentityList = Schemas['StackIdentityList'];
/** Stacks that no unit has. */
export type ForeignStackList = Schemas['ForeignStackList'];
/** An environment or tenant with what people look for it by. */
export type KnownUnit = Schemas['KnownUnit'];
/** A page of them. */
export type KnownUnitPage = Schemas['KnownUnitPage'];
/** One CloudFormation stack event. */
export type StackEvent = Schemas['StackEvent'];
/** A page of stack events, newest first. */
export type StackEventPage = Schemas['StackEventPage'];
/** One resource of a stack. */
export type StackResource = Schemas['StackResource'];
/** The resources of a stack. */
export type StackResourceList = Schemas['StackResourceList'];
/** The last drift detection of a stack, with each difference. */
export type StackDrift = Schemas['StackDrift'];
/** Daily cost, forecast and budget in US dollars. */
export type Costs = Schemas['Costs'];
/** The cost of one UTC day. */
export type CostDay = Costs['days'][number];
/** What of a bill is whose. */
export type CostShares = Schemas['CostShares'];
/** The bill of each account in a month. */
export type AccountCosts = Schemas['AccountCosts'];
/** One recorded fact of a change. */
export type ChangeEntry = Schemas['ChangeEntry'];
/** The story of one commit, or of one edit that no commit explains. */
export type Change = Schemas['Change'];
/** What a reviewer of an environment said of a run that deploys to it. */
export type DeploymentReview = Schemas['DeploymentReview'];
/** The last deployment, where it did not succeed, and what to do about it. */
export type DeploymentFailure = Schemas['DeploymentFailure'];
/** A run of the pipeline that deployed a unit, or should have. */
export type Deployment = Schemas['Deployment'];
/** A page of deployments, newest first. */
export type DeploymentPage = Schemas['DeploymentPage'];
/** What a deployment did with the resources of a unit. */
export type DeploymentTimeline = Schemas['DeploymentTimeline'];
/** What it did with those of one stack. */
export type StackTimeline = Schemas['StackTimeline'];
/** What it did with one resource. */
export type ResourceTimeline = Schemas['ResourceTimeline'];
/** What was done with a resource from one time to another. */
export type ResourcePhase = Schemas['ResourcePhase'];
/** A page of changes, newest first. */
export type ChangePage = Schemas['ChangePage'];
/** A blueprint with the JSON Schema of its parameters. */
export type Blueprint = Schemas['Blueprint'];
/** What a request for a stage need not say, and what it has to. */
export type StageDefaults = Schemas['StageDefaults'];
/** All blueprints that can be requested. */
export type BlueprintList = Schemas['BlueprintList'];
/** What the protected branch says of a unit, as of now. */
export type UnitOnMain = Schemas['UnitOnMain'];
/** The accounts, regions and stages that the governance file authorizes. */
export type PlacementList = Schemas['PlacementList'];
/** One authorized account. */
export type Placement = PlacementList['items'][number];
/** What is not deployed until when, and why. */
export type FreezeList = Schemas['FreezeList'];
/** What to estimate. */
export type EstimateRequest = Schemas['EstimateRequest'];
/** Monthly cost of a unit before it exists. */
export type Estimate = Schemas['Estimate'];
/** The monthly cost of one resource. */
export type EstimateLine = Schemas['EstimateLine'];
/** One resource that a plan would change. */
export type ResourceChange = Schemas['ResourceChange'];
/** One stack that a plan would change. */
export type PlannedStack = Schemas['PlannedStack'];
/** A policy finding of a plan. */
export type Finding = Schemas['Finding'];
/** What a pull request would change, as its pipeline run reports it. */
export type PlanReport = Schemas['PlanReport'];
/** What a plan is bound to, unit by unit and stack by stack. */
export type PlanBinding = Schemas['PlanBinding'];
/** A plan as the portal recorded it. */
export type PlanRecord = Schemas['PlanRecord'];
/** What an approval of a pull request depends on, reviews aside. */
export type ApprovalRecord = Schemas['ApprovalRecord'];
/** One stack of a deployment report. */
export type DeployedStack = Schemas['DeployedStack'];
/** What a pipeline run deployed, as it reports it. */
export type DeploymentReport = Schemas['DeploymentReport'];
/** Whether each thing that the guide asks for is there, and when that was looked at. */
export type ConnectionFindings = Schemas['ConnectionFindings'];
/** How the collectors do, for operators. */
export type Operations = Schemas['Operations'];
/** How they do in one account and region. */
export type OperationsPlace = Schemas['OperationsPlace'];
/** How fresh a source is, and how old it may become. */
export type SourceFreshness = Schemas['SourceFreshness'];
/** What became of one check. */
export type ConnectionFinding = Schemas['ConnectionFinding'];
/** Where a request is. */
export type RequestAddress = Schemas['RequestAddress'];
/** How far a request has come. */
export type RequestPhase = Schemas['RequestPhase'];
/** Whose turn it is with a request. */
export type RequestTurn = Schemas['RequestTurn'];
/** A request in a list. */
export type RequestSummary = Schemas['RequestSummary'];
/** A unit that a request is about. */
export type RequestUnit = Schemas['RequestUnit'];
/** One step on the way of a request. */
export type RequestStep = Schemas['RequestStep'];
/** What went wrong with a request, and what to do. */
export type RequestProblem = Schemas['RequestProblem'];
/** A request from what it asks to what runs of it. */
export type RequestStory = Schemas['RequestStory'];
/** What became of a request in one unit. */
export type RequestDeployment = Schemas['RequestDeployment'];
/** Who was mentioned in a comment. */
export type NudgeAnswer = Schemas['Nudge'];
/** Something that waits for the reader. */
export type WaitingItem = Schemas['WaitingItem'];
/** What happened to a unit of the reader's groups. */
export type HomeChange = Schemas['HomeChange'];
/** What concerns the reader. */
export type Home = Schemas['Home'];
/** The acknowledgement of a report. */
export type Recorded = Schemas['Recorded'];

/** Filters, order and page of the fleet table. */
export type ListEnvironmentsQuery = NonNullable<
  operations['listEnvironments']['parameters']['query']
>;
/** Which units are meant, in every view of the fleet. */
export type FleetFilter = Omit<
  ListEnvironmentsQuery,
  'orderBy' | 'cursor' | 'limit'
>;
/** Page of the matrix. */
export type FleetMatrixQuery = NonNullable<
  operations['getFleetMatrix']['parameters']['query']
>;
/** Which month's bills {@link AccountCosts} are of. */
export type AccountCostsQuery = NonNullable<
  operations['getAccountCosts']['parameters']['query']
>;
/** Period and grouping of a cost query; dates are `YYYY-MM-DD` and `to` is exclusive. */
export type CostsQuery = NonNullable<
  operations['getCosts']['parameters']['query']
>;
/** Page of the audit trail. */
export type ListChangesQuery = NonNullable<
  operations['listChanges']['parameters']['query']
>;
/** Which deployments to list. */
export type ListDeploymentsQuery = NonNullable<
  operations['listDeployments']['parameters']['query']
>;
/** From when on the drift of which stacks is looked for. */
export type DriftCheck = Schemas['DriftCheck'];
/** Which parameters would make a unit what it has become past its repository. */
export type DriftAdoption = Schemas['DriftAdoption'];
/** An upgrade of many units in waves, and how far it is. */
export type FleetUpgrade = Schemas['FleetUpgrade'];
/** What such an upgrade is asked for with. */
export type FleetUpgradeRequest = Schemas['FleetUpgradeRequest'];
/** The answer of the route that lists them. */
export type FleetUpgradeList = Schemas['FleetUpgradeList'];
