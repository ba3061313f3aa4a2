import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import { unitEntityRef } from '@plinth/blueprints/schema';
import {
  environmentUpdatePermission,
  explainNoUnit,
  readUnitIdentity,
  type UnitIdentity,
} from '@plinth/plugin-environments-common';
import {
  type InfrastructureRepositories,
  repositoryOf,
} from '@plinth/plugin-environments-node';
import type { RepositoryReference } from '@plinth/repository';
import type { LifeContext } from './UnitChange';

/** Finds the unit that a request names, as the person who asks. */
export class UnitFinder {
  readonly #catalog: CatalogService;
  readonly #permissions: PermissionsService;
  readonly #repositories: InfrastructureRepositories;
  readonly #configured: readonly RepositoryReference[];

  constructor(options: {
    catalog: CatalogService;
    permissions: PermissionsService;
    repositories: InfrastructureRepositories;
    configured: readonly RepositoryReference[];
  }) {
    this.#catalog = options.catalog;
    this.#permissions = options.permissions;
    this.#repositories = options.repositories;
    this.#configured = options.configured;
  }

  /**
   * Where the unit lives, if the person may do with it what they want: by default, ask for its change.
   *
   * @param entityRef - of the unit; kind and namespace may be left out
   * @param options.field - of the request, which names the unit
   *
   * @throws NotFoundError for what the person does not see, NotAllowedError for what they may not do
   */
  async find(
    entityRef: string,
    options: {
      credentials: BackstageCredentials;
      permission?: ResourcePermission;
      field?: string;
    },
  ): Promise<LifeContext> {
    const {
      credentials,
      permission = environmentUpdatePermission,
      field = 'entityRef',
    } = options;
    const wanted = unitEntityRef({
      name: entityRef.replace(/^resource:default\//, ''),
    });
    const entity = await this.#catalog.getEntityByRef(wanted, { credentials });
    if (!entity) {
      throw new NotFoundError(
        `${field}: there is no ${wanted} in the catalog, or you may not see it`,
      );
    }
    const identity = readUnitIdentity(entity);
    if (!identity) {
      throw new InputError(`${field}: ${wanted} ${explainNoUnit(entity)}`);
    }
    const [{ result }] = await this.#permissions.authorize(
      [{ permission, resourceRef: stringifyEntityRef(entity) }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You are not allowed to do ${permission.name} on ${wanted}; ask its owner, ${identity.owner}`,
      );
    }
    return {
      entityRef: identity.entityRef,
      path: identity.unit,
      repository: await this.#repositories.open(this.#repositoryOf(identity)),
    };
  }

  #repositoryOf(unit: UnitIdentity): RepositoryReference {
    const found = repositoryOf(unit, this.#configured);
    if (!found) {
      throw new InputError(
        `${unit.entityRef} lives in ${unit.repository ?? 'a repository that it does not name'}, which is not one of environments.repositories`,
      );
    }
    return found;
  }
}
