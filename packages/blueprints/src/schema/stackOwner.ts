import { type Unit, unitEntityRef, unitPath } from './unit';

/** The tag of a stack that names the folder of its unit: `environments/claims-staging`. */
export const UNIT_TAG = 'plinth:unit';

/** The tag of a stack that names the catalog entity of its unit. */
export const ENTITY_TAG = 'plinth:entity';

/** The tags of every resource of a unit; they never change from commit to commit. */
export function unitTags(unit: Unit): Record<string, string> {
  return {
    [UNIT_TAG]: unitPath(unit),
    [ENTITY_TAG]: unitEntityRef(unit),
    'plinth:stage': unit.stage,
    ...(unit.kind === 'tenant' ? { 'plinth:tenant': unit.name } : {}),
  };
}

/**
 * Whose a stack is that is in the account already, by its tags, if it is not the unit's; undefined where it is.
 *
 * A name alone makes no stack a unit's: what bears the name may hold the pipeline's own roles, or another team's database,
 * and a deployment would replace all that it has. Only the tags of this very unit say that the pipeline made the stack for it.
 */
export function foreignOwner(
  tags: Readonly<Record<string, string>>,
  unit: Pick<Unit, 'kind' | 'name'>,
): string | undefined {
  const { [UNIT_TAG]: path, [ENTITY_TAG]: entity } = tags;
  if (!path) {
    return `it has no tag ${UNIT_TAG}, so no unit of this platform owns it`;
  }
  if (path !== unitPath(unit)) {
    return `its tag ${UNIT_TAG} says that it is of ${path}`;
  }
  return entity === undefined || entity === unitEntityRef(unit)
    ? undefined
    : `its tag ${ENTITY_TAG} says that it is of ${entity}`;
}

/** Whether a unit may have a stack of this name: its own, or a further one that begins with its name and a hyphen. */
export function isNameOfUnit(
  stackName: string,
  unit: Pick<Unit, 'name'>,
): boolean {
  return stackName === unit.name || stackName.startsWith(`${unit.name}-`);
}
