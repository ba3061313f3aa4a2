import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  EnvironmentPage,
  EnvironmentRow,
  FleetFacets,
  Health,
  ListEnvironmentsQuery,
  readUnitIdentity,
  roundAmount,
  TYPE_ENVIRONMENT,
  TYPE_TENANT,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import type { AccountConfig } from '../config/EnvironmentsConfig';
import type { UnitRepositories } from '../config/UnitRepositories';
import type { HealthService } from '../health/HealthService';
import type { CostStore } from '../store';
import { countRows, hasState } from './countRows';
import { parseOrder } from './orderRows';
import { pageRows } from './pageRows';

const DEFAULT_LIMIT = 100;
const CATALOG_PAGE = 500;
/** What a row needs of an entity; whole entities are large. */
const FIELDS = [
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'spec.type',
  'spec.owner',
  'spec.dependsOn',
  'relations',
];

/** Narrows units to those that the caller may see. */
export type UnitFilter = (
  units: UnitIdentity[],
  credentials: BackstageCredentials,
  purpose: 'health' | 'costs',
) => Promise<UnitIdentity[]>;

/** The fleet table: catalog identities as the caller sees them, joined with health and cost from the store. */
export class FleetService {
  readonly #catalog: CatalogService;
  readonly #health: HealthService;
  readonly #costs: CostStore;
  readonly #accounts: Map<string, AccountConfig>;
  readonly #repositories: UnitRepositories;
  readonly #now: () => Date;

  constructor(options: {
    catalog: CatalogService;
    health: HealthService;
    costs: CostStore;
    accounts: AccountConfig[];
    repositories: UnitRepositories;
    now: () => Date;
  }) {
    this.#catalog = options.catalog;
    this.#health = options.health;
    this.#costs = options.costs;
    this.#accounts = new Map(options.accounts.map(a => [a.id, a]));
    this.#repositories = options.repositories;
    this.#now = options.now;
  }

  /** One page of the units that match the query and that `allowed` lets through. */
  async list(
    query: ListEnvironmentsQuery,
    options: { credentials: BackstageCredentials; allowed: UnitFilter },
  ): Promise<EnvironmentPage> {
    const { credentials, allowed } = options;
    const all = await allowed(
      await this.#units(credentials),
      credentials,
      'health',
    );
    const units = all.filter(unit => matches(unit, query));
    const priced = await allowed(units, credentials, 'costs');
    const rows = await this.#rows(units, priced);
    return {
      ...pageRows(
        rows.filter(row => hasState(row, query)),
        {
          order: parseOrder(query.orderBy),
          cursor: query.cursor,
          limit: query.limit ?? DEFAULT_LIMIT,
        },
      ),
      counts: countRows(rows),
      facets: this.#facets(all),
    };
  }

  #facets(units: UnitIdentity[]): FleetFacets {
    const distinct = (values: string[]) => [...new Set(values)].sort();
    return {
      accounts: distinct(units.map(({ account }) => account)).map(account => ({
        account,
        name: this.#accounts.get(account)?.name,
      })),
      regions: distinct(units.map(({ region }) => region)),
      owners: distinct(units.map(({ owner }) => owner)),
    };
  }

  async #units(credentials: BackstageCredentials): Promise<UnitIdentity[]> {
    const entities: Entity[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#catalog.queryEntities(
        cursor
          ? { cursor, fields: FIELDS, limit: CATALOG_PAGE }
          : {
              filter: {
                kind: 'Resource',
                'spec.type': [TYPE_ENVIRONMENT, TYPE_TENANT],
              },
              fields: FIELDS,
              limit: CATALOG_PAGE,
            },
        { credentials },
      );
      entities.push(...page.items);
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    return entities.flatMap(entity => readUnitIdentity(entity) ?? []);
  }

  async #rows(
    units: UnitIdentity[],
    priced: UnitIdentity[],
  ): Promise<EnvironmentRow[]> {
    const subjects = units.map(unit => ({
      ...unit,
      repository: this.#repositories.of(unit),
    }));
    const [healths, sums] = await Promise.all([
      this.#health.healthOf(subjects),
      this.#costs.sums(
        priced.map(unit => unit.entityRef),
        this.#now().toISOString().slice(0, 7),
      ),
    ]);
    const mayPrice = new Set(priced.map(unit => unit.entityRef));
    return units.map((unit, index) =>
      this.#row(unit, healths[index], {
        monthToDate: sums.get(unit.entityRef),
        mayPrice: mayPrice.has(unit.entityRef),
      }),
    );
  }

  #row(
    unit: UnitIdentity,
    health: Health,
    cost: { monthToDate?: number; mayPrice: boolean },
  ): EnvironmentRow {
    const created = health.stacks.flatMap(s => s.createdAt ?? []).sort();
    const updated = health.stacks.flatMap(s => s.updatedAt ?? []).sort();
    const lastCommit =
      health.mergedCommit ??
      health.lastDeployment?.commit ??
      health.stacks.find(s => s.provenance)?.provenance?.commit;
    return {
      entityRef: unit.entityRef,
      name: unit.name,
      kind: unit.kind,
      ...(unit.environment ? { environment: unit.environment } : {}),
      stage: unit.stage,
      account: unit.account,
      accountName: this.#accounts.get(unit.account)?.name,
      region: unit.region,
      owner: unit.owner,
      blueprint: unit.blueprint,
      health: health.status,
      ...(health.reasons[0] ? { healthReason: health.reasons[0].message } : {}),
      sync: health.sync,
      ...(health.pipeline ? { pipeline: health.pipeline } : {}),
      monthToDate:
        cost.monthToDate === undefined ? null : roundAmount(cost.monthToDate),
      monthlyBudget: cost.mayPrice ? (unit.monthlyBudget ?? null) : null,
      ...(lastCommit ? { lastCommit } : {}),
      lastDeployedAt:
        health.lastDeployment?.finishedAt ??
        health.lastDeployment?.startedAt ??
        updated.at(-1) ??
        null,
      createdAt: created[0] ?? null,
      freshness: health.freshness,
    };
  }
}

function matches(unit: UnitIdentity, query: ListEnvironmentsQuery): boolean {
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const text = [
    unit.name,
    unit.stage,
    unit.account,
    unit.region,
    unit.owner,
    unit.blueprint,
  ]
    .join(' ')
    .toLowerCase();
  return (
    (!query.stage || unit.stage === query.stage) &&
    (!query.account || unit.account === query.account) &&
    (!query.region || unit.region === query.region) &&
    (!query.owner || unit.owner === query.owner) &&
    (!query.kind || unit.kind === query.kind) &&
    words.every(word => text.includes(word))
  );
}
