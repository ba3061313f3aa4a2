import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import {
  catalogInfoFileOf,
  dataFileOf,
  ROOT_FOLDERS,
  unitPathsOf,
  type RepositoryReference,
} from '@plinth/repository';

/** The files of one unit's folder that the catalog is made from. */
export interface UnitTexts {
  /** For example `environments/claims-staging`. */
  readonly path: string;
  /** Text of `catalog-info.yaml`, if it is there. */
  readonly catalogInfo?: string;
  /** Text of `environment.json` or `tenant.json`, if it is there. */
  readonly data?: string;
}

/** Reads the folders of all units of a repository. */
export interface UnitReader {
  /** @throws whatever kept it from reading all of them; an incomplete answer is never given */
  read(): Promise<UnitTexts[]>;
}

/** Reads units from the head of the protected branch; what did not change since the last time is not read again. */
export class SnapshotUnitReader implements UnitReader {
  readonly #repository: RepositoryReference;
  readonly #repositories: InfrastructureRepositories;

  constructor(options: {
    repository: RepositoryReference;
    repositories: InfrastructureRepositories;
  }) {
    this.#repository = options.repository;
    this.#repositories = options.repositories;
  }

  async read(): Promise<UnitTexts[]> {
    const repository = await this.#repositories.open(this.#repository);
    const main = await repository.main();
    const listings = await Promise.all(
      ROOT_FOLDERS.map(root => main.list(root)),
    );
    const files = new Set(listings.flat());
    const paths = unitPathsOf(files).filter(
      path => files.has(dataFileOf(path)) || files.has(catalogInfoFileOf(path)),
    );
    await main.prefetch(
      paths.flatMap(path => [catalogInfoFileOf(path), dataFileOf(path)]),
    );
    // The client sends ten calls at a time
    return Promise.all(
      paths.map(async path => {
        const [catalogInfo, data] = await Promise.all(
          [catalogInfoFileOf(path), dataFileOf(path)].map(file =>
            main.read(file),
          ),
        );
        return { path, catalogInfo, data };
      }),
    );
  }
}
