export { assessHealth } from './assessHealth';
export type { HealthAssessment, HealthFacts, StackFacts } from './assessHealth';
export { assessSync, containsCommit, driftCoverage } from './assessSync';
export type { CommitOnMain, SyncAssessment, SyncFacts } from './assessSync';
export { endingOf, isRunLost, lastFailureOf, remedyOf } from './lastFailureOf';
export { phraseOfPipeline } from './phraseOfPipeline';
export {
  hasDrifted,
  healthOfResource,
  isWrong,
  NO_CONSTRUCT,
  resourceTree,
} from './resourceTree';
export type { ResourceNode } from './resourceTree';
export {
  HEALTH_STATUSES,
  severityOf,
  SYNC_STATUSES,
  worstOf,
} from './severity';
export {
  deploymentAt,
  healthOfStackStatus,
  isInProgress,
  phraseOfStackStatus,
  repairOfStackStatus,
  statusesAt,
} from './stackStatus';
export type { DeploymentAt } from './stackStatus';
