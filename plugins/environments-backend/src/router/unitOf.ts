import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import type { Request } from 'express';
import type { EntityAuthorizer, EntityPermission } from './EntityAuthorizer';
import type { Subject, SubjectResolver } from './SubjectResolver';

/**
 * The unit that a request is about: the entity that it names, or the one whose stack that is, each for those who have a permission on it.
 *
 * @throws NotFoundError for what is neither, or where the caller may not know of it
 */
export async function unitOf(
  req: Request,
  permission: EntityPermission,
  options: { authorizer: EntityAuthorizer; subjects: SubjectResolver },
): Promise<{ entityRef: string; subject: Extract<Subject, { kind: 'unit' }> }> {
  const { authorizer, subjects } = options;
  const entity = await authorizer.entity(req, permission);
  const subject = await subjects.resolve(entity);
  if (subject.kind === 'unit') {
    return { entityRef: stringifyEntityRef(entity), subject };
  }
  const entityRef = stringifyEntityRef(parseEntityRef(subject.stack.entityRef));
  const ofUnit = await subjects.resolve(
    await authorizer.entityByRef(
      entityRef,
      permission,
      await authorizer.credentials(req),
    ),
  );
  if (ofUnit.kind !== 'unit') {
    throw new NotFoundError(`${entityRef} is no unit`);
  }
  return { entityRef, subject: ofUnit };
}
