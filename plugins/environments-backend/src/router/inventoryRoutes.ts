import { HttpAuthService } from '@backstage/backend-plugin-api';
import type { StackIdentityList } from '@plinth/plugin-environments-common';
import { Router } from 'express';
import { identityOf, StackStore } from '../store';

/** What the route of the inventory needs. */
export interface InventoryRoutesOptions {
  httpAuth: HttpAuthService;
  stacks: StackStore;
}

/** Adds the route from which other plugins learn which stacks there are; users are refused. */
export function inventoryRoutes(
  router: Router,
  options: InventoryRoutesOptions,
): void {
  const { httpAuth, stacks } = options;

  router.get('/v1/stacks', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['service'] });
    const list: StackIdentityList = {
      items: (await stacks.listStacks()).map(identityOf),
    };
    res.json(list);
  });
}
