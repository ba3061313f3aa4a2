import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { UnitIdentity } from '@plinth/plugin-environments-common';
import type { UnitRepositories } from '../config/UnitRepositories';
import type { StoredPullRequest } from '../store';
import type { CatalogUnits } from '../units/CatalogUnits';
import type { Caller } from './Caller';
import { askedOwner } from './asked';
import { isRequester } from './isRequester';

/** A pull request with the folders of its units. */
export interface PullOfUnits {
  pull: StoredPullRequest;
  units: readonly string[];
}

/** The same with what the catalog says of its units, by folder; units that it does not have are left out. */
export interface KnownPull extends PullOfUnits {
  identities: ReadonlyMap<string, UnitIdentity>;
}

/** All of some entities, or those of these references. */
export type Reach = 'all' | readonly string[];

/** For which entities somebody has all of the permissions; references are asked for only where each entity counts. */
export type ReachOf = (
  permissions: Array<ResourcePermission<'catalog-entity'>>,
  credentials: BackstageCredentials,
  references: () => Promise<string[]>,
) => Promise<Reach>;

/** The entity that stands for a unit of a folder. */
export function entityRefOf(unit: string): string {
  return `resource:default/${unit.split('/')[1]}`;
}

/**
 * Decides who may see, or do something to, a request: whoever has the permission on every unit that it changes. A unit that the
 * catalog does not have yet, and a request that changes none, are for those who have the permission on everything, for who asked, and
 * for the group that is to own the unit. Questions about many requests are asked in batches.
 */
export class RequestAccess {
  readonly #units: Pick<CatalogUnits, 'named'>;
  readonly #reachOf: ReachOf;
  readonly #repositories: UnitRepositories;

  constructor(options: {
    units: Pick<CatalogUnits, 'named'>;
    reachOf: ReachOf;
    repositories: UnitRepositories;
  }) {
    this.#units = options.units;
    this.#reachOf = options.reachOf;
    this.#repositories = options.repositories;
  }

  /** Those for which the caller has the permission, in the same order. */
  async filter(
    pulls: readonly PullOfUnits[],
    permission: ResourcePermission<'catalog-entity'>,
    caller: Caller,
  ): Promise<KnownPull[]> {
    const known = await this.know(pulls);
    // Whoever may not see an entity in the catalog is told nothing of it here either.
    const reach = await this.#reachOf(
      [catalogEntityReadPermission, permission],
      caller.credentials,
      async () => [
        ...new Set(
          known.flatMap(({ identities }) =>
            [...identities.values()].map(({ entityRef }) => entityRef),
          ),
        ),
      ],
    );
    const everywhere = reach === 'all';
    const may = new Set(everywhere ? [] : reach);
    return known.filter(({ pull, units, identities }) => {
      const asked = isRequester(pull, caller);
      const mayUnknown = (unit?: string) =>
        everywhere || asked || owns(caller, pull, unit);
      return units.length === 0
        ? mayUnknown()
        : units.every(unit => {
            const identity = identities.get(unit);
            return identity
              ? everywhere || may.has(identity.entityRef)
              : mayUnknown(unit);
          });
    });
  }

  /** What the catalog says of the units of pull requests, whoever may see them: for decisions, not for answers. */
  async know(pulls: readonly PullOfUnits[]): Promise<KnownPull[]> {
    const units = [...new Set(pulls.flatMap(each => each.units))];
    const known = await this.#units.named(units.map(entityRefOf));
    return pulls.map(each => ({
      ...each,
      identities: new Map(
        each.units.flatMap(unit => {
          const identity = known.get(entityRefOf(unit));
          const isOwn =
            identity?.unit === unit &&
            this.#repositories.of(identity)?.fullName === each.pull.repository;
          return isOwn ? [[unit, identity] as const] : [];
        }),
      ),
    }));
  }
}

/** Whether a unit that is not there yet is to be the caller's. */
function owns(
  { claims }: Caller,
  pull: StoredPullRequest,
  unit: string | undefined,
): boolean {
  const owner = askedOwner(pull, unit);
  return owner !== undefined && claims.has(owner);
}
