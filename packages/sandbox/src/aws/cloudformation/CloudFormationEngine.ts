import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { DocumentStore } from '../../documents';
import type { AwsEventBus } from '../AwsEventBus';
import type { Faults } from '../Faults';
import type { IamStore } from '../iam/IamStore';
import { AwsError } from '../protocols/AwsError';
import type { Place } from '../resources/Place';
import type { ResourceProviders } from '../resources/ResourceProvider';
import type { SecretStore } from '../secrets/SecretStore';
import type { SsmStore } from '../ssm/SsmStore';
import { ChangePlanner } from './ChangePlanner';
import { ChangeSets } from './ChangeSets';
import { CloudFormationStore } from './CloudFormationStore';
import { DriftDetector } from './DriftDetector';
import { LiveEdits } from './LiveEdits';
import type { DriftDetection, LiveResource, Stack } from './model';
import { newStack } from './newStack';
import { PhysicalResources } from './PhysicalResources';
import type { ResourceSpecification } from './resources/ResourceSpecification';
import { Scopes } from './Scopes';
import { StackOperations } from './StackOperations';
import { Targets, type StackInput } from './Targets';
import { validationError } from './validationError';

/** The CloudFormation of all accounts and regions. */
export class CloudFormationEngine {
  readonly store: CloudFormationStore;
  readonly specification: ResourceSpecification;
  readonly #clock: SandboxClock;
  readonly #targets: Targets;
  readonly #planner: ChangePlanner;
  readonly #drift: DriftDetector;
  readonly operations: StackOperations;
  readonly changeSets: ChangeSets;
  readonly edits: LiveEdits;

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
    const { store } = this;
    const providers = new Map(Object.entries(parts.providers));
    const scopes = new Scopes({ ...parts, store });
    this.#targets = new Targets({ ...parts, store });
    this.#planner = new ChangePlanner({ scopes, store, specification });
    this.#drift = new DriftDetector({ clock, store });
    this.operations = new StackOperations(this.#targets, {
      clock,
      store,
      scopes,
      faults: parts.faults,
      specification,
      physical: new PhysicalResources({
        clock,
        store,
        specification,
        providers,
      }),
      latency: parts.latency,
    });
    this.changeSets = new ChangeSets({
      clock,
      store,
      targets: this.#targets,
      planner: this.#planner,
      operations: this.operations,
    });
    this.edits = new LiveEdits({ clock, store, providers });
  }

  /** The stack with that name or ARN, or CloudFormation's error. */
  stack(place: Place, nameOrId: string): Stack {
    return this.store.require(place, nameOrId);
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
    const changeSet = this.changeSets.create({
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
    this.changeSets.execute(changeSet, input);
    return this.operations.settled(changeSet.stackId);
  }

  /** Deletes a stack and waits until it is gone, or the deletion failed. */
  async destroy(
    input: Place & { stackName: string; retain?: string[]; token?: string },
  ): Promise<Stack> {
    const stack = this.stack(input, input.stackName);
    this.operations.delete(stack, input);
    return this.operations.settled(stack.id);
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
    const stack = newStack(input, this.#clock.now().toISOString());
    stack.terminationProtection = input.terminationProtection ?? false;
    this.operations.start(stack, target, {
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
    this.operations.checkUpdatable(stack);
    const target = this.#targets.of(input, stack);
    const plan = this.#planner.plan(stack, target);
    if (plan.changes.length === 0 && !plan.changesBesideResources) {
      throw validationError('No updates are to be performed.');
    }
    this.operations.start(stack, target, {
      kind: 'update',
      token: input.token,
      disableRollback: input.disableRollback ?? false,
      onFailure: 'ROLLBACK',
    });
    return stack;
  }

  /** Changes a stack's protection. */
  protect(stack: Stack, enabled: boolean): void {
    stack.terminationProtection = enabled;
    this.store.save(stack);
  }

  /** Compares all of a stack's resources with its template, and keeps what it finds. */
  detectDrift(stack: Stack, logicalIds?: string[]): DriftDetection {
    if (
      this.operations.isRunning(stack.id) ||
      stack.status === 'REVIEW_IN_PROGRESS'
    ) {
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
}
