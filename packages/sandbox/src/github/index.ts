export * from './actions/model';
export * from './events';
export * from './GitHubSandbox';
export * from './model';
export { startGitHub } from './startGitHub';
