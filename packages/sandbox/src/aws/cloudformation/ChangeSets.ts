import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import { AwsError } from '../protocols/AwsError';
import type { Place } from '../resources/Place';
import type { ChangePlanner } from './ChangePlanner';
import type { CloudFormationStore } from './CloudFormationStore';
import type { ChangeSet, ResourceChange, Stack, StackTarget } from './model';
import { newStack } from './newStack';
import type { StackOperations } from './StackOperations';
import type { ChangeSetInput, Targets } from './Targets';
import { validationError } from './validationError';

/** Change sets: made, found and executed. */
export class ChangeSets {
  readonly #clock: SandboxClock;
  readonly #store: CloudFormationStore;
  readonly #targets: Targets;
  readonly #planner: ChangePlanner;
  readonly #operations: StackOperations;

  constructor(parts: {
    clock: SandboxClock;
    store: CloudFormationStore;
    targets: Targets;
    planner: ChangePlanner;
    operations: StackOperations;
  }) {
    this.#clock = parts.clock;
    this.#store = parts.store;
    this.#targets = parts.targets;
    this.#planner = parts.planner;
    this.#operations = parts.operations;
  }

  /** Makes a change set; one without changes is made too, with the status FAILED. */
  create(input: ChangeSetInput): ChangeSet {
    const now = this.#clock.now().toISOString();
    let stack = this.#store.find(input, input.stackName);
    if (input.type === 'UPDATE') {
      if (!stack || stack.status === 'REVIEW_IN_PROGRESS') {
        throw validationError(
          stack
            ? `Stack:${stack.id} is in REVIEW_IN_PROGRESS state and can not be updated.`
            : `Stack [${input.stackName}] does not exist`,
        );
      }
      this.#operations.checkUpdatable(stack);
    } else if (stack && stack.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(
        `Stack [${input.stackName}] already exists and cannot be created again with the changeSet [${input.changeSetName}].`,
      );
    }
    const taken = stack && this.find(input, input.changeSetName, stack.id);
    if (taken && taken.execution !== 'EXECUTE_COMPLETE') {
      throw new AwsError(
        'AlreadyExistsException',
        `ChangeSet ${input.changeSetName} cannot be created due to a mismatch with existing attribute`,
      );
    }
    const target = this.#targets.of(input, stack);
    if (!stack) {
      stack = newStack(input, now);
      this.#store.setStackStatus(
        stack,
        'REVIEW_IN_PROGRESS',
        'User Initiated',
        input.token,
      );
    }
    const { changes, failure } = this.#planned(stack, target, input);
    const changeSet: ChangeSet = {
      account: input.account,
      region: input.region,
      id: `arn:aws:cloudformation:${input.region}:${input.account}:changeSet/${input.changeSetName}/${randomUUID()}`,
      name: input.changeSetName,
      stackId: stack.id,
      stackName: stack.name,
      type: input.type,
      description: input.description,
      createdAt: now,
      status: failure ? 'FAILED' : 'CREATE_COMPLETE',
      reason: failure,
      execution: failure ? 'UNAVAILABLE' : 'AVAILABLE',
      target,
      changes,
      token: input.token,
      includeNested: input.includeNested ?? false,
      importExisting: input.importExisting ?? false,
      revertDrift: input.revertDrift ?? false,
      onStackFailure: input.onFailure,
      disableRollback: input.disableRollback,
    };
    this.#store.changeSets.put(changeSet.id, changeSet);
    return changeSet;
  }

  /** The change set with that ARN, or that name in the stack; the newest if there are several. */
  find(
    place: Place,
    nameOrId: string,
    stackId?: string,
  ): ChangeSet | undefined {
    return this.#store.changeSets
      .values()
      .reverse()
      .find(
        item =>
          item.account === place.account &&
          (nameOrId.startsWith('arn:')
            ? item.id === nameOrId
            : item.name === nameOrId && item.stackId === stackId),
      );
  }

  /** Starts what a change set describes. */
  execute(
    changeSet: ChangeSet,
    options: { token?: string; disableRollback?: boolean } = {},
  ): void {
    if (
      changeSet.status !== 'CREATE_COMPLETE' ||
      changeSet.execution !== 'AVAILABLE'
    ) {
      throw new AwsError(
        'InvalidChangeSetStatus',
        `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${
          changeSet.status === 'CREATE_COMPLETE'
            ? changeSet.execution
            : changeSet.status
        }]`,
      );
    }
    const stack = this.#store.require(changeSet, changeSet.stackId);
    this.#store.forgetChangeSets(stack.id);
    changeSet.execution = 'EXECUTE_COMPLETE';
    this.#store.changeSets.put(changeSet.id, changeSet);
    this.#operations.start(stack, changeSet.target, {
      kind: changeSet.type === 'CREATE' ? 'create' : 'update',
      token: options.token,
      disableRollback:
        options.disableRollback ||
        changeSet.disableRollback ||
        changeSet.onStackFailure === 'DO_NOTHING',
      onFailure: changeSet.onStackFailure === 'DELETE' ? 'DELETE' : 'ROLLBACK',
      changeSetId: changeSet.id,
      revertDrift: changeSet.revertDrift,
      importExisting: changeSet.importExisting,
    });
  }

  /** The changes, or why there can be no change set: nothing to do, or an expression without a value. */
  #planned(
    stack: Stack,
    target: StackTarget,
    input: ChangeSetInput,
  ): { changes: ResourceChange[]; failure?: string } {
    try {
      const plan = this.#planner.plan(stack, target, {
        revertDrift: input.revertDrift,
      });
      const empty =
        input.type === 'UPDATE' &&
        plan.changes.length === 0 &&
        !plan.changesBesideResources;
      return {
        changes: plan.changes,
        failure: empty
          ? "The submitted information didn't contain changes. Submit different information to create a change set."
          : undefined,
      };
    } catch (error) {
      if (error instanceof AwsError) {
        return { changes: [], failure: error.message };
      }
      throw error;
    }
  }
}
