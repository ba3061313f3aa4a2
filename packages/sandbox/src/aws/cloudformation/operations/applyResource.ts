import { desiredResource, type DesiredResource } from '../desiredResource';
import type { Scope } from '../Scope';
import { messageOf } from '../failureReason';
import { sameJson } from '../../resources/Json';
import { maskSecrets } from '../maskSecrets';
import type { StackResource, StackTarget } from '../model';
import { attempt, type Step } from './attempt';
import type { OperationRun } from './OperationRun';

/** Makes of one resource what the template wants it to be: creates, replaces or updates it, or leaves it. */
export async function applyResource(
  run: OperationRun,
  name: string,
  options: { needs: string[]; scope: Scope },
): Promise<void> {
  const { stack, operation, parts } = run;
  const target = operation.target as StackTarget;
  const current: StackResource | undefined = stack.resources[name];
  const desired = evaluated(run, name, options);
  if (!desired) {
    return;
  }
  const shown = maskSecrets(
    JSON.stringify(desired.properties),
    target.parameters,
  );
  const live = parts.store.resources.get(current?.liveId);
  const lost = operation.revertDrift && live?.deletedAt !== undefined;
  if (!current?.physicalId || lost) {
    await create(run, desired, shown);
    return;
  }
  if (current.status === 'CREATE_IN_PROGRESS') {
    // The sandbox stopped between making the resource and saying so.
    run.setResourceStatus(current, 'CREATE_COMPLETE');
  }
  const drifted =
    operation.revertDrift &&
    live !== undefined &&
    !sameJson(live.properties, desired.properties);
  switch (changeOf(run, current, desired)) {
    case 'replace':
      await replace(run, current, desired, shown);
      return;
    case 'update':
      await update(run, current, desired, shown);
      return;
    default:
  }
  if (drifted) {
    await update(run, current, desired, shown);
  } else {
    const { deletionPolicy, updateReplacePolicy, dependsOn } = desired;
    Object.assign(current, { deletionPolicy, updateReplacePolicy, dependsOn });
  }
}

/** What the template wants; a value that cannot be told fails the resource. */
function evaluated(
  run: OperationRun,
  name: string,
  { needs, scope }: { needs: string[]; scope: Scope },
): DesiredResource | undefined {
  const { stack, operation, parts } = run;
  const { tags } = operation.target as StackTarget;
  try {
    return desiredResource(name, needs, scope, tags, parts.specification);
  } catch (error) {
    const { type } = scope.template.resources[name];
    const current: StackResource | undefined = stack.resources[name];
    const verb = current?.physicalId ? 'UPDATE' : 'CREATE';
    run.setResourceStatus(
      current ?? newResource(run, { logicalId: name, type }),
      `${verb}_FAILED`,
      { reason: messageOf(error) },
    );
    operation.failed.push(name);
    return undefined;
  }
}

function changeOf(
  run: OperationRun,
  current: StackResource,
  desired: DesiredResource,
): 'replace' | 'update' | 'none' {
  if (current.type !== desired.type) {
    return 'replace';
  }
  const changes = run.parts.specification.compare(
    current.type,
    current.properties,
    desired.properties,
  );
  if (changes.some(change => change.replacement === 'always')) {
    return 'replace';
  }
  return changes.length > 0 ||
    !sameJson(current.metadata ?? null, desired.metadata ?? null) ||
    /(FAILED|IN_PROGRESS)$/.test(current.status)
    ? 'update'
    : 'none';
}

async function create(
  run: OperationRun,
  desired: DesiredResource,
  shown: string,
): Promise<void> {
  const { stack, operation, parts } = run;
  const resource = newResource(run, desired);
  stack.resources[desired.logicalId] = resource;
  await forward(run, resource, {
    action: 'create',
    shown,
    work: () =>
      parts.store.atomically(() => {
        const live = parts.physical.make(stack, desired, {
          importExisting: operation.importExisting,
        });
        resource.physicalId = live.physicalId;
        resource.liveId = live.id;
        run.setResourceStatus(resource, 'CREATE_IN_PROGRESS', {
          reason: 'Resource creation Initiated',
          properties: shown,
        });
      }),
  });
}

async function replace(
  run: OperationRun,
  current: StackResource,
  desired: DesiredResource,
  shown: string,
): Promise<void> {
  const { stack, operation, parts } = run;
  await forward(run, current, {
    action: 'update',
    shown,
    reason:
      'Requested update requires the creation of a new physical resource; hence creating one.',
    work: () =>
      parts.store.atomically(() => {
        const old = structuredClone(current);
        const live = parts.physical.make(stack, desired, {
          replaced: current,
          importExisting: operation.importExisting,
        });
        stack.leftovers.push({
          ...old,
          deletionPolicy: old.updateReplacePolicy,
        });
        Object.assign(current, {
          ...desired,
          physicalId: live.physicalId,
          liveId: live.id,
        });
        run.setResourceStatus(current, 'UPDATE_IN_PROGRESS', {
          reason: 'Resource creation Initiated',
          properties: shown,
        });
      }),
  });
}

async function update(
  run: OperationRun,
  current: StackResource,
  desired: DesiredResource,
  shown: string,
): Promise<void> {
  await forward(run, current, {
    action: 'update',
    shown,
    work: () => {
      run.parts.physical.change(current, desired.properties);
      Object.assign(current, desired);
    },
  });
}

/** A step forward; one that fails is remembered, and ends the way forward. */
async function forward(
  run: OperationRun,
  resource: StackResource,
  step: Step,
): Promise<void> {
  const outcome = await attempt(run, resource, { ...step, forward: true });
  if (outcome === 'failed') {
    run.operation.failed.push(resource.logicalId);
    run.save();
  }
}

function newResource(
  run: OperationRun,
  desired: Pick<DesiredResource, 'logicalId' | 'type'> &
    Partial<DesiredResource>,
): StackResource {
  return {
    properties: {},
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
    dependsOn: [],
    ...desired,
    status: 'CREATE_IN_PROGRESS',
    updatedAt: run.parts.clock.now().toISOString(),
  };
}
