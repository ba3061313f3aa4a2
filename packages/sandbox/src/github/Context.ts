import type { GitHubEvents } from './events';
import type { GitRepository } from './git/GitRepository';
import type { Notifier } from './hooks/Notifier';
import type { Store } from './store/Store';
import type { Urls } from './Urls';

/** What the services of the GitHub sandbox share. */
export interface Context {
  readonly store: Store;
  readonly urls: Urls;
  readonly events: GitHubEvents;
  readonly notifier: Notifier;
  /** The Git repository of `owner/name`; throws 404 for one that is not there. */
  git(repo: string): GitRepository;
}
