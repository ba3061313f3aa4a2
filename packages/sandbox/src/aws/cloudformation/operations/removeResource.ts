import type { StackResource } from '../model';
import { attempt } from './attempt';
import type { OperationRun } from './OperationRun';

/** Deletes a resource, or leaves it as its policy says; false if that failed. */
export async function removeResource(
  run: OperationRun,
  resource: StackResource,
): Promise<boolean> {
  if (resource.physicalId && isRetained(run, resource)) {
    run.setResourceStatus(resource, 'DELETE_SKIPPED');
    return true;
  }
  const outcome = await attempt(run, resource, {
    action: 'delete',
    work: () => run.parts.physical.remove(resource),
  });
  return outcome === 'done';
}

/** What the operation itself created is not kept where that is asked. */
function isRetained(run: OperationRun, resource: StackResource): boolean {
  const { kind, retain, retainExceptOnCreate } = run.operation;
  const { deletionPolicy } = resource;
  const asked =
    deletionPolicy === 'RetainExceptOnCreate' ||
    (deletionPolicy === 'Retain' && retainExceptOnCreate);
  return (
    retain.includes(resource.logicalId) ||
    (asked ? kind !== 'create' : deletionPolicy === 'Retain')
  );
}
