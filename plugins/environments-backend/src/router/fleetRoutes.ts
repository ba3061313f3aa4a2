import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  costsReadPermission,
  EnvironmentPage,
  environmentReadPermission,
  ListEnvironmentsQuery,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { FleetService } from '../fleet/FleetService';
import type { EntityAuthorizer } from './EntityAuthorizer';

/** What the route of the fleet needs. */
export interface FleetRoutesOptions {
  authorizer: EntityAuthorizer;
  fleet: FleetService;
}

/** Adds the route of the fleet table: rows, and their cost, are only those that the caller may read. */
export function fleetRoutes(router: Router, options: FleetRoutesOptions): void {
  const { authorizer, fleet } = options;

  router.get('/v1/environments', async (req, res) => {
    const credentials = await authorizer.credentials(req);
    const page: EnvironmentPage = await fleet.list(
      req.query as ListEnvironmentsQuery,
      async references => {
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
      },
    );
    res.json(page);
  });
}
