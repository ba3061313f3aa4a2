import { NotFoundError } from '@backstage/errors';
import {
  DriftAdoption,
  environmentReadPermission,
  UnitOnMain,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { AdoptionService } from '../drift/AdoptionService';
import type { UnitReader } from '../units/UnitReader';
import { ENTITY_PATH, EntityAuthorizer } from './EntityAuthorizer';
import type { Subject, SubjectResolver } from './SubjectResolver';

/** What the route of a unit's file needs. */
export interface UnitRoutesOptions {
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  units: UnitReader;
  adoptions: AdoptionService;
}

/** Adds the routes that tell what the protected branch says of a unit, and what it would have to say of what drifted. */
export function unitRoutes(router: Router, options: UnitRoutesOptions): void {
  router.get(`${ENTITY_PATH}/unit`, async (req, res) => {
    const { authorizer, subjects, units } = options;
    const entity = await authorizer.entity(req, environmentReadPermission);
    const subject = await subjects.resolve(entity);
    refuseStack(subject);
    const unit: UnitOnMain = await units.onMain(
      subject.unit,
      subject.repository,
    );
    res.json(unit);
  });

  router.get(`${ENTITY_PATH}/adoption`, async (req, res) => {
    const { authorizer, subjects, adoptions } = options;
    const entity = await authorizer.entity(req, environmentReadPermission);
    const subject = await subjects.resolve(entity);
    refuseStack(subject);
    const adoption: DriftAdoption = await adoptions.adoption(subject.unit, {
      repository: subject.repository,
      stacks: await subjects.stacksOf(subject),
    });
    res.json(adoption);
  });
}

function refuseStack(
  subject: Subject,
): asserts subject is Extract<Subject, { kind: 'unit' }> {
  if (subject.kind !== 'unit') {
    throw new NotFoundError(
      `${subject.entityRef} is a stack; ask for the environment or tenant that it belongs to`,
    );
  }
}
