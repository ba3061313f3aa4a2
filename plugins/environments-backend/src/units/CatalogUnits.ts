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

/** Entities of one question to the catalog. */
const PAGE = 200;
/** What a unit's identity is read from; whole entities are large. */
const FIELDS = [
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.description',
  'metadata.annotations',
  'spec.type',
  'spec.owner',
  'spec.system',
  'spec.dependsOn',
  'relations',
];

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
    return (await this.named([entityRef])).get(entityRef);
  }

  /** Those of the references that are units, as the portal itself sees them, by the reference given. */
  async named(
    references: readonly string[],
  ): Promise<Map<string, UnitIdentity>> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const units = new Map<string, UnitIdentity>();
    for (let i = 0; i < references.length; i += PAGE) {
      const entityRefs = references.slice(i, i + PAGE);
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs, fields: FIELDS },
        { credentials },
      );
      items.forEach((entity, index) => {
        const unit = entity && readUnitIdentity(entity);
        if (unit) {
          units.set(entityRefs[index], unit);
        }
      });
    }
    return units;
  }

  /** All that somebody sees, by default the portal itself. */
  async all(credentials?: BackstageCredentials): Promise<UnitIdentity[]> {
    const units: UnitIdentity[] = [];
    for await (const page of this.pages(credentials)) {
      units.push(...page);
    }
    return units;
  }

  /** The same, two hundred at a time. */
  async *pages(
    credentials?: BackstageCredentials,
  ): AsyncGenerator<UnitIdentity[]> {
    let cursor: string | undefined;
    do {
      const page = await this.entities({ cursor, credentials });
      yield page.items.flatMap(entity => readUnitIdentity(entity) ?? []);
      cursor = page.nextCursor;
    } while (cursor);
  }

  /** A page of the entities of environments and tenants, whether or not they stand for a unit, as far as they tell its identity and its words. */
  async entities(options: {
    cursor?: string;
    credentials?: BackstageCredentials;
  }): Promise<{ items: Entity[]; nextCursor?: string }> {
    const credentials =
      options.credentials ?? (await this.#auth.getOwnServiceCredentials());
    const page = await this.#catalog.queryEntities(
      options.cursor
        ? { cursor: options.cursor, fields: FIELDS, limit: PAGE }
        : {
            filter: {
              kind: 'Resource',
              'spec.type': [TYPE_ENVIRONMENT, TYPE_TENANT],
            },
            fields: FIELDS,
            limit: PAGE,
          },
      { credentials },
    );
    return { items: page.items, nextCursor: page.pageInfo.nextCursor };
  }
}
