import type { Home } from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { HomeService } from '../home/HomeService';
import type { Callers } from '../requests/Caller';
import type { EntityAuthorizer } from './EntityAuthorizer';

/** What the route of the home page needs. */
export interface HomeRoutesOptions {
  authorizer: EntityAuthorizer;
  callers: Callers;
  home: HomeService;
}

/** Adds the route of what concerns the caller: of requests and units, only those that they may read. */
export function homeRoutes(router: Router, options: HomeRoutesOptions): void {
  const { authorizer, callers, home } = options;
  router.get('/v1/home', async (req, res) => {
    const caller = await callers.of(await authorizer.credentials(req));
    const { since } = req.query as { since?: string };
    const answer: Home = await home.homeOf(caller, { since });
    res.json(answer);
  });
}
