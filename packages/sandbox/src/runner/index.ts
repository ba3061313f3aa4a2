export type { RunnerSandbox } from './RunnerSandbox';
export { startRunner } from './startRunner';
