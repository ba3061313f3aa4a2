import {
  environmentReadPermission,
  Readiness,
  Recovery,
} from '@plinth/plugin-environments-common';
import { Request, Router } from 'express';
import type {
  ReadinessService,
  ReadinessSubject,
} from '../readiness/ReadinessService';
import type {
  RecoveryService,
  RecoverySubject,
} from '../readiness/RecoveryService';
import { ENTITY_PATH, EntityAuthorizer } from './EntityAuthorizer';
import type { SubjectResolver } from './SubjectResolver';

/** What the routes of readiness and recovery need. */
export interface ReadinessRoutesOptions {
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  readiness: ReadinessService;
  recovery: RecoveryService;
}

/** Adds the routes that tell whether a unit is complete, and how its data survives. */
export function readinessRoutes(
  router: Router,
  options: ReadinessRoutesOptions,
): void {
  const { authorizer, subjects } = options;

  const read = async (req: Request) => {
    const entity = await authorizer.entity(req, environmentReadPermission);
    const resolved = await subjects.resolve(entity);
    const subject: ReadinessSubject & RecoverySubject =
      resolved.kind === 'stack'
        ? {
            entityRef: resolved.entityRef,
            unit: resolved.stack.unit,
            account: resolved.stack.account,
            region: resolved.stack.region,
            stacks: [resolved.stack.name],
          }
        : { ...resolved.unit, repository: resolved.repository };
    return { subject, stacks: await subjects.stacksOf(resolved) };
  };

  router.get(`${ENTITY_PATH}/readiness`, async (req, res) => {
    const { subject, stacks } = await read(req);
    const readiness: Readiness = await options.readiness.readinessOf(
      subject,
      stacks,
    );
    res.json(readiness);
  });

  router.get(`${ENTITY_PATH}/recovery`, async (req, res) => {
    const { subject, stacks } = await read(req);
    const recovery: Recovery = await options.recovery.recoveryOf(
      subject,
      stacks,
    );
    res.json(recovery);
  });
}
