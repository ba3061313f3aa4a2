export { assessHealth } from './assessHealth';
export type { HealthAssessment, HealthFacts, StackFacts } from './assessHealth';
export { assessSync, containsCommit, driftCoverage } from './assessSync';
export type { CommitOnMain, SyncAssessment, SyncFacts } from './assessSync';
export { severityOf, worstOf } from './severity';
export {
  healthOfStackStatus,
  isInProgress,
  phraseOfStackStatus,
} from './stackStatus';
