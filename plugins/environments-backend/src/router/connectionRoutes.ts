import { connectionExaminePermission } from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { Examinations } from '../doctor/Examinations';
import type { EntityAuthorizer } from './EntityAuthorizer';

/** What the route of the connections needs. */
export interface ConnectionRoutesOptions {
  authorizer: EntityAuthorizer;
  examinations: Examinations;
}

/** Adds the route that tells what is not connected as the guide asks. */
export function connectionRoutes(
  router: Router,
  options: ConnectionRoutesOptions,
): void {
  const { authorizer, examinations } = options;

  router.get('/v1/connections', async (req, res) => {
    await authorizer.basic(req, connectionExaminePermission);
    res.json(await examinations.findings(Number(req.query.maxAge)));
  });
}
