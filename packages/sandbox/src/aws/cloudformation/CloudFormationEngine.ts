import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { DocumentStore } from '../../documents';
import type { AwsEventBus } from '../AwsEventBus';
import type { Faults } from '../Faults';
import type { IamStore } from '../iam/IamStore';
import type { SecretStore } from '../secrets/SecretStore';
import { AwsError } from '../protocols/AwsError';
import type { SsmStore } from '../ssm/SsmStore';
import { DriftDetector } from './DriftDetector';
import type { JsonObject } from '../resources/Json';
import type { Place } from '../resources/Place';
import type {
  ChangeSet,
  DriftDetection,
  LiveResource,
  Operation,
  ResourceChange,
  Stack,
  StackTarget,
} from './model';
import { ChangePlanner } from './ChangePlanner';
import type {
  ResourceProvider,
  ResourceProviders,
} from '../resources/ResourceProvider';
import type { ResourceSpecification } from './resources/ResourceSpecification';
import { Stopped } from './failureReason';
import { PhysicalResources } from './PhysicalResources';
import { Scopes } from './Scopes';
import { Sleeper } from './Sleeper';
import { Targets, type ChangeSetInput, type StackInput } from './Targets';
import { OperationRun, type OperationParts } from './operations/OperationRun';
import { runOperation } from './operations/runOperation';
import { CloudFormationStore } from './CloudFormationStore';
import { validationError } from './validationError';

/** The CloudFormation of all accounts and regions. */
export class CloudFormationEngine {
  readonly store: CloudFormationStore;
  readonly specification: ResourceSpecification;
  readonly #clock: SandboxClock;
  readonly #targets: Targets;
  readonly #planner: ChangePlanner;
  readonly #drift: DriftDetector;
  readonly #operationParts: OperationParts;
  readonly #providers: ReadonlyMap<string, ResourceProvider>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #sleeper = new Sleeper();

  constructor(parts: {
    clock: SandboxClock;
    documents: DocumentStore;
    bus: AwsEventBus;
    iam: IamStore;
    ssm: SsmStore;
    secrets: SecretStore;
    faults: Faults;
    specification: ResourceSpecification;
    providers: ResourceProviders;
    latency: number;
  }) {
    const { clock, specification } = parts;
    this.#clock = clock;
    this.specification = specification;
    this.store = new CloudFormationStore(parts);
    this.#providers = new Map(Object.entries(parts.providers));
    const scopes = new Scopes({ ...parts, store: this.store });
    this.#targets = new Targets({ ...parts, store: this.store });
    this.#planner = new ChangePlanner({
      scopes,
      store: this.store,
      specification,
    });
    this.#drift = new DriftDetector({ clock, store: this.store });
    this.#operationParts = {
      clock,
      store: this.store,
      scopes,
      faults: parts.faults,
      specification,
      physical: new PhysicalResources({
        clock,
        store: this.store,
        specification,
        providers: this.#providers,
      }),
      latency: parts.latency,
      sleep: milliseconds => this.#sleeper.sleep(milliseconds),
    };
  }

  /** Goes on with the operations that a stop cut off. */
  resume(): void {
    for (const operation of this.store.operations.values()) {
      const stack = this.store.stacks.get(operation.stackId);
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

  /** The stack with that name or ARN, or CloudFormation's error. */
  stack(place: Place, nameOrId: string): Stack {
    const stack = this.store.find(place, nameOrId);
    if (!stack) {
      throw validationError(`Stack with id ${nameOrId} does not exist`);
    }
    return stack;
  }

  /** Stacks that exist, newest first; all accounts and regions unless narrowed. */
  stacks(where: Partial<Place> = {}): Stack[] {
    return this.store.stacks
      .values()
      .filter(
        stack =>
          stack.status !== 'DELETE_COMPLETE' &&
          (where.account ?? stack.account) === stack.account &&
          (where.region ?? stack.region) === stack.region,
      )
      .reverse();
  }

  /** Resources that exist; with `deleted` also those that once did. */
  resources(
    where: Partial<Place> & {
      type?: string;
      stackName?: string;
      deleted?: boolean;
    } = {},
  ): LiveResource[] {
    return this.store.resources
      .all()
      .filter(
        live =>
          (where.deleted || !live.deletedAt) &&
          (where.account ?? live.account) === live.account &&
          (where.region ?? live.region) === live.region &&
          (where.type ?? live.type) === live.type &&
          (where.stackName ?? live.stackName) === live.stackName,
      );
  }

  /** Creates or updates a stack and waits until it is settled; an update without changes leaves it as it is. */
  async deploy(input: StackInput): Promise<Stack> {
    const known = this.store.find(input, input.stackName);
    const fresh = !known || known.status === 'REVIEW_IN_PROGRESS';
    const changeSet = this.createChangeSet({
      ...input,
      capabilities: input.capabilities ?? [
        'CAPABILITY_IAM',
        'CAPABILITY_NAMED_IAM',
        'CAPABILITY_AUTO_EXPAND',
      ],
      changeSetName: `deploy-${randomUUID().slice(0, 8)}`,
      type: fresh ? 'CREATE' : 'UPDATE',
    });
    if (changeSet.status === 'FAILED') {
      const { reason } = changeSet;
      this.store.changeSets.delete(changeSet.id);
      if (!reason?.startsWith("The submitted information didn't contain")) {
        throw validationError(reason ?? 'The change set failed');
      }
      return this.stack(input, input.stackName);
    }
    this.executeChangeSet(changeSet, input);
    return this.settled(changeSet.stackId);
  }

  /** Deletes a stack and waits until it is gone, or the deletion failed. */
  async destroy(
    input: Place & { stackName: string; retain?: string[]; token?: string },
  ): Promise<Stack> {
    const stack = this.stack(input, input.stackName);
    this.deleteStack(stack, input);
    return this.settled(stack.id);
  }

  /** Resolves when no operation runs on the stack. */
  async settled(stackId: string): Promise<Stack> {
    await this.#running.get(stackId);
    const stack = this.store.stacks.get(stackId);
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

  /** Makes a change set; one without changes is made too, with the status FAILED. */
  createChangeSet(input: ChangeSetInput): ChangeSet {
    const now = this.#clock.now().toISOString();
    let stack = this.store.find(input, input.stackName);
    if (input.type === 'UPDATE') {
      if (!stack || stack.status === 'REVIEW_IN_PROGRESS') {
        throw validationError(
          stack
            ? `Stack:${stack.id} is in REVIEW_IN_PROGRESS state and can not be updated.`
            : `Stack [${input.stackName}] does not exist`,
        );
      }
      this.#checkUpdatable(stack);
    } else if (stack && stack.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(
        `Stack [${input.stackName}] already exists and cannot be created again with the changeSet [${input.changeSetName}].`,
      );
    }
    const taken = stack && this.changeSet(input, input.changeSetName, stack.id);
    if (taken && taken.execution !== 'EXECUTE_COMPLETE') {
      throw new AwsError(
        'AlreadyExistsException',
        `ChangeSet ${input.changeSetName} cannot be created due to a mismatch with existing attribute`,
      );
    }
    const target = this.#targets.of(input, stack);
    if (!stack) {
      stack = this.#newStack(input, now);
      this.store.setStackStatus(
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
    this.store.changeSets.put(changeSet.id, changeSet);
    return changeSet;
  }

  /** The change set with that ARN, or that name in the stack; the newest if there are several. */
  changeSet(
    place: Place,
    nameOrId: string,
    stackId?: string,
  ): ChangeSet | undefined {
    return this.store.changeSets
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
  executeChangeSet(
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
    const stack = this.stack(changeSet, changeSet.stackId);
    for (const other of this.store.changeSets.values()) {
      if (other.stackId === stack.id && other.id !== changeSet.id) {
        this.store.changeSets.delete(other.id);
      }
    }
    changeSet.execution = 'EXECUTE_COMPLETE';
    this.store.changeSets.put(changeSet.id, changeSet);
    this.#start(stack, changeSet.target, {
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

  /** Starts to create a stack. */
  createStack(input: StackInput): Stack {
    const known = this.store.find(input, input.stackName);
    if (known) {
      throw new AwsError(
        'AlreadyExistsException',
        `Stack [${input.stackName}] already exists`,
      );
    }
    const target = this.#targets.of(input, undefined);
    const stack = this.#newStack(input, this.#clock.now().toISOString());
    stack.terminationProtection = input.terminationProtection ?? false;
    this.#start(stack, target, {
      kind: 'create',
      token: input.token,
      disableRollback: input.disableRollback ?? false,
      onFailure: input.onFailure ?? 'ROLLBACK',
    });
    return stack;
  }

  /** Starts to update a stack. */
  updateStack(input: StackInput): Stack {
    const stack = this.store.find(input, input.stackName);
    if (!stack) {
      throw validationError(`Stack [${input.stackName}] does not exist`);
    }
    this.#checkUpdatable(stack);
    const target = this.#targets.of(input, stack);
    const plan = this.#planner.plan(stack, target);
    if (plan.changes.length === 0 && !plan.changesBesideResources) {
      throw validationError('No updates are to be performed.');
    }
    this.#start(stack, target, {
      kind: 'update',
      token: input.token,
      disableRollback: input.disableRollback ?? false,
      onFailure: 'ROLLBACK',
    });
    return stack;
  }

  /** Starts to delete a stack. */
  deleteStack(
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
    this.store.setStackStatus(
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
    const operation = this.store.operations.get(stack.id);
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
    this.store.setStackStatus(
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
    const operation = this.store.operations.get(stack.id);
    if (stack.status !== 'UPDATE_IN_PROGRESS' || !operation) {
      throw validationError(
        `CancelUpdateStack cannot be called from current stack status`,
      );
    }
    operation.cancelled = true;
    this.store.operations.put(stack.id, operation);
  }

  /** Changes a stack's protection. */
  protect(stack: Stack, enabled: boolean): void {
    stack.terminationProtection = enabled;
    this.store.save(stack);
  }

  /** Compares all of a stack's resources with its template, and keeps what it finds. */
  detectDrift(stack: Stack, logicalIds?: string[]): DriftDetection {
    if (this.#running.has(stack.id) || stack.status === 'REVIEW_IN_PROGRESS') {
      throw validationError(
        `Drift detection cannot be performed on stack [${stack.id}] in its current state [${stack.status}].`,
      );
    }
    return this.#drift.detect(stack, logicalIds);
  }

  /** Compares one resource with its template. */
  detectResourceDrift(stack: Stack, logicalId: string) {
    return this.#drift.detectResource(stack, logicalId);
  }

  /**
   * Changes a live resource behind CloudFormation's back, as somebody does in the console. Members that are `null`
   * are removed. The stack learns of it by drift detection.
   */
  editResource(
    live: LiveResource,
    change: JsonObject,
  ): { before: JsonObject; after: JsonObject } {
    const before = live.properties;
    const after = Object.fromEntries(
      Object.entries({ ...before, ...change }).filter(
        ([, value]) => value !== null,
      ),
    );
    live.properties = after;
    live.versions.push({
      at: this.#clock.now().toISOString(),
      properties: structuredClone(after),
    });
    this.#providers.get(live.type)?.update?.({ ...live }, before);
    this.store.resources.save(live);
    return { before, after };
  }

  /** Deletes a live resource behind CloudFormation's back. */
  deleteResource(live: LiveResource): void {
    this.#providers.get(live.type)?.delete?.({ ...live });
    live.deletedAt = this.#clock.now().toISOString();
    this.store.resources.save(live);
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

  #newStack(input: StackInput, now: string): Stack {
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(input.stackName)) {
      throw validationError(
        `1 validation error detected: Value '${input.stackName}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*`,
      );
    }
    return {
      account: input.account,
      region: input.region,
      id: `arn:aws:cloudformation:${input.region}:${input.account}:stack/${input.stackName}/${randomUUID()}`,
      name: input.stackName,
      status: 'REVIEW_IN_PROGRESS',
      createdAt: now,
      parameters: [],
      tags: [],
      outputs: [],
      resources: {},
      leftovers: [],
      capabilities: [],
      notificationArns: [],
      disableRollback: false,
      terminationProtection: false,
      drift: { status: 'NOT_CHECKED' },
      imports: [],
    };
  }

  #checkUpdatable(stack: Stack): void {
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

  #start(
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
    const paused = this.store.operations.get(stack.id);
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
              template: this.store.template(stack.id),
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
    this.store.templates.put(stack.id, { body: target.template });
    this.store.operations.put(stack.id, operation);
    this.store.setStackStatus(
      stack,
      options.kind === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
      'User Initiated',
      options.token,
    );
    this.#run(stack, operation);
  }

  #run(stack: Stack, operation: Operation): void {
    this.store.operations.put(stack.id, operation);
    const run = new OperationRun(this.#operationParts, stack, operation);
    const work = runOperation(run)
      .catch(error => {
        if (error instanceof Stopped) {
          return;
        }
        // A fault of the engine itself must not leave a stack in progress for ever.
        this.store.operations.delete(stack.id);
        this.store.setStackStatus(
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
