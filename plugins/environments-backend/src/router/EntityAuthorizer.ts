import {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  BasicPermission,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { Request } from 'express';
import type { Reach } from '../requests/RequestAccess';

/** Requests of one authorization call; larger batches make permission back ends slow. */
const BATCH = 200;

/** Path of the routes about one entity, whose reference it holds. */
export const ENTITY_PATH = '/v1/entities/:namespace/:kind/:name';

export type EntityPermission = ResourcePermission<'catalog-entity'>;

/** What a policy says of a permission in general. */
export type Decided = PolicyDecision & { permission: EntityPermission };

/**
 * Resolves entities as the caller and checks permissions on them, before anything is read for them. An entity that the
 * caller may not see in the catalog does not exist for them.
 */
export class EntityAuthorizer {
  readonly #httpAuth: HttpAuthService;
  readonly #catalog: CatalogService;
  readonly #permissions: PermissionsService;

  constructor(options: {
    httpAuth: HttpAuthService;
    catalog: CatalogService;
    permissions: PermissionsService;
  }) {
    this.#httpAuth = options.httpAuth;
    this.#catalog = options.catalog;
    this.#permissions = options.permissions;
  }

  /** The caller; throws a 401 for nobody. */
  credentials(req: Request): Promise<BackstageCredentials> {
    return this.#httpAuth.credentials(req, { allow: ['user', 'service'] });
  }

  /** The entity that the request's path, an {@link ENTITY_PATH}, names; throws 404 or 403. */
  async entity(req: Request, permission: EntityPermission): Promise<Entity> {
    const { namespace, kind, name } = req.params;
    return this.entityByRef(
      stringifyEntityRef({ namespace, kind, name }),
      permission,
      await this.credentials(req),
    );
  }

  /** An entity by reference; throws 404 or 403. */
  async entityByRef(
    entityRef: string,
    permission: EntityPermission,
    credentials: BackstageCredentials,
  ): Promise<Entity> {
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials,
    });
    if (!entity) {
      throw new NotFoundError(`There is no entity ${entityRef}`);
    }
    const [decision] = await this.#permissions.authorize(
      [{ permission, resourceRef: stringifyEntityRef(entity) }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You are not allowed to do ${permission.name} on ${entityRef}`,
      );
    }
    return entity;
  }

  /** Checks a permission that needs no entity; throws 403. */
  async basic(req: Request, permission: BasicPermission): Promise<void> {
    if (!(await this.may(req, permission))) {
      throw new NotAllowedError(`You are not allowed to do ${permission.name}`);
    }
  }

  /** Whether the caller has a permission that needs no entity. */
  async may(req: Request, permission: BasicPermission): Promise<boolean> {
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials: await this.credentials(req),
    });
    return decision.result === AuthorizeResult.ALLOW;
  }

  /**
   * For which entities the caller has all of the permissions. A policy that says yes or no to all of them is asked one question, and
   * no reference is asked for.
   */
  async reach(
    permissions: EntityPermission[],
    credentials: BackstageCredentials,
    references: () => Promise<string[]>,
  ): Promise<Reach> {
    const general = await this.decide(permissions, credentials);
    if (general.some(({ result }) => result === AuthorizeResult.DENY)) {
      return [];
    }
    return general.every(({ result }) => result === AuthorizeResult.ALLOW)
      ? 'all'
      : this.allowed(general, credentials, await references());
  }

  /** What the policy says of each permission without looking at an entity, in the same order; one question for all of them. */
  async decide(
    permissions: EntityPermission[],
    credentials: BackstageCredentials,
  ): Promise<Decided[]> {
    const decisions = await this.#permissions.authorizeConditional(
      permissions.map(permission => ({ permission })),
      { credentials },
    );
    return decisions.map((decision, index) => ({
      ...decision,
      permission: permissions[index],
    }));
  }

  /** Of some entities those for which the caller has all permissions that were decided to depend on the entity. */
  async allowed(
    decided: readonly Decided[],
    credentials: BackstageCredentials,
    references: string[],
  ): Promise<string[]> {
    let allowed = references;
    for (const { permission, result } of decided) {
      if (result === AuthorizeResult.CONDITIONAL) {
        allowed = await this.#allowed(allowed, permission, credentials);
      }
    }
    return allowed;
  }

  async #allowed(
    references: string[],
    permission: EntityPermission,
    credentials: BackstageCredentials,
  ): Promise<string[]> {
    const allowed: string[] = [];
    for (let i = 0; i < references.length; i += BATCH) {
      const batch = references.slice(i, i + BATCH);
      const decisions = await this.#permissions.authorize(
        batch.map(resourceRef => ({ permission, resourceRef })),
        { credentials },
      );
      allowed.push(
        ...batch.filter(
          (_, index) => decisions[index].result === AuthorizeResult.ALLOW,
        ),
      );
    }
    return allowed;
  }
}
