import { inOrder } from '../inOrder';
import { sameJson } from '../../resources/Json';
import type { Operation, StackResource } from '../model';
import { attempt } from './attempt';
import { deleteLeftovers } from './cleanUp';
import type { OperationRun } from './OperationRun';

/** Takes a failed update back: each resource to what it was, and what is new goes. */
export async function rollBackUpdate(
  run: OperationRun,
  { stack: before }: NonNullable<Operation['before']>,
): Promise<void> {
  const { stack } = run;
  const failed: string[] = [];
  const order = new Map(
    Object.values(before.resources).map(resource => [
      resource.logicalId,
      resource.dependsOn.filter(name => name in before.resources),
    ]),
  );
  await inOrder(order, async name => {
    if (failed.length === 0 && !(await restore(run, before.resources[name]))) {
      failed.push(name);
    }
  });
  if (failed.length > 0) {
    run.setStatus(
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${failed.join(', ')}]. `,
    );
    return;
  }
  for (const [name, resource] of Object.entries(stack.resources)) {
    if (!(name in before.resources)) {
      stack.leftovers.push({ ...resource, deletionPolicy: 'Delete' });
      delete stack.resources[name];
    }
  }
  run.enter('rollback-cleanup');
  run.setStatus('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await finishRollback(run);
}

/** Ends a rollback: what the update made goes, and the stack is described as before. */
export async function finishRollback(run: OperationRun): Promise<void> {
  const { stack, operation, parts } = run;
  const { stack: before, template } = operation.before as NonNullable<
    Operation['before']
  >;
  await deleteLeftovers(run);
  parts.store.templates.put(stack.id, { body: template });
  const {
    description,
    parameters,
    tags,
    outputs,
    imports,
    capabilities,
    notificationArns,
  } = before;
  Object.assign(stack, {
    description,
    parameters,
    tags,
    outputs,
    imports,
    capabilities,
    notificationArns,
  });
  run.finish('UPDATE_ROLLBACK_COMPLETE');
}

/** Brings a resource back to what it was; false if that failed. */
async function restore(
  run: OperationRun,
  before: StackResource,
): Promise<boolean> {
  const { stack, operation, parts } = run;
  const current: StackResource | undefined = stack.resources[before.logicalId];
  if (operation.skip.includes(before.logicalId)) {
    if (current) {
      current.status = 'UPDATE_COMPLETE';
    }
    return true;
  }
  const same =
    current?.liveId === before.liveId &&
    sameJson(current?.properties, before.properties) &&
    !/(FAILED|IN_PROGRESS)$/.test(current?.status ?? '');
  if (current && same) {
    return true;
  }
  const resource = current ?? structuredClone(before);
  stack.resources[before.logicalId] = resource;
  const outcome = await attempt(run, resource, {
    action: 'update',
    work: () => {
      if (resource.liveId !== before.liveId) {
        takeBack(run, resource, before);
      } else if (!sameJson(resource.properties, before.properties)) {
        parts.physical.change(resource, before.properties);
      }
      Object.assign(resource, structuredClone(before));
    },
  });
  return outcome === 'done';
}

/** The resource that was replaced counts again, and the one in its place is left over. */
function takeBack(
  { stack }: OperationRun,
  resource: StackResource,
  before: StackResource,
): void {
  stack.leftovers = stack.leftovers.filter(
    item => item.liveId !== before.liveId,
  );
  if (resource.liveId) {
    stack.leftovers.push({
      ...structuredClone(resource),
      deletionPolicy: 'Delete',
    });
  }
}
