import {
  environmentReadPermission,
  Health,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { HealthService } from '../health/HealthService';
import { ENTITY_PATH, EntityAuthorizer } from './EntityAuthorizer';
import type { SubjectResolver } from './SubjectResolver';

/** What the route of health needs. */
export interface HealthRoutesOptions {
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  health: HealthService;
}

/** Adds the route of the health of an environment, tenant or stack. */
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
}
