export { SandboxClock } from './clock';
export { DocumentStore, type Collection } from './documents';
export { describeFleet, fleetStack, type Fleet } from './fleet';
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox';
export { startAws, type AwsSandbox } from './aws';
export { startGitHub, type GitHubSandbox } from './github';
export { startRunner, type RunnerSandbox } from './runner';
