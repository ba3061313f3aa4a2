import {
  AccountCosts,
  accountCostsReadPermission,
  AccountCostsQuery,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { AccountCostsService } from '../costs/AccountCostsService';
import type { EntityAuthorizer } from './EntityAuthorizer';

/** What the route of the accounts' bills needs. */
export interface AccountCostsRoutesOptions {
  authorizer: EntityAuthorizer;
  accountCosts: AccountCostsService;
}

/** Adds the route of what of each account's bill is whose. */
export function accountCostsRoutes(
  router: Router,
  { authorizer, accountCosts }: AccountCostsRoutesOptions,
): void {
  router.get('/v1/account-costs', async (req, res) => {
    await authorizer.basic(req, accountCostsReadPermission);
    const costs: AccountCosts = await accountCosts.costsOf(
      req.query as AccountCostsQuery,
    );
    res.json(costs);
  });
}
