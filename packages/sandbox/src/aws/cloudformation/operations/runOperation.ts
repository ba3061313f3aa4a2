import { cleanUp } from './cleanUp';
import { deleteStack } from './deleteStack';
import { moveForward } from './moveForward';
import type { OperationRun } from './OperationRun';
import { rollBackCreation } from './rollBackCreation';
import { finishRollback, rollBackUpdate } from './rollBackUpdate';

/**
 * Carries out an operation from the phase in which it is: forward to its target and cleaning up behind it, or back to
 * where it was. Resolves when the stack is in a final state.
 */
export async function runOperation(run: OperationRun): Promise<void> {
  switch (run.operation.phase) {
    case 'forward':
      return moveForward(run);
    case 'cleanup':
      return cleanUp(run);
    case 'rollback':
      return run.operation.before
        ? rollBackUpdate(run, run.operation.before)
        : rollBackCreation(run);
    case 'rollback-cleanup':
      return finishRollback(run);
    default:
      return deleteStack(run);
  }
}
