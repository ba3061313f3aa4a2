import { NotFoundError } from '@backstage/errors';
import {
  Costs,
  CostsQuery,
  costsReadPermission,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { CostsService } from '../costs/CostsService';
import { ENTITY_PATH, EntityAuthorizer } from './EntityAuthorizer';
import type { SubjectResolver } from './SubjectResolver';

/** What the route of cost needs. */
export interface CostsRoutesOptions {
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  costs: CostsService;
}

/** Adds the route of the cost of an environment or tenant. */
export function costsRoutes(router: Router, options: CostsRoutesOptions): void {
  const { authorizer, subjects } = options;

  router.get(`${ENTITY_PATH}/costs`, async (req, res) => {
    const entity = await authorizer.entity(req, costsReadPermission);
    const subject = await subjects.resolve(entity);
    if (subject.kind === 'stack') {
      throw new NotFoundError(
        `Cost is known of environments and tenants; ask for ${subject.stack.entityRef}, which stack ${subject.stack.name} belongs to`,
      );
    }
    const costs: Costs = await options.costs.costsOf(
      subject.unit,
      req.query as CostsQuery,
      subject.repository,
    );
    res.json(costs);
  });
}
