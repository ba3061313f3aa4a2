import { inReverse } from '../inOrder';
import type { StackResource } from '../model';
import type { OperationRun } from './OperationRun';
import { removeResource } from './removeResource';

/** Removes what is still there, each after all that need it; answers why not everything could be. */
export async function removeAll(
  run: OperationRun,
  resources: StackResource[],
): Promise<string | undefined> {
  const failed: string[] = [];
  await inReverse(resources, async resource => {
    const gone = /^DELETE_(COMPLETE|SKIPPED)$/.test(resource.status);
    if (!gone && !(await removeResource(run, resource))) {
      failed.push(resource.logicalId);
    }
  });
  return failed.length > 0
    ? `The following resource(s) failed to delete: [${failed.sort().join(', ')}]. `
    : undefined;
}
