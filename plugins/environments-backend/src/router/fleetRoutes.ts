import {
  EnvironmentPage,
  ListEnvironmentsQuery,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { FleetService } from '../fleet/FleetService';
import type { EntityAuthorizer } from './EntityAuthorizer';
import { fleetReach } from './fleetReach';

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
      references => fleetReach(authorizer, credentials, references),
    );
    res.json(page);
  });
}
