import type { OperationRun } from './OperationRun';
import { removeAll } from './removeAll';

/** Takes back what a failed creation made; the stack stays as a shell, unless it is to go too. */
export async function rollBackCreation(run: OperationRun): Promise<void> {
  const { stack, operation, parts } = run;
  const failure = await removeAll(run, Object.values(stack.resources));
  if (failure) {
    run.setStatus('ROLLBACK_FAILED', failure);
    return;
  }
  stack.outputs = [];
  stack.imports = [];
  if (operation.onFailure === 'DELETE') {
    stack.deletedAt = parts.clock.now().toISOString();
    run.finish('DELETE_COMPLETE');
  } else {
    run.finish('ROLLBACK_COMPLETE');
  }
}
