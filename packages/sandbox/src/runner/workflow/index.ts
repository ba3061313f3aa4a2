export { expandMatrix } from './expandMatrix';
export { isTriggeredBy } from './isTriggeredBy';
export { parseWorkflow } from './parseWorkflow';
export { matchesPattern } from './matchesPattern';
export type { Concurrency, Job, Step, Workflow } from './workflow';
