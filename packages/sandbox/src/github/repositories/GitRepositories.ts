import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GitRepository } from '../git/GitRepository';
import { GitHubError } from '../GitHubError';
import type { Repository } from '../model';
import type { Store } from '../store/Store';

/** Keeps the open Git repositories, one object each. */
export class GitRepositories {
  readonly #store: Store;
  readonly #open = new Map<string, GitRepository>();

  constructor(store: Store) {
    this.#store = store;
  }

  directory(repository: Repository): string {
    return join(
      this.#store.folder('git', repository.owner),
      `${repository.name}.git`,
    );
  }

  get(repo: string): GitRepository {
    const known = this.#open.get(repo);
    if (known) {
      return known;
    }
    const repository = this.#store.repositories.get(repo.toLowerCase());
    if (!repository) {
      throw GitHubError.notFound();
    }
    const directory = this.directory(repository);
    if (!existsSync(directory)) {
      throw new Error(
        `The Git repository of ${repo} is not at ${directory}. Reset the sandbox's data folder.`,
      );
    }
    const git = new GitRepository(directory);
    this.#open.set(repository.fullName, git);
    return git;
  }

  forget(repo: string): void {
    this.#open.get(repo)?.close();
    this.#open.delete(repo);
  }

  close(): void {
    for (const git of this.#open.values()) {
      git.close();
    }
    this.#open.clear();
  }
}
