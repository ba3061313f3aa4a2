import type { AuditorService } from '@backstage/backend-plugin-api';
import {
  DriftCheck,
  environmentReadPermission,
  environmentUpdatePermission,
  Health,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { HealthService } from '../health/HealthService';
import type { DriftStore } from '../store';
import { audited } from './audited';
import { ENTITY_PATH, EntityAuthorizer } from './EntityAuthorizer';
import type { SubjectResolver } from './SubjectResolver';

/** What the route of health needs. */
export interface HealthRoutesOptions {
  auditor: AuditorService;
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  health: HealthService;
  drift: DriftStore;
  now: () => Date;
}

/** Adds the routes of the health of an environment, tenant or stack, and by which its drift is looked for again. */
export function healthRoutes(
  router: Router,
  options: HealthRoutesOptions,
): void {
  const { authorizer, subjects, health } = options;

  router.get(`${ENTITY_PATH}/health`, async (req, res) => {
    const entity = await authorizer.entity(req, environmentReadPermission);
    const subject = await subjects.resolve(entity);
    const { repository } = subject;
    let answer: Health;
    if (subject.kind === 'stack') {
      const { entityRef, stack } = subject;
      answer = await health.healthOfStack(entityRef, stack, repository);
    } else {
      [answer] = await health.healthOf([{ ...subject.unit, repository }]);
    }
    res.json(answer);
  });

  router.post(`${ENTITY_PATH}/drift-check`, async (req, res) => {
    const { auditor, drift, now } = options;
    const entity = await authorizer.entity(req, environmentUpdatePermission);
    const subject = await subjects.resolve(entity);
    const answer = await audited(
      auditor,
      { eventId: 'drift-check', severityLevel: 'low', request: req },
      async () => {
        const requestedAt = now();
        const stacks = await subjects.stacksOf(subject);
        await drift.wantDrift(
          stacks.map(({ stackId }) => stackId),
          requestedAt,
        );
        const result: DriftCheck = {
          requestedAt: requestedAt.toISOString(),
          stacks: stacks.map(({ name }) => name),
        };
        return { result, meta: { stacks: result.stacks } };
      },
    );
    res.json(answer);
  });
}
