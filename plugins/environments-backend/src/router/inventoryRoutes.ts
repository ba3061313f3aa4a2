import { HttpAuthService } from '@backstage/backend-plugin-api';
import type {
  ForeignStackList,
  StackIdentityList,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import { type ForeignStackStore, identityOf, StackStore } from '../store';
import type { KnownUnits } from '../units/KnownUnits';

/** What the route of the inventory needs. */
export interface InventoryRoutesOptions {
  httpAuth: HttpAuthService;
  stacks: StackStore;
  foreignStacks: ForeignStackStore;
  knownUnits: KnownUnits;
}

/** Adds the routes from which other plugins learn which stacks and units there are; users are refused. */
export function inventoryRoutes(
  router: Router,
  options: InventoryRoutesOptions,
): void {
  const { httpAuth, stacks, foreignStacks, knownUnits } = options;

  router.get('/v1/stacks', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['service'] });
    const list: StackIdentityList = {
      items: (await stacks.listStacks()).map(identityOf),
    };
    res.json(list);
  });

  router.get('/v1/units', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['service'] });
    const { cursor } = req.query;
    res.json(
      await knownUnits.page(cursor === undefined ? undefined : String(cursor)),
    );
  });

  router.get('/v1/foreign-stacks', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['service'] });
    const { account, unit } = req.query;
    const list: ForeignStackList = {
      items: await foreignStacks.foreignStacksLike(
        String(account),
        String(unit),
      ),
    };
    res.json(list);
  });
}
