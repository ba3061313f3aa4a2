export * from './actions/model';
export * from './events';
export * from './GitHubSandbox';
export * from './model';
export { GitHubError } from './GitHubError';
export { startGitHub } from './startGitHub';
