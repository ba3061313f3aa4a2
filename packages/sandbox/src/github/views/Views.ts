import type { Accounts } from '../accounts/Accounts';
import type { GitRepository } from '../git/GitRepository';
import type { Store } from '../store/Store';
import type { Urls } from '../Urls';
import { organizationView, userView } from './accountViews';
import { minimalRepositoryView, repositoryView } from './repositoryViews';

/** JSON, as the API answers it. */
export type Json = Record<string, unknown>;

/** What views are made from, and the views that stand in most others. */
export class Views {
  readonly store: Store;
  readonly urls: Urls;
  readonly accounts: Accounts;
  /** The Git repository of `owner/name`. */
  readonly git: (repo: string) => GitRepository;

  constructor(options: {
    store: Store;
    urls: Urls;
    accounts: Accounts;
    git: (repo: string) => GitRepository;
  }) {
    this.store = options.store;
    this.urls = options.urls;
    this.accounts = options.accounts;
    this.git = options.git;
  }

  /** The short form of a user or organisation. */
  user(login: string): Json {
    return userView(this, login);
  }

  /** `{ organization }` for the payloads of a repository that an organisation owns. */
  organizationOf(repo: string): Json {
    const organization = this.accounts.organization(repo.split('/')[0]);
    return organization
      ? { organization: organizationView(this, organization) }
      : {};
  }

  /** A repository by `owner/name`; with `permissions` when it is asked for by somebody. */
  repository(repo: string, login?: string): Json {
    return repositoryView(this, repo, login);
  }

  /** A repository as it stands in runs, suites and statuses. */
  minimalRepository(repo: string): Json {
    return minimalRepositoryView(this, repo);
  }
}
