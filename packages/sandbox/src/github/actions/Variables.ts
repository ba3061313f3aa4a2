import { GitHubError } from '../GitHubError';
import type { Store } from '../store/Store';

/** Variables and secrets of repositories. Secrets are given to runs, and never shown. */
export class Variables {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  list(repo: string, secret: boolean) {
    return this.#store.variables
      .values()
      .filter(each => each.repo === repo && each.secret === secret);
  }

  values(repo: string, secret: boolean): Record<string, string> {
    return Object.fromEntries(
      this.list(repo, secret).map(each => [each.name, each.value]),
    );
  }

  get(repo: string, name: string) {
    return this.#store.variables.get(key(repo, name, false));
  }

  set(repo: string, name: string, value: string, secret: boolean): void {
    if (!/^[A-Za-z_]\w*$/.test(name) || /^GITHUB_/i.test(name)) {
      throw GitHubError.invalid(
        'Variable',
        'name',
        'may hold letters, digits and _, must not begin with a digit or GITHUB_',
      );
    }
    const now = this.#store.now();
    const id = key(repo, name, secret);
    this.#store.variables.put(id, {
      repo,
      name: name.toUpperCase(),
      value,
      secret,
      createdAt: this.#store.variables.get(id)?.createdAt ?? now,
      updatedAt: now,
    });
  }

  remove(repo: string, name: string): void {
    this.#store.variables.delete(key(repo, name, false));
  }
}

function key(repo: string, name: string, secret: boolean): string {
  return `${repo}/${secret ? 'secrets' : 'variables'}/${name.toUpperCase()}`;
}
