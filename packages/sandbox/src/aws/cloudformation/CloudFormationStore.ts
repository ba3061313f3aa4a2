import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import type { AwsEventBus } from '../AwsEventBus';
import type { Place } from '../resources/Place';
import { LiveResources } from './LiveResources';
import type {
  ChangeSet,
  DriftDetection,
  Operation,
  ResourceDrift,
  Stack,
  StackEvent,
  StackResource,
} from './model';
import { StackHistory } from './StackHistory';
import { validationError } from './validationError';

/** Everything CloudFormation remembers, and the events that follow from a change of state. */
export class CloudFormationStore {
  readonly #clock: SandboxClock;
  readonly #bus: AwsEventBus;
  readonly #documents: DocumentStore;
  readonly stacks: Collection<Stack>;
  readonly templates: Collection<{ body: string }>;
  readonly changeSets: Collection<ChangeSet>;
  readonly operations: Collection<Operation>;
  readonly detections: Collection<DriftDetection>;
  readonly drifts: Collection<ResourceDrift>;
  /** What the stacks' resources are at present. */
  readonly resources: LiveResources;
  readonly #history: StackHistory;

  constructor(parts: {
    clock: SandboxClock;
    documents: DocumentStore;
    bus: AwsEventBus;
  }) {
    const { documents } = parts;
    this.#clock = parts.clock;
    this.#bus = parts.bus;
    this.#documents = documents;
    this.stacks = documents.collection('aws.cfn.stacks');
    this.templates = documents.collection('aws.cfn.templates');
    this.changeSets = documents.collection('aws.cfn.changeSets');
    this.operations = documents.collection('aws.cfn.operations');
    this.detections = documents.collection('aws.cfn.detections');
    this.drifts = documents.collection('aws.cfn.drifts');
    this.resources = new LiveResources(documents);
    this.#history = new StackHistory(parts.clock, documents);
  }

  /** Runs writes that belong together: a sandbox that is killed has kept all of them or none. */
  atomically<R>(work: () => R): R {
    return this.#documents.transaction(work);
  }

  /** The stack with that name or ARN; a deleted one only by its ARN. */
  find(place: Place, nameOrId: string): Stack | undefined {
    if (nameOrId.startsWith('arn:')) {
      const stack = this.stacks.get(nameOrId);
      return stack?.account === place.account ? stack : undefined;
    }
    return this.stacks
      .values()
      .find(
        stack =>
          stack.name === nameOrId &&
          stack.account === place.account &&
          stack.region === place.region &&
          stack.status !== 'DELETE_COMPLETE',
      );
  }

  /** The stack with that name or ARN, or CloudFormation's error. */
  require(place: Place, nameOrId: string): Stack {
    const stack = this.find(place, nameOrId);
    if (!stack) {
      throw validationError(`Stack with id ${nameOrId} does not exist`);
    }
    return stack;
  }

  /** Stacks of an account and region, newest first; deleted ones too. */
  list(place: Place): Stack[] {
    return this.stacks
      .values()
      .filter(
        stack =>
          stack.account === place.account && stack.region === place.region,
      )
      .reverse();
  }

  save(stack: Stack): void {
    this.stacks.put(stack.id, stack);
  }

  template(stackId: string): string {
    return this.templates.get(stackId)?.body ?? '';
  }

  /** Forgets the change sets of a stack that is gone, or of which one is executed. */
  forgetChangeSets(stackId: string): void {
    for (const changeSet of this.changeSets.values()) {
      if (changeSet.stackId === stackId) {
        this.changeSets.delete(changeSet.id);
      }
    }
  }

  /** A stack's events, newest first. */
  events(stackId: string): StackEvent[] {
    return this.#history.of(stackId);
  }

  /** Moves the stack to a status and tells everybody. */
  setStackStatus(
    stack: Stack,
    status: string,
    reason?: string,
    token?: string,
  ): void {
    stack.status = status;
    stack.reason = reason;
    this.save(stack);
    this.#history.record(stack, {
      logicalId: stack.name,
      physicalId: stack.id,
      type: 'AWS::CloudFormation::Stack',
      status,
      reason,
      token,
    });
    this.#emit(stack, 'CloudFormation Stack Status Change', {
      'stack-id': stack.id,
      'status-details': { status, 'status-reason': reason ?? '' },
      'client-request-token': token ?? '',
    });
  }

  /** Moves a resource to a status and tells everybody. */
  setResourceStatus(
    stack: Stack,
    resource: Pick<StackResource, 'logicalId' | 'type' | 'physicalId'> &
      Partial<StackResource>,
    status: string,
    options: { reason?: string; token?: string; properties?: string } = {},
  ): void {
    resource.status = status;
    resource.reason = options.reason;
    resource.updatedAt = this.#clock.now().toISOString();
    this.save(stack);
    this.#history.record(stack, {
      logicalId: resource.logicalId,
      physicalId: resource.physicalId ?? '',
      type: resource.type,
      status,
      reason: options.reason,
      properties: options.properties,
      token: options.token,
    });
    this.#emit(stack, 'CloudFormation Resource Status Change', {
      'stack-id': stack.id,
      'logical-resource-id': resource.logicalId,
      'physical-resource-id': resource.physicalId ?? '',
      'resource-type': resource.type,
      'status-details': { status, 'status-reason': options.reason ?? '' },
      'client-request-token': options.token ?? '',
    });
  }

  /** Tells that drift detection came to an end. */
  announceDrift(stack: Stack, detection: DriftDetection): void {
    this.#emit(stack, 'CloudFormation Drift Detection Status Change', {
      'stack-id': stack.id,
      'stack-drift-detection-id': detection.id,
      'status-details': {
        'stack-drift-status': detection.stackStatus ?? 'UNKNOWN',
        'detection-status': detection.status,
      },
      'drift-detection-details': {
        'drifted-stack-resource-count': detection.driftedCount,
      },
    });
  }

  #emit(
    stack: Stack,
    detailType: string,
    detail: Record<string, unknown>,
  ): void {
    this.#bus.emit('event', {
      version: '0',
      id: randomUUID(),
      'detail-type': detailType,
      source: 'aws.cloudformation',
      account: stack.account,
      time: this.#clock
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
      region: stack.region,
      resources: [stack.id],
      detail,
    });
  }
}
