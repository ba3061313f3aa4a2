import { NotFoundError } from '@backstage/errors';
import type {
  UnitIdentity,
  UnitOnMain,
} from '@plinth/plugin-environments-common';
import { dataFileOf, readUnit } from '@plinth/repository';
import type { InfrastructureRepository } from '@plinth/repository/github';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';

/** Reads units as the protected branch has them, so that a form starts with what is true now. */
export class UnitReader {
  readonly #open: (
    repository: RepositoryConfig,
  ) => Promise<InfrastructureRepository>;

  constructor(options: {
    /** Opens a repository with the portal's credentials. */
    open: (repository: RepositoryConfig) => Promise<InfrastructureRepository>;
  }) {
    this.#open = options.open;
  }

  /**
   * @param identity - of the entity that the caller may read
   * @param repository - where the unit lives; undefined if that is none of the configured ones
   *
   * @throws NotFoundError when it is not there, InputError when its file is no valid unit
   */
  async onMain(
    identity: UnitIdentity,
    repository: RepositoryConfig | undefined,
  ): Promise<UnitOnMain> {
    if (!repository) {
      throw new NotFoundError(
        `${identity.entityRef} lives in ${identity.repository ?? 'no repository'}, which is not one of environments.repositories`,
      );
    }
    const main = await (await this.#open(repository)).main();
    const folder = await readUnit(main, identity.unit);
    if (!folder) {
      throw new NotFoundError(
        `There is no ${dataFileOf(identity.unit)} on ${repository.branch} of ${repository.url}`,
      );
    }
    const { name: _, ...said } = folder.unit;
    return {
      ...said,
      entityRef: identity.entityRef,
      repository: repository.fullName,
      path: folder.path,
      commit: main.commit,
    };
  }
}
