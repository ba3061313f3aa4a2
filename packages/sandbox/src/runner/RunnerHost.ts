import type { GitHubSandbox } from '../github';

/** What the runner needs of GitHub: where it is, what happens there, and the store of runs. */
export type RunnerHost = Pick<
  GitHubSandbox,
  'url' | 'apiUrl' | 'events' | 'actions' | 'repositories'
>;
