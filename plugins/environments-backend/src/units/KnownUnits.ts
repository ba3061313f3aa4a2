import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  readUnitIdentity,
  TYPE_TENANT,
  type KnownUnit,
  type KnownUnitPage,
  type UnitIdentity,
} from '@plinth/plugin-environments-common';
import type {
  AccountConfig,
  RepositoryConfig,
} from '../config/EnvironmentsConfig';
import type { UnitRepositories } from '../config/UnitRepositories';
import type {
  DeploymentStore,
  RepositoryStore,
  ResourceStore,
  StackStore,
} from '../store';
import type { CatalogUnits } from './CatalogUnits';

/** Commits and deployments of one unit; who looks for an older one has the audit trail. */
const RECENT = 20;
/** Open pull requests of a repository, the newest. */
const OPEN = 500;

/** What is told of a unit by the stores. */
type Facts = Pick<
  KnownUnit,
  'commits' | 'pullRequests' | 'resources' | 'stacks'
>;

const NOTHING: Facts = {
  stacks: [],
  resources: [],
  commits: [],
  pullRequests: [],
};

/** Environments and tenants with what people look for them by, some hundred at a time. */
export class KnownUnits {
  readonly #units: CatalogUnits;
  readonly #stacks: StackStore;
  readonly #resources: ResourceStore;
  readonly #deployments: DeploymentStore;
  readonly #commits: RepositoryStore;
  readonly #repositories: UnitRepositories;
  readonly #accountNames: Map<string, string | undefined>;
  readonly #now: () => Date;

  constructor(options: {
    units: CatalogUnits;
    stacks: StackStore;
    resources: ResourceStore;
    deployments: DeploymentStore;
    repositories: RepositoryStore;
    configured: UnitRepositories;
    accounts: AccountConfig[];
    now: () => Date;
  }) {
    this.#units = options.units;
    this.#stacks = options.stacks;
    this.#resources = options.resources;
    this.#deployments = options.deployments;
    this.#commits = options.repositories;
    this.#repositories = options.configured;
    this.#accountNames = new Map(options.accounts.map(a => [a.id, a.name]));
    this.#now = options.now;
  }

  /** A page; the cursor is the catalog's. Entities that claim to be a unit and are none are there, without facts. */
  async page(cursor?: string): Promise<KnownUnitPage> {
    const { items, nextCursor } = await this.#units.entities({ cursor });
    const units = items.flatMap(entity => readUnitIdentity(entity) ?? []);
    const facts = await this.#factsOf(units);
    const byRef = new Map(units.map(unit => [unit.entityRef, unit]));
    return {
      items: items.map(entity => {
        const entityRef = stringifyEntityRef(entity);
        return {
          ...this.#describe(entity, byRef.get(entityRef)),
          ...(facts.get(entityRef) ?? NOTHING),
        };
      }),
      pageInfo: nextCursor ? { nextCursor } : {},
    };
  }

  #describe(
    entity: Entity,
    unit: UnitIdentity | undefined,
  ): Omit<KnownUnit, keyof Facts> {
    const { name, title, description } = entity.metadata;
    return {
      entityRef: stringifyEntityRef(entity),
      name,
      ...(title && { title }),
      ...(description && { description }),
      kind: entity.spec?.type === TYPE_TENANT ? 'tenant' : 'environment',
      ...(unit && {
        stage: unit.stage,
        account: unit.account,
        accountName: this.#accountNames.get(unit.account),
        region: unit.region,
        owner: unit.owner,
        blueprint: unit.blueprint,
        system: unit.system,
      }),
    };
  }

  async #factsOf(units: UnitIdentity[]): Promise<Map<string, Facts>> {
    const stacks = await this.#stacks.stacksOfUnits(units);
    const ids = await this.#resources.physicalIds(
      stacks.map(({ stackId }) => stackId),
    );
    const changes = await this.#changesOf(units);
    return new Map(
      units.map(unit => {
        const own = stacks.filter(
          ({ entityRef }) => entityRef === unit.entityRef,
        );
        const { commits = [], pullRequests = [] } =
          changes.get(unit.entityRef) ?? {};
        return [
          unit.entityRef,
          {
            stacks: distinct([...unit.stacks, ...own.map(({ name }) => name)]),
            resources: distinct(
              own.flatMap(({ stackId }) => [
                stackId,
                ...(ids.get(stackId) ?? []),
              ]),
            ),
            commits: distinct(commits),
            pullRequests: distinct(pullRequests),
          },
        ];
      }),
    );
  }

  /** Recent commits and pull requests of units, by the reference of the unit; units of no configured repository have none. */
  async #changesOf(units: UnitIdentity[]) {
    const byRepository = new Map<RepositoryConfig, UnitIdentity[]>();
    for (const unit of units) {
      const repository = this.#repositories.of(unit);
      if (repository) {
        byRepository.set(repository, [
          ...(byRepository.get(repository) ?? []),
          unit,
        ]);
      }
    }
    const changes = new Map<
      string,
      { commits: string[]; pullRequests: number[] }
    >();
    for (const [{ fullName }, own] of byRepository) {
      const folders = own.map(({ unit }) => unit);
      const [merged, deployed, open] = await Promise.all([
        this.#commits.recentCommits(fullName, folders, { limit: RECENT }),
        this.#deployments.recentlyDeployed(fullName, folders, {
          limit: RECENT,
        }),
        this.#commits.currentPullRequests(fullName, {
          endedSince: this.#now().toISOString(),
          limit: OPEN,
        }),
      ]);
      const pulls = await this.#commits.pullRequestsOfCommits(fullName, [
        ...new Set([...merged.values()].flat()),
      ]);
      for (const { entityRef, unit } of own) {
        const commits = merged.get(unit) ?? [];
        const deployments = deployed.get(unit) ?? [];
        const asked = open.filter(({ content }) =>
          content?.units.includes(unit),
        );
        changes.set(entityRef, {
          commits: [
            ...asked.map(({ headSha }) => headSha),
            ...commits,
            ...deployments.map(({ commit }) => commit),
          ],
          pullRequests: [
            ...asked.map(({ number }) => number),
            ...commits.flatMap(sha => pulls.get(sha)?.number ?? []),
            ...deployments.flatMap(({ pullRequest }) => pullRequest ?? []),
          ],
        });
      }
    }
    return changes;
  }
}

function distinct<T>(items: T[]): T[] {
  return [...new Set(items)];
}
