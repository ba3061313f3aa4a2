export type { RunnerHost } from './RunnerHost';
export type { RunnerSandbox } from './RunnerSandbox';
export { startRunner } from './startRunner';
export type { RunnerOptions } from './startRunner';
