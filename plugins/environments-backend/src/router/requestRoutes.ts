import {
  Blueprint,
  BlueprintList,
  blueprintReadPermission,
  Estimate,
  estimateCreatePermission,
  EstimateRequest,
  FreezeList,
  PlacementList,
} from '@plinth/plugin-environments-common';
import { personOf } from '@plinth/plugin-environments-node';
import type { AuthService } from '@backstage/backend-plugin-api';
import type { BlueprintRegistry } from '@plinth/blueprints/schema';
import { Router } from 'express';
import type { Estimator } from '../estimate/Estimator';
import { describeBlueprints } from '../fleet/describeBlueprints';
import type { FreezeService } from '../fleet/FreezeService';
import type { PlacementService } from '../fleet/PlacementService';
import type { Requestable } from '../fleet/Requestable';
import type { EntityAuthorizer } from './EntityAuthorizer';

/** What the routes of a request form need. */
export interface RequestRoutesOptions {
  auth: AuthService;
  authorizer: EntityAuthorizer;
  blueprints: BlueprintRegistry;
  placements: PlacementService;
  requestable: Requestable;
  freezes: FreezeService;
  estimator: Estimator;
}

/** Adds the routes that a request form asks: what can be requested, where, what is frozen, and what it will cost. */
export function requestRoutes(
  router: Router,
  options: RequestRoutesOptions,
): void {
  const { auth, authorizer, blueprints, placements, freezes, estimator } =
    options;

  let described: Blueprint[] | undefined;
  router.get('/v1/blueprints', async (req, res) => {
    await authorizer.basic(req, blueprintReadPermission);
    // Once: blueprints are added before plugins start, and defaults in every region take a while to tell
    described ??= describeBlueprints(blueprints);
    const list: BlueprintList = {
      items: await options.requestable.described(
        described,
        await authorizer.credentials(req),
      ),
    };
    res.json(list);
  });

  router.get('/v1/placements', async (req, res) => {
    await authorizer.basic(req, blueprintReadPermission);
    const list: PlacementList = await options.requestable.placements(
      await placements.list(),
      await authorizer.credentials(req),
    );
    res.json(list);
  });

  router.get('/v1/freezes', async (req, res) => {
    await authorizer.basic(req, blueprintReadPermission);
    const list: FreezeList = await freezes.list();
    res.json(list);
  });

  router.post('/v1/estimates', async (req, res) => {
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    await authorizer.basic(req, estimateCreatePermission);
    const request: EstimateRequest = req.body;
    const estimate: Estimate = await estimator.estimate(request, {
      person: personOf(await authorizer.credentials(req), auth),
      signal: gone.signal,
    });
    res.json(estimate);
  });
}
