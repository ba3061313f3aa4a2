import { importersOf } from '../checkExports';
import type { OperationRun } from './OperationRun';
import { removeAll } from './removeAll';

/** Deletes a stack with all that it has, unless others import what it exports. */
export async function deleteStack(run: OperationRun): Promise<void> {
  const { stack, parts } = run;
  const { store, clock } = parts;
  const user = importersOf(stack, stack.outputs, store);
  const failure = user
    ? `Export ${user.name} cannot be deleted as it is in use by ${user.stacks.join(', ')}`
    : await removeAll(run, [
        ...stack.leftovers,
        ...Object.values(stack.resources),
      ]);
  if (failure) {
    run.finish('DELETE_FAILED', failure);
    return;
  }
  stack.deletedAt = clock.now().toISOString();
  stack.imports = [];
  run.finish('DELETE_COMPLETE');
  store.forgetChangeSets(stack.id);
}
