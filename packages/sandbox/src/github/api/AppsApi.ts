import type { GitHubApp, Installation, Permissions } from '../model';

/** GitHub Apps. */
export interface AppsApi {
  /** Registers an app and makes its private key (PEM), which is not kept. It acts as `<slug>[bot]`. */
  get(slug: string): GitHubApp | undefined;
  create(options: {
    slug: string;
    name?: string;
    /** Login of the user or organisation whose it is. */
    owner: string;
    description?: string;
    externalUrl?: string;
    /** What it asks for: `pull_requests: write`. It may always read metadata. */
    permissions: Permissions;
    events?: string[];
  }): { app: GitHubApp; privateKey: string };
  /** Installs an app for a user or organisation, or changes what it was given there. */
  install(options: {
    /** Slug. */
    app: string;
    /** Login. */
    account: string;
    /** Default: all that the app asks for. */
    permissions?: Permissions;
    /** Names. Default: all repositories. */
    repositories?: readonly string[];
  }): Installation;
}
