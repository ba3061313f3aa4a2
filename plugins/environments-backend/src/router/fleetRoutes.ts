import type {
  EnvironmentPage,
  FleetFilter,
  FleetGrouping,
  FleetGroups,
  FleetMatrix,
  FleetMatrixQuery,
  ListEnvironmentsQuery,
} from '@plinth/plugin-environments-common';
import { Request, Router } from 'express';
import { pipeline } from 'node:stream/promises';
import type { FleetReachOf, FleetService } from '../fleet/FleetService';
import type { FleetViews } from '../fleet/FleetViews';
import type { FleetStore } from '../store';
import type { EntityAuthorizer } from './EntityAuthorizer';
import { fleetReach } from './fleetReach';

/** What the routes of the fleet need. */
export interface FleetRoutesOptions {
  authorizer: EntityAuthorizer;
  fleet: FleetService;
  fleetUnits: Pick<FleetStore, 'undecided'>;
  fleetViews: FleetViews;
}

/** Adds the routes of the fleet: units, and their cost, are only those that the caller may read, in sums and files too. */
export function fleetRoutes(router: Router, options: FleetRoutesOptions): void {
  const { authorizer, fleet, fleetViews } = options;
  const reachOf = async (req: Request): Promise<FleetReachOf> => {
    const credentials = await authorizer.credentials(req);
    return among =>
      fleetReach(authorizer, credentials, { fleet: options.fleetUnits, among });
  };

  router.get('/v1/environments', async (req, res) => {
    const page: EnvironmentPage = await fleet.list(
      req.query as ListEnvironmentsQuery,
      await reachOf(req),
    );
    res.json(page);
  });

  router.get('/v1/environments/groups', async (req, res) => {
    const groups: FleetGroups = await fleetViews.groups(
      req.query as FleetFilter & { by: FleetGrouping },
      await reachOf(req),
    );
    res.json(groups);
  });

  router.get('/v1/environments/matrix', async (req, res) => {
    const matrix: FleetMatrix = await fleetViews.matrix(
      req.query as FleetMatrixQuery,
      await reachOf(req),
    );
    res.json(matrix);
  });

  router.get('/v1/environments/export', async (req, res) => {
    const csv = await fleetViews.csv(
      req.query as FleetFilter,
      await reachOf(req),
    );
    const today = new Date().toISOString().slice(0, 10);
    res.attachment(`environments-${today}.csv`);
    await pipeline(csv, res);
  });
}
