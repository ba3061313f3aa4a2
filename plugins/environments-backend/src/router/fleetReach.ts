import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  costsReadPermission,
  environmentReadPermission,
} from '@plinth/plugin-environments-common';
import type { FleetReach } from '../fleet/FleetService';
import type { EntityAuthorizer } from './EntityAuthorizer';

/** What somebody may see of units: rows where they may see the unit in the catalog as well, and cost where they may see that. */
export async function fleetReach(
  authorizer: EntityAuthorizer,
  credentials: BackstageCredentials,
  references: () => Promise<string[]>,
): Promise<FleetReach> {
  const visible = await authorizer.reach(
    [catalogEntityReadPermission, environmentReadPermission],
    credentials,
    references,
  );
  const priced = await authorizer.reach(
    [costsReadPermission],
    credentials,
    async () => (visible === 'all' ? references() : [...visible]),
  );
  return { visible, priced };
}
