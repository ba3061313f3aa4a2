import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  costsReadPermission,
  environmentReadPermission,
} from '@plinth/plugin-environments-common';
import {
  allOf,
  anyOf,
  type FleetReach,
  type FleetStore,
  isNone,
  type UnitCriteria,
} from '../store';
import { criteriaOf } from './criteriaOf';
import type { Decided, EntityAuthorizer } from './EntityAuthorizer';

/**
 * What somebody may see of units: rows where they may see the unit in the catalog as well, and cost where they may see that. A policy's
 * conditions become criteria of the question to the fleet. Units that these leave undecided are asked for one by one, by the catalog.
 *
 * @param among - the units that will be asked for
 */
export async function fleetReach(
  authorizer: EntityAuthorizer,
  credentials: BackstageCredentials,
  options: { fleet: Pick<FleetStore, 'undecided'>; among?: UnitCriteria },
): Promise<FleetReach> {
  const [inCatalog, health, costs] = await authorizer.decide(
    [
      catalogEntityReadPermission,
      environmentReadPermission,
      costsReadPermission,
    ],
    credentials,
  );
  const resolve = async (decided: Decided[], among: UnitCriteria) => {
    const criteria = allOf(decided.map(criteriaOf));
    if (criteria === 'all' || isNone(criteria)) {
      return criteria;
    }
    const open = await options.fleet.undecided(criteria, among);
    return anyOf([
      criteria,
      await authorizer.allowed(decided, credentials, open),
    ]);
  };
  const { among = 'all' } = options;
  const visible = await resolve([inCatalog, health], among);
  return {
    visible,
    priced: await resolve([costs], allOf([among, visible])),
  };
}
