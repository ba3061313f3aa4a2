import type { GitHubApp } from '../model';
import type { Store } from '../store/Store';

/** Slug and number of the app that runs workflows, as on GitHub. */
const ACTIONS = { slug: 'github-actions', id: 15368 };

/** GitHub Apps. */
export class Apps {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    if (!this.get(ACTIONS.slug)) {
      store.apps.put(ACTIONS.slug, {
        ...ACTIONS,
        name: 'GitHub Actions',
        owner: 'github',
        description: 'Automate your workflow from idea to production',
        externalUrl: 'https://docs.github.com/actions',
        permissions: {},
        events: [],
        publicKeys: [],
        createdAt: store.now(),
      });
    }
  }

  get(slug: string): GitHubApp | undefined {
    return this.#store.apps.get(slug);
  }

  /** The app that acts under a login; undefined for people. */
  actingAs(login: string): GitHubApp | undefined {
    const slug = /^(.+)\[bot\]$/.exec(login)?.[1];
    return slug === undefined ? undefined : this.get(slug);
  }
}
