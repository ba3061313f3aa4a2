import { connectionExaminePermission } from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { OperationsService } from '../operations/OperationsService';
import type { EntityAuthorizer } from './EntityAuthorizer';

/** What the route of the collectors' operation needs. */
export interface OperationRoutesOptions {
  authorizer: EntityAuthorizer;
  operations: OperationsService;
}

/** Adds the route that tells operators how the collectors do. */
export function operationRoutes(
  router: Router,
  options: OperationRoutesOptions,
): void {
  const { authorizer, operations } = options;

  router.get('/v1/operations', async (req, res) => {
    await authorizer.basic(req, connectionExaminePermission);
    res.json(await operations.tell());
  });
}
