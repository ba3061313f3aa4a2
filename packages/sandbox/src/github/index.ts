export * from './actionsModel';
export * from './api';
export * from './events';
export * from './GitHubSandbox';
export * from './model';
export { startGitHub } from './startGitHub';
