import { inReverse } from '../inOrder';
import type { OperationRun } from './OperationRun';
import { removeResource } from './removeResource';

/** Ends an update: what it replaced or dropped goes. */
export async function cleanUp(run: OperationRun): Promise<void> {
  await deleteLeftovers(run);
  run.finish('UPDATE_COMPLETE');
}

/** Deletes what the stack does not describe any more. What cannot be deleted is left behind; CloudFormation forgets it. */
export async function deleteLeftovers(run: OperationRun): Promise<void> {
  const { stack, parts } = run;
  await inReverse([...stack.leftovers], async resource => {
    await removeResource(run, resource);
    stack.leftovers = stack.leftovers.filter(item => item !== resource);
    parts.store.save(stack);
  });
}
