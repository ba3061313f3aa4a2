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
   * The only repository that is configured; of several the one whose history touched the folder last, since a name that one has given
   * up may be another's now. Answers `host/owner/repo`, undefined if none has it.
   */
  async find(unit: string): Promise<string | undefined> {
    const only = this.#configured.of({});
    if (only) {
      return only.fullName;
    }
    const touched = await Promise.all(
      this.#configured.all.map(async ({ fullName }) => {
        const commits = await this.#repositories.lastCommits(fullName, [unit]);
        return { fullName, at: commits.get(unit)?.committedAt };
      }),
    );
    return touched
      .flatMap(({ fullName, at }) => (at === undefined ? [] : { fullName, at }))
      .reduce<{ fullName: string; at: string } | undefined>(
        (last, each) => (last && last.at >= each.at ? last : each),
        undefined,
      )?.fullName;
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
