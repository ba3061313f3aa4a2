import type {
  AuditorService,
  AuthService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  environmentReadPermission,
  environmentUpdatePermission,
  type FleetUpgrade,
  type FleetUpgradeList,
  fleetUpgradePermission,
  type FleetUpgradeRequest,
} from '@plinth/plugin-environments-common';
import { personOf } from '@plinth/plugin-environments-node';
import { Request, Router } from 'express';
import type { FleetUpgrades } from '../fleetUpgrades/FleetUpgrades';
import { audited } from './audited';
import type { EntityAuthorizer } from './EntityAuthorizer';

/** What the routes of fleet upgrades need. */
export interface FleetUpgradeRoutesOptions {
  auth: AuthService;
  auditor: AuditorService;
  authorizer: EntityAuthorizer;
  fleetUpgrades: FleetUpgrades;
}

/** Adds the routes by which the upgrade of a fleet begins, is paused, goes on, and is shown. */
export function fleetUpgradeRoutes(
  router: Router,
  options: FleetUpgradeRoutesOptions,
): void {
  const { auth, auditor, authorizer, fleetUpgrades } = options;

  /** Those of the units for which the caller has a permission. */
  const reached = async <U extends { entityRef: string }>(
    units: U[],
    permission: typeof environmentReadPermission,
    req: Request,
  ): Promise<U[]> => {
    const reach = await authorizer.reach(
      [permission],
      await authorizer.credentials(req),
      async () => units.map(({ entityRef }) => entityRef),
    );
    return reach === 'all'
      ? units
      : units.filter(({ entityRef }) => reach.includes(entityRef));
  };

  const personBehind = async (req: Request): Promise<string> => {
    const person = personOf(await authorizer.credentials(req), auth);
    if (!person) {
      throw new NotAllowedError(
        'An upgrade of a fleet needs a signed-in person; call this as a user',
      );
    }
    return person;
  };

  router.get('/v1/fleet-upgrades', async (req, res) => {
    const maySteer = await authorizer.may(req, fleetUpgradePermission);
    const all = await fleetUpgrades.list();
    const items: FleetUpgrade[] = [];
    for (const upgrade of all) {
      const units = await reached(
        upgrade.units,
        environmentReadPermission,
        req,
      );
      // Why it stopped names units.
      if (units.length === upgrade.units.length) {
        items.push(upgrade);
      } else if (units.length > 0) {
        const { reason, ...rest } = upgrade;
        items.push({ ...rest, units });
      }
    }
    const list: FleetUpgradeList = { items, maySteer };
    res.json(list);
  });

  router.post('/v1/fleet-upgrades', async (req, res) => {
    await authorizer.basic(req, fleetUpgradePermission);
    const requester = await personBehind(req);
    const credentials = await authorizer.credentials(req);
    const request: FleetUpgradeRequest = req.body;
    const upgrade = await audited(
      auditor,
      {
        eventId: 'fleet-upgrade-create',
        request: req,
        severityLevel: 'medium',
        meta: { blueprint: request.blueprint, version: request.version },
      },
      async () => {
        const result = await fleetUpgrades.begin(request, {
          credentials,
          requester,
          allowed: units => reached(units, environmentUpdatePermission, req),
        });
        return {
          result,
          meta: { id: result.id, units: result.units.length },
        };
      },
    );
    res.status(201).json(upgrade);
  });

  router.post('/v1/fleet-upgrades/:id/:step', async (req, res) => {
    await authorizer.basic(req, fleetUpgradePermission);
    const person = await personBehind(req);
    const { id, step } = req.params;
    const upgrade = await audited(
      auditor,
      {
        eventId: 'fleet-upgrade-steer',
        request: req,
        severityLevel: 'medium',
        meta: { id, step },
      },
      async () => {
        const result =
          step === 'pause'
            ? await fleetUpgrades.pause(id, person)
            : await fleetUpgrades.resume(id, person, req.body.leaveOut);
        return { result, meta: { state: result.state } };
      },
    );
    res.json(upgrade);
  });
}
