export { expandMatrix } from './expandMatrix';
export { isTriggeredBy } from './isTriggeredBy';
export { parseWorkflow, WorkflowFileError } from './parseWorkflow';
export { matchesPattern } from './matchesPattern';
export type {
  Concurrency,
  EventFilter,
  Job,
  Permissions,
  RunDefaults,
  Step,
  Strategy,
  Triggers,
  Workflow,
  WorkflowInput,
} from './workflow';
