import { activeResources } from '../desiredResource';
import { checkExports, outputsOf } from '../checkExports';
import type { Scope } from '../Scope';
import { messageOf } from '../failureReason';
import { inOrder } from '../inOrder';
import { parseTemplate } from '../parseTemplate';
import type { StackTarget } from '../model';
import { applyResource } from './applyResource';
import { cleanUp } from './cleanUp';
import type { OperationRun } from './OperationRun';
import { rollBackCreation } from './rollBackCreation';
import { rollBackUpdate } from './rollBackUpdate';

/** Creates or updates a stack: each resource after those it needs, then outputs. What fails is rolled back. */
export async function moveForward(run: OperationRun): Promise<void> {
  const { stack, operation, parts } = run;
  const target = operation.target as StackTarget;
  const imports = new Set<string>();
  const scope = parts.scopes.of(
    stack,
    parseTemplate(target.template),
    target.parameters,
    {
      notificationArns: target.notificationArns,
      onImport: name => imports.add(name),
    },
  );
  const active = activeResources(scope);
  await inOrder(active, async name => {
    if (!run.halted) {
      await applyResource(run, name, { needs: active.get(name) ?? [], scope });
    }
  });
  const outputFailure = run.halted ? undefined : setOutputs(run, scope);
  if (run.halted || outputFailure !== undefined) {
    return giveUp(run, outputFailure);
  }
  stack.imports = [...imports];
  for (const [name, resource] of Object.entries(stack.resources)) {
    if (!active.has(name)) {
      stack.leftovers.push(resource);
      delete stack.resources[name];
    }
  }
  if (operation.kind === 'create') {
    return run.finish('CREATE_COMPLETE');
  }
  run.enter('cleanup');
  run.setStatus('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  return cleanUp(run);
}

/** Evaluates the outputs; answers why they cannot be. */
function setOutputs(run: OperationRun, scope: Scope): string | undefined {
  const { stack, operation, parts } = run;
  try {
    stack.outputs = outputsOf(scope.template, scope);
    checkExports(stack, operation.before?.stack.outputs ?? [], parts.store);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Rolls back, or stays where it failed if that is wanted. */
async function giveUp(run: OperationRun, outputFailure?: string) {
  const { operation } = run;
  const creating = operation.kind === 'create';
  const reason =
    outputFailure ??
    (operation.failed.length === 0 ? 'User Initiated' : blame(run));
  run.enter('rollback');
  const stays =
    operation.disableRollback || operation.onFailure === 'DO_NOTHING';
  if (stays && !operation.cancelled) {
    // The operation stays recorded, for RollbackStack.
    run.setStatus(creating ? 'CREATE_FAILED' : 'UPDATE_FAILED', reason);
  } else if (operation.before) {
    run.setStatus('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    await rollBackUpdate(run, operation.before);
  } else {
    run.setStatus(
      'ROLLBACK_IN_PROGRESS',
      `${reason}${outputFailure ? '. ' : ''}Rollback requested by user.`,
    );
    await rollBackCreation(run);
  }
}

function blame(run: OperationRun): string {
  const failedTo = (verb: 'create' | 'update') => {
    const names = run.operation.failed
      .filter(
        name =>
          run.stack.resources[name]?.status === `${verb.toUpperCase()}_FAILED`,
      )
      .sort();
    return names.length > 0
      ? `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `
      : '';
  };
  return failedTo('create') + failedTo('update');
}
