import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  readUnitIdentity,
  TYPE_ENVIRONMENT,
  TYPE_TENANT,
  type UnitIdentity,
} from '@plinth/plugin-environments-common';

const CATALOG_PAGE = 500;

/** The units that the catalog has. */
export class CatalogUnits {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;

  constructor(options: { catalog: CatalogService; auth: AuthService }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  /** One of them, as the portal itself sees it; undefined if there is none. */
  async one(entityRef: string): Promise<UnitIdentity | undefined> {
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    return entity && readUnitIdentity(entity);
  }

  /** All that somebody sees. */
  async all(credentials: BackstageCredentials): Promise<UnitIdentity[]> {
    const entities: Entity[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#catalog.queryEntities(
        cursor
          ? { cursor, limit: CATALOG_PAGE }
          : {
              filter: {
                kind: 'Resource',
                'spec.type': [TYPE_ENVIRONMENT, TYPE_TENANT],
              },
              limit: CATALOG_PAGE,
            },
        { credentials },
      );
      entities.push(...page.items);
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    return entities.flatMap(entity => readUnitIdentity(entity) ?? []);
  }
}
