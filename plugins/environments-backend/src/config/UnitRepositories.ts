import type { UnitIdentity } from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from './EnvironmentsConfig';

/** Finds the configured repository that a unit lives in. */
export class UnitRepositories {
  readonly #repositories: RepositoryConfig[];

  constructor(repositories: RepositoryConfig[]) {
    this.#repositories = repositories;
  }

  /**
   * The repository that the unit's entity names, or the only one that is configured; undefined when the entity names
   * one that is not.
   */
  of(unit: Pick<UnitIdentity, 'repository'>): RepositoryConfig | undefined {
    if (unit.repository) {
      return this.#repositories.find(r => r.fullName === unit.repository);
    }
    return this.#repositories.length === 1 ? this.#repositories[0] : undefined;
  }

  /** All configured repositories. */
  get all(): readonly RepositoryConfig[] {
    return this.#repositories;
  }
}
