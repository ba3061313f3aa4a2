import type { UnitIdentity } from '@plinth/plugin-environments-common';
import { repositoryOf } from '@plinth/plugin-environments-node';
import type { RepositoryConfig } from './EnvironmentsConfig';

/** Finds the configured repository that a unit lives in. */
export class UnitRepositories {
  readonly #repositories: RepositoryConfig[];

  constructor(repositories: RepositoryConfig[]) {
    this.#repositories = repositories;
  }

  /** See {@link repositoryOf}. */
  of(unit: Pick<UnitIdentity, 'repository'>): RepositoryConfig | undefined {
    return repositoryOf(unit, this.#repositories);
  }

  /** All configured repositories. */
  get all(): readonly RepositoryConfig[] {
    return this.#repositories;
  }
}
