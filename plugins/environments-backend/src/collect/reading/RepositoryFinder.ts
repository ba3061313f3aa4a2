import type { UnitRepositories } from '../../config/UnitRepositories';
import { ReadingStore, RepositoryStore, repositorySource } from '../../store';

/** Finds the repository of a unit of which only the folder is known, as the tags of a stack name it. */
export class RepositoryFinder {
  readonly #configured: UnitRepositories;
  readonly #repositories: RepositoryStore;
  readonly #readings: ReadingStore;

  constructor(options: {
    configured: UnitRepositories;
    repositories: RepositoryStore;
    readings: ReadingStore;
  }) {
    this.#configured = options.configured;
    this.#repositories = options.repositories;
    this.#readings = options.readings;
  }

  /**
   * The only repository that is configured; of several the first, in the order of the configuration, whose history has
   * the folder. Answers `host/owner/repo`, undefined if none has it.
   */
  async find(unit: string): Promise<string | undefined> {
    const only = this.#configured.of({});
    if (only) {
      return only.fullName;
    }
    for (const { fullName } of this.#configured.all) {
      if ((await this.#repositories.lastCommits(fullName, [unit])).size > 0) {
        return fullName;
      }
    }
    return undefined;
  }

  /** True when every repository has been read since a time, ISO 8601: a folder that none had by then is in none. */
  async haveAllBeenReadSince(at: string): Promise<boolean> {
    const sources = this.#configured.all.map(({ fullName }) =>
      repositorySource(fullName),
    );
    const freshness = await this.#readings.freshness(sources);
    return freshness.every(({ readAt }) => readAt !== null && readAt >= at);
  }
}
