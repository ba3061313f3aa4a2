import type { SandboxClock } from '../../clock';
import type { Faults } from '../Faults';
import { inOrder, inReverse } from './inOrder';
import {
  activeResources,
  desiredResource,
  type DesiredResource,
} from './desiredResource';
import type { Scope } from './evaluate';
import { checkExports, importersOf, outputsOf } from './checkExports';
import { Cancelled, failureReason, messageOf, Stopped } from './failureReason';
import { sameJson } from './Json';
import { maskSecrets } from './maskSecrets';
import type { Operation, Stack, StackResource, StackTarget } from './model';
import type { PhysicalResources } from './PhysicalResources';
import { simulatedDuration } from './resources/simulatedDuration';
import { ResourceError } from './resources/ResourceProvider';
import type { ResourceSpecification } from './resources/ResourceSpecification';
import type { Scopes } from './Scopes';
import type { CloudFormationStore } from './CloudFormationStore';
import { parseTemplate } from './parseTemplate';

/** What operations work with. */
export interface OperationParts {
  clock: SandboxClock;
  store: CloudFormationStore;
  scopes: Scopes;
  faults: Faults;
  specification: ResourceSpecification;
  physical: PhysicalResources;
  /** Milliseconds per resource while the clock runs. */
  latency: number;
  /** Rejects with {@link Stopped} when the sandbox closes. */
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Carries out one operation on a stack: forward to its target, cleaning up behind it, or back to where it was. Every
 * step is recorded before the next begins, so that an operation that was cut off can be run again and continues.
 */
export class StackOperation {
  readonly #parts: OperationParts;
  readonly #stack: Stack;
  readonly #operation: Operation;

  constructor(parts: OperationParts, stack: Stack, operation: Operation) {
    this.#parts = parts;
    this.#stack = stack;
    this.#operation = operation;
  }

  /** Runs to the end; resolves when the stack is in a final state. */
  async run(): Promise<void> {
    switch (this.#operation.phase) {
      case 'forward':
        return this.#forward();
      case 'cleanup':
        return this.#cleanUp();
      case 'rollback':
        return this.#operation.before
          ? this.#rollBackUpdate()
          : this.#rollBackCreation();
      case 'rollback-cleanup':
        return this.#finishRollback();
      default:
        return this.#deleteStack();
    }
  }

  async #forward(): Promise<void> {
    const { store } = this.#parts;
    const stack = this.#stack;
    const target = this.#operation.target as StackTarget;
    const template = parseTemplate(target.template);
    const imports = new Set<string>();
    const scope = this.#parts.scopes.of(stack, template, target.parameters, {
      notificationArns: target.notificationArns,
      onImport: name => imports.add(name),
    });
    const failures = this.#operation.failed;
    let outputFailure: string | undefined;
    const active = activeResources(scope);
    await inOrder(active, async name => {
      if (failures.length > 0 || this.#operation.cancelled) {
        return;
      }
      await this.#step(name, active.get(name) ?? [], scope, target);
    });
    if (failures.length === 0 && !this.#operation.cancelled) {
      try {
        stack.outputs = outputsOf(template, scope);
        checkExports(stack, this.#operation.before?.stack.outputs ?? [], store);
      } catch (error) {
        outputFailure = messageOf(error);
      }
    }
    if (failures.length > 0 || outputFailure || this.#operation.cancelled) {
      return this.#failed(outputFailure);
    }
    stack.imports = [...imports];
    for (const [name, resource] of Object.entries(stack.resources)) {
      if (!active.has(name)) {
        stack.leftovers.push(resource);
        delete stack.resources[name];
      }
    }
    if (this.#operation.kind === 'create') {
      store.setStackStatus(stack, 'CREATE_COMPLETE', undefined, this.#token);
      return this.#done();
    }
    if (stack.leftovers.length === 0) {
      store.setStackStatus(
        stack,
        'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
        undefined,
        this.#token,
      );
      store.setStackStatus(stack, 'UPDATE_COMPLETE', undefined, this.#token);
      return this.#done();
    }
    this.#enter('cleanup');
    store.setStackStatus(
      stack,
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      undefined,
      this.#token,
    );
    return this.#cleanUp();
  }

  async #step(
    name: string,
    dependsOn: string[],
    scope: Scope,
    target: StackTarget,
  ): Promise<void> {
    const { specification, store } = this.#parts;
    const stack = this.#stack;
    const current: StackResource | undefined = stack.resources[name];
    let desired: DesiredResource;
    try {
      desired = desiredResource(
        name,
        dependsOn,
        scope,
        target.tags,
        specification,
      );
    } catch (error) {
      const { type } = scope.template.resources[name];
      const resource = current ?? this.#newResource({ logicalId: name, type });
      const verb = current?.physicalId ? 'UPDATE' : 'CREATE';
      store.setResourceStatus(stack, resource, `${verb}_FAILED`, {
        reason: messageOf(error),
        token: this.#token,
      });
      this.#operation.failed.push(name);
      return;
    }
    const shown = maskSecrets(
      JSON.stringify(desired.properties),
      target.parameters,
    );
    const live = store.live(current?.liveId);
    const lost = this.#operation.revertDrift && live?.deletedAt !== undefined;
    if (!current?.physicalId || lost) {
      await this.#create(desired, shown);
      return;
    }
    if (current.status === 'CREATE_IN_PROGRESS') {
      // The sandbox stopped between making the resource and saying so.
      store.setResourceStatus(stack, current, 'CREATE_COMPLETE', {
        token: this.#token,
      });
    }
    const changes =
      current.type === desired.type
        ? specification.compare(
            current.type,
            current.properties,
            desired.properties,
          )
        : [];
    const replaces =
      current.type !== desired.type ||
      changes.some(change => change.replacement === 'always');
    const drifted =
      this.#operation.revertDrift &&
      live !== undefined &&
      !sameJson(live.properties, desired.properties);
    if (replaces) {
      await this.#replace(current, desired, shown);
    } else if (
      changes.length > 0 ||
      drifted ||
      !sameJson(current.metadata ?? null, desired.metadata ?? null) ||
      current.status.endsWith('FAILED') ||
      current.status.endsWith('IN_PROGRESS')
    ) {
      await this.#update(current, desired, shown);
    } else {
      current.deletionPolicy = desired.deletionPolicy;
      current.updateReplacePolicy = desired.updateReplacePolicy;
      current.dependsOn = desired.dependsOn;
    }
  }

  async #create(desired: DesiredResource, shown: string): Promise<void> {
    const { store } = this.#parts;
    const stack = this.#stack;
    const resource = this.#newResource(desired);
    stack.resources[desired.logicalId] = resource;
    await this.#attempt(resource, 'create', shown, undefined, async () => {
      store.atomically(() => {
        const live = this.#parts.physical.make(stack, desired, {
          importExisting: this.#operation.importExisting,
        });
        Object.assign(resource, {
          physicalId: live.physicalId,
          liveId: live.id,
        });
        store.setResourceStatus(stack, resource, 'CREATE_IN_PROGRESS', {
          reason: 'Resource creation Initiated',
          token: this.#token,
          properties: shown,
        });
      });
      await this.#pause(desired.type, 0.5);
    });
  }

  async #replace(
    current: StackResource,
    desired: DesiredResource,
    shown: string,
  ): Promise<void> {
    const { store } = this.#parts;
    const stack = this.#stack;
    await this.#attempt(
      current,
      'update',
      shown,
      'Requested update requires the creation of a new physical resource; hence creating one.',
      async () => {
        store.atomically(() => {
          const old = copyResource(current);
          const live = this.#parts.physical.make(stack, desired, {
            replaced: current,
            importExisting: this.#operation.importExisting,
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
          store.setResourceStatus(stack, current, 'UPDATE_IN_PROGRESS', {
            reason: 'Resource creation Initiated',
            token: this.#token,
            properties: shown,
          });
        });
        await this.#pause(desired.type, 0.5);
      },
    );
  }

  async #update(
    current: StackResource,
    desired: DesiredResource,
    shown: string,
  ): Promise<void> {
    await this.#attempt(current, 'update', shown, undefined, async () => {
      this.#parts.physical.change(current, desired.properties);
      Object.assign(current, desired);
      await this.#pause(desired.type, 0.5);
    });
  }

  /** Begins a step, does it, and records how it went; a failure is kept, not thrown. */
  async #attempt(
    resource: StackResource,
    verb: 'create' | 'update',
    shown: string | undefined,
    reason: string | undefined,
    work: () => Promise<void>,
  ): Promise<void> {
    const { store, faults } = this.#parts;
    const stack = this.#stack;
    const word = verb === 'create' ? 'CREATE' : 'UPDATE';
    store.setResourceStatus(stack, resource, `${word}_IN_PROGRESS`, {
      reason,
      token: this.#token,
      properties: shown,
    });
    try {
      await this.#pause(resource.type, 0.5);
      if (this.#operation.failed.length > 0 || this.#operation.cancelled) {
        throw new Cancelled(
          `Resource ${word === 'CREATE' ? 'creation' : 'update'} cancelled`,
        );
      }
      const planned = faults.take({
        type: resource.type,
        action: verb,
        account: stack.account,
        stackName: stack.name,
      });
      if (planned !== undefined) {
        throw new ResourceError(planned);
      }
      await work();
      store.setResourceStatus(stack, resource, `${word}_COMPLETE`, {
        token: this.#token,
      });
    } catch (error) {
      if (error instanceof Stopped) {
        throw error;
      }
      store.setResourceStatus(stack, resource, `${word}_FAILED`, {
        reason: failureReason(error),
        token: this.#token,
        properties: shown,
      });
      if (!(error instanceof Cancelled)) {
        this.#operation.failed.push(resource.logicalId);
        this.#save();
      }
    }
  }

  async #cleanUp(): Promise<void> {
    await this.#deleteLeftovers();
    this.#parts.store.setStackStatus(
      this.#stack,
      'UPDATE_COMPLETE',
      undefined,
      this.#token,
    );
    this.#done();
  }

  async #deleteLeftovers(): Promise<void> {
    const stack = this.#stack;
    const leftovers = [...stack.leftovers];
    await inReverse(leftovers, async resource => {
      await this.#remove(resource);
      // What cannot be deleted after an update is left behind; CloudFormation forgets it.
      stack.leftovers = stack.leftovers.filter(item => item !== resource);
      this.#parts.store.save(stack);
    });
  }

  /** Deletes a resource, or leaves it as its policy says; false if that failed. */
  async #remove(resource: StackResource): Promise<boolean> {
    const { store, faults } = this.#parts;
    const stack = this.#stack;
    const undone =
      this.#operation.retainExceptOnCreate && this.#operation.kind === 'create';
    const retained =
      this.#operation.retain.includes(resource.logicalId) ||
      (resource.deletionPolicy === 'Retain' && !undone) ||
      (resource.deletionPolicy === 'RetainExceptOnCreate' &&
        this.#operation.kind !== 'create');
    if (retained && resource.physicalId) {
      store.setResourceStatus(stack, resource, 'DELETE_SKIPPED', {
        token: this.#token,
      });
      return true;
    }
    store.setResourceStatus(stack, resource, 'DELETE_IN_PROGRESS', {
      token: this.#token,
    });
    try {
      await this.#pause(resource.type, 1);
      const planned = faults.take({
        type: resource.type,
        action: 'delete',
        account: stack.account,
        stackName: stack.name,
      });
      if (planned !== undefined) {
        throw new ResourceError(planned);
      }
      this.#parts.physical.remove(resource);
      store.setResourceStatus(stack, resource, 'DELETE_COMPLETE', {
        token: this.#token,
      });
      return true;
    } catch (error) {
      if (error instanceof Stopped) {
        throw error;
      }
      store.setResourceStatus(stack, resource, 'DELETE_FAILED', {
        reason: failureReason(error),
        token: this.#token,
      });
      return false;
    }
  }

  async #failed(outputFailure: string | undefined): Promise<void> {
    const { store } = this.#parts;
    const stack = this.#stack;
    const { kind, failed } = this.#operation;
    const blame = (['create', 'update'] as const)
      .map(verb => ({
        verb,
        names: failed
          .filter(
            name =>
              stack.resources[name]?.status ===
              (verb === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED'),
          )
          .sort(),
      }))
      .filter(({ names }) => names.length > 0)
      .map(
        ({ verb, names }) =>
          `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `,
      )
      .join('');
    const reason =
      outputFailure ?? (failed.length === 0 ? 'User Initiated' : blame);
    this.#enter('rollback');
    if (
      (this.#operation.disableRollback ||
        this.#operation.onFailure === 'DO_NOTHING') &&
      !this.#operation.cancelled
    ) {
      // The operation stays recorded, for RollbackStack.
      store.setStackStatus(
        stack,
        kind === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED',
        reason,
        this.#token,
      );
      return;
    }
    if (kind === 'create') {
      store.setStackStatus(
        stack,
        'ROLLBACK_IN_PROGRESS',
        `${reason}${outputFailure ? '. ' : ''}Rollback requested by user.`,
        this.#token,
      );
      await this.#rollBackCreation();
    } else {
      store.setStackStatus(
        stack,
        'UPDATE_ROLLBACK_IN_PROGRESS',
        reason,
        this.#token,
      );
      await this.#rollBackUpdate();
    }
  }

  async #rollBackCreation(): Promise<void> {
    const { store } = this.#parts;
    const stack = this.#stack;
    const failed: string[] = [];
    await inReverse(Object.values(stack.resources), async resource => {
      if (
        resource.status === 'DELETE_COMPLETE' ||
        resource.status === 'DELETE_SKIPPED'
      ) {
        return;
      }
      if (!(await this.#remove(resource))) {
        failed.push(resource.logicalId);
      }
    });
    if (failed.length > 0) {
      store.setStackStatus(
        stack,
        'ROLLBACK_FAILED',
        `The following resource(s) failed to delete: [${failed.sort().join(', ')}]. `,
        this.#token,
      );
      return;
    }
    stack.outputs = [];
    stack.imports = [];
    if (this.#operation.onFailure === 'DELETE') {
      stack.deletedAt = this.#parts.clock.now().toISOString();
      store.setStackStatus(stack, 'DELETE_COMPLETE', undefined, this.#token);
    } else {
      store.setStackStatus(stack, 'ROLLBACK_COMPLETE', undefined, this.#token);
    }
    this.#done();
  }

  async #rollBackUpdate(): Promise<void> {
    const { store } = this.#parts;
    const stack = this.#stack;
    const before = this.#operation.before?.stack as Stack;
    const failed: string[] = [];
    const order = new Map(
      Object.values(before.resources).map(resource => [
        resource.logicalId,
        resource.dependsOn.filter(name => name in before.resources),
      ]),
    );
    await inOrder(order, async name => {
      if (
        failed.length === 0 &&
        !(await this.#restore(before.resources[name]))
      ) {
        failed.push(name);
      }
    });
    if (failed.length > 0) {
      store.setStackStatus(
        stack,
        'UPDATE_ROLLBACK_FAILED',
        `The following resource(s) failed to update: [${failed.join(', ')}]. `,
        this.#token,
      );
      return;
    }
    for (const [name, resource] of Object.entries(stack.resources)) {
      if (!(name in before.resources)) {
        stack.leftovers.push({ ...resource, deletionPolicy: 'Delete' });
        delete stack.resources[name];
      }
    }
    this.#enter('rollback-cleanup');
    store.setStackStatus(
      stack,
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      undefined,
      this.#token,
    );
    await this.#finishRollback();
  }

  async #finishRollback(): Promise<void> {
    const { store } = this.#parts;
    const stack = this.#stack;
    const { stack: before, template } = this.#operation.before as {
      stack: Stack;
      template: string;
    };
    await this.#deleteLeftovers();
    store.templates.put(stack.id, { body: template });
    Object.assign(stack, {
      description: before.description,
      parameters: before.parameters,
      tags: before.tags,
      outputs: before.outputs,
      imports: before.imports,
      capabilities: before.capabilities,
      notificationArns: before.notificationArns,
    });
    store.setStackStatus(
      stack,
      'UPDATE_ROLLBACK_COMPLETE',
      undefined,
      this.#token,
    );
    this.#done();
  }

  /** Brings a resource back to what it was; false if that failed. */
  async #restore(before: StackResource): Promise<boolean> {
    const { store, faults } = this.#parts;
    const stack = this.#stack;
    const current = stack.resources[before.logicalId];
    const skipped = this.#operation.skip.includes(before.logicalId);
    const same =
      current !== undefined &&
      current.liveId === before.liveId &&
      sameJson(current.properties, before.properties) &&
      !/(FAILED|IN_PROGRESS)$/.test(current.status);
    if (same || skipped) {
      if (skipped && current) {
        current.status = 'UPDATE_COMPLETE';
      }
      return true;
    }
    const resource = current ?? copyResource(before);
    stack.resources[before.logicalId] = resource;
    store.setResourceStatus(stack, resource, 'UPDATE_IN_PROGRESS', {
      token: this.#token,
    });
    try {
      await this.#pause(resource.type, 1);
      const planned = faults.take({
        type: resource.type,
        action: 'update',
        account: stack.account,
        stackName: stack.name,
      });
      if (planned !== undefined) {
        throw new ResourceError(planned);
      }
      if (resource.liveId !== before.liveId) {
        stack.leftovers = stack.leftovers.filter(
          item => item.liveId !== before.liveId,
        );
        if (resource.liveId) {
          stack.leftovers.push({
            ...copyResource(resource),
            deletionPolicy: 'Delete',
          });
        }
      } else if (!sameJson(resource.properties, before.properties)) {
        this.#parts.physical.change(resource, before.properties);
      }
      Object.assign(resource, copyResource(before));
      store.setResourceStatus(stack, resource, 'UPDATE_COMPLETE', {
        token: this.#token,
      });
      return true;
    } catch (error) {
      if (error instanceof Stopped) {
        throw error;
      }
      store.setResourceStatus(stack, resource, 'UPDATE_FAILED', {
        reason: failureReason(error),
        token: this.#token,
      });
      return false;
    }
  }

  async #deleteStack(): Promise<void> {
    const { store, clock } = this.#parts;
    const stack = this.#stack;
    const user = importersOf(stack, stack.outputs, store);
    if (user) {
      store.setStackStatus(
        stack,
        'DELETE_FAILED',
        `Export ${user.name} cannot be deleted as it is in use by ${user.stacks.join(', ')}`,
        this.#token,
      );
      this.#done();
      return;
    }
    const failed: string[] = [];
    await inReverse(
      [...stack.leftovers, ...Object.values(stack.resources)],
      async resource => {
        const finished =
          resource.status === 'DELETE_COMPLETE' ||
          resource.status === 'DELETE_SKIPPED';
        if (!finished && !(await this.#remove(resource))) {
          failed.push(resource.logicalId);
        }
      },
    );
    if (failed.length > 0) {
      store.setStackStatus(
        stack,
        'DELETE_FAILED',
        `The following resource(s) failed to delete: [${failed.sort().join(', ')}]. `,
        this.#token,
      );
      this.#done();
      return;
    }
    stack.deletedAt = clock.now().toISOString();
    stack.imports = [];
    store.setStackStatus(stack, 'DELETE_COMPLETE', undefined, this.#token);
    for (const changeSet of store.changeSets.values()) {
      if (changeSet.stackId === stack.id) {
        store.changeSets.delete(changeSet.id);
      }
    }
    this.#done();
  }

  #newResource(
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
      updatedAt: this.#parts.clock.now().toISOString(),
    };
  }

  async #pause(type: string, share: number): Promise<void> {
    const { clock, latency } = this.#parts;
    if (clock.frozen) {
      clock.advance(simulatedDuration(type) * share);
    } else if (latency > 0) {
      await this.#parts.sleep(latency * share);
    }
  }

  #enter(phase: Operation['phase']): void {
    this.#operation.phase = phase;
    this.#save();
  }

  #save(): void {
    this.#parts.store.operations.put(this.#stack.id, this.#operation);
  }

  #done(): void {
    this.#parts.store.operations.delete(this.#stack.id);
  }

  get #token(): string | undefined {
    return this.#operation.token;
  }
}

function copyResource(resource: StackResource): StackResource {
  return structuredClone(resource);
}
