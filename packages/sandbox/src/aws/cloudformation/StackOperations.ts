import type { SandboxClock } from '../../clock';
import type { CloudFormationStore } from './CloudFormationStore';
import { Stopped } from './failureReason';
import type { Operation, Stack, StackTarget } from './model';
import { OperationRun, type OperationParts } from './operations/OperationRun';
import { runOperation } from './operations/runOperation';
import { Sleeper } from './Sleeper';
import type { Targets } from './Targets';
import { validationError } from './validationError';

/** Carries out what is done to stacks, one operation at a time for each, and goes on with it after a restart. */
export class StackOperations {
  readonly #clock: SandboxClock;
  readonly #store: CloudFormationStore;
  readonly #targets: Targets;
  readonly #parts: OperationParts;
  readonly #running = new Map<string, Promise<void>>();
  readonly #sleeper = new Sleeper();

  constructor(targets: Targets, parts: Omit<OperationParts, 'sleep'>) {
    this.#clock = parts.clock;
    this.#store = parts.store;
    this.#targets = targets;
    this.#parts = {
      ...parts,
      sleep: milliseconds => this.#sleeper.sleep(milliseconds),
    };
  }

  /** Whether something is being done to the stack. */
  isRunning(stackId: string): boolean {
    return this.#running.has(stackId);
  }

  /** Goes on with the operations that a stop cut off. */
  resume(): void {
    for (const operation of this.#store.operations.values()) {
      const stack = this.#store.stacks.get(operation.stackId);
      if (stack?.status.endsWith('IN_PROGRESS')) {
        // What failed was recorded with the resource; a step that was cut off is done again.
        this.#run(stack, operation);
      }
    }
  }

  /** Stops all operations where they are. */
  async close(): Promise<void> {
    this.#sleeper.close();
    await Promise.allSettled(this.#running.values());
  }

  /** Starts to create or update a stack. */
  start(
    stack: Stack,
    target: StackTarget,
    options: Pick<
      Operation,
      | 'kind'
      | 'token'
      | 'disableRollback'
      | 'onFailure'
      | 'changeSetId'
      | 'revertDrift'
      | 'importExisting'
    >,
  ): void {
    const paused = this.#store.operations.get(stack.id);
    const operation: Operation = {
      ...options,
      stackId: stack.id,
      phase: 'forward',
      target,
      before:
        options.kind === 'update'
          ? // An update that failed without rollback goes on from there, and back to where that one began.
            (paused?.before ?? {
              stack: structuredClone(stack),
              template: this.#store.template(stack.id),
            })
          : undefined,
      retain: [],
      skip: [],
      failed: [],
    };
    if (options.kind === 'update') {
      stack.updatedAt = this.#clock.now().toISOString();
    }
    Object.assign(stack, {
      description: target.description,
      parameters: target.parameters,
      tags: target.tags,
      capabilities: target.capabilities,
      notificationArns: target.notificationArns,
      roleArn: target.roleArn,
      disableRollback: options.disableRollback,
      changeSetId: options.changeSetId ?? stack.changeSetId,
    });
    this.#store.templates.put(stack.id, { body: target.template });
    this.#store.operations.put(stack.id, operation);
    this.#store.setStackStatus(
      stack,
      options.kind === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
      'User Initiated',
      options.token,
    );
    this.#run(stack, operation);
  }

  /** Starts to delete a stack. */
  delete(
    stack: Stack,
    options: { retain?: string[]; token?: string; roleArn?: string } = {},
  ): void {
    if (stack.status === 'DELETE_COMPLETE') {
      return;
    }
    if (stack.terminationProtection) {
      throw validationError(
        `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`,
      );
    }
    if (this.#running.has(stack.id)) {
      throw validationError(
        `Stack:${stack.id} is in ${stack.status} state and can not be deleted.`,
      );
    }
    const retain = options.retain ?? [];
    if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
      throw validationError(
        `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
      );
    }
    if (options.roleArn) {
      this.#targets.checkRole(options.roleArn);
      stack.roleArn = options.roleArn;
    }
    const operation: Operation = {
      stackId: stack.id,
      kind: 'delete',
      phase: 'delete',
      token: options.token,
      disableRollback: false,
      onFailure: 'ROLLBACK',
      retain,
      skip: [],
      failed: [],
    };
    this.#store.setStackStatus(
      stack,
      'DELETE_IN_PROGRESS',
      'User Initiated',
      options.token,
    );
    this.#run(stack, operation);
  }

  /** Takes a failed stack back to its last good state; `skip` names resources to leave as they are. */
  rollBack(
    stack: Stack,
    options: {
      token?: string;
      skip?: string[];
      continued?: boolean;
      roleArn?: string;
      retainExceptOnCreate?: boolean;
    } = {},
  ): void {
    const operation = this.#store.operations.get(stack.id);
    const states = options.continued
      ? ['UPDATE_ROLLBACK_FAILED']
      : ['CREATE_FAILED', 'UPDATE_FAILED'];
    if (!states.includes(stack.status) || !operation) {
      throw validationError(
        options.continued
          ? `Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`
          : `RollbackStack is not allowed on stack ${stack.name} in state ${stack.status}`,
      );
    }
    if (options.roleArn) {
      this.#targets.checkRole(options.roleArn);
      stack.roleArn = options.roleArn;
    }
    operation.phase = 'rollback';
    operation.retainExceptOnCreate = options.retainExceptOnCreate;
    operation.token = options.token;
    operation.skip = options.skip ?? [];
    this.#store.setStackStatus(
      stack,
      stack.status === 'CREATE_FAILED'
        ? 'ROLLBACK_IN_PROGRESS'
        : 'UPDATE_ROLLBACK_IN_PROGRESS',
      'User Initiated',
      options.token,
    );
    this.#run(stack, operation);
  }

  /** Breaks off an update, which then rolls back. */
  cancelUpdate(stack: Stack): void {
    const operation = this.#store.operations.get(stack.id);
    if (stack.status !== 'UPDATE_IN_PROGRESS' || !operation) {
      throw validationError(
        `CancelUpdateStack cannot be called from current stack status`,
      );
    }
    operation.cancelled = true;
    this.#store.operations.put(stack.id, operation);
  }

  /** Throws for a stack that is in no state to be updated. */
  checkUpdatable(stack: Stack): void {
    const updatable =
      /^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE|IMPORT_COMPLETE|UPDATE_FAILED|CREATE_FAILED)$/.test(
        stack.status,
      ) && !this.#running.has(stack.id);
    if (!updatable) {
      throw validationError(
        `Stack:${stack.id} is in ${stack.status} state and can not be updated.`,
      );
    }
  }

  /** Resolves when no operation runs on the stack. */
  async settled(stackId: string): Promise<Stack> {
    await this.#running.get(stackId);
    const stack = this.#store.stacks.get(stackId);
    if (!stack) {
      throw validationError(`Stack with id ${stackId} does not exist`);
    }
    return stack;
  }

  /** Resolves when no operation runs at all. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.allSettled(this.#running.values());
    }
  }

  #run(stack: Stack, operation: Operation): void {
    this.#store.operations.put(stack.id, operation);
    const run = new OperationRun(this.#parts, stack, operation);
    const work = runOperation(run)
      .catch(error => {
        if (error instanceof Stopped) {
          return;
        }
        // A fault of the engine itself must not leave a stack in progress for ever.
        this.#store.operations.delete(stack.id);
        this.#store.setStackStatus(
          stack,
          stack.status.replace(/IN_PROGRESS$/, 'FAILED'),
          `Internal Failure: ${error instanceof Error ? error.message : error}`,
          operation.token,
        );
      })
      .finally(() => this.#running.delete(stack.id));
    this.#running.set(stack.id, work);
  }
}
