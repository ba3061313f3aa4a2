import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import { tagsOf, type DesiredResource } from './desiredResource';
import { copyJson, type JsonObject } from '../resources/Json';
import type { LiveResource, Stack, StackResource } from './model';
import { physicalIdOf } from './resources/physicalIdOf';
import {
  ResourceError,
  type ProviderRequest,
  type ResourceProvider,
} from '../resources/ResourceProvider';
import type { ResourceSpecification } from './resources/ResourceSpecification';
import type { CloudFormationStore } from './CloudFormationStore';

/** Makes, changes and deletes what exists in accounts on behalf of stacks. A ResourceError says why it cannot. */
export class PhysicalResources {
  readonly #clock: SandboxClock;
  readonly #store: CloudFormationStore;
  readonly #specification: ResourceSpecification;
  readonly #providers: ReadonlyMap<string, ResourceProvider>;

  constructor(parts: {
    clock: SandboxClock;
    store: CloudFormationStore;
    specification: ResourceSpecification;
    providers: ReadonlyMap<string, ResourceProvider>;
  }) {
    this.#clock = parts.clock;
    this.#store = parts.store;
    this.#specification = parts.specification;
    this.#providers = parts.providers;
  }

  /** Brings a physical resource into being. */
  make(
    stack: Stack,
    desired: DesiredResource,
    options: { replaced?: StackResource; importExisting?: boolean } = {},
  ): LiveResource {
    const { replaced, importExisting } = options;
    const { type, logicalId, properties } = desired;
    this.#validate(type, properties);
    const { id: physicalId, named } = physicalIdOf(
      {
        account: stack.account,
        region: stack.region,
        stackName: stack.name,
        type,
        logicalId,
        properties,
      },
      this.#specification,
    );
    if (
      named &&
      replaced?.physicalId === physicalId &&
      replaced.type === type
    ) {
      throw new ResourceError(
        `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${physicalId} and update the stack again.`,
        'InvalidRequest',
      );
    }
    const existing = named
      ? this.#store.resources.named(stack, type, physicalId)
      : undefined;
    if (existing && importExisting && !this.#held(existing)) {
      return this.#adopt(existing, stack, desired);
    }
    if (existing) {
      const name = this.#specification.referenceOf(type)[0] ?? 'Id';
      throw new ResourceError(
        `Resource of type '${type}' with identifier '{"/properties/${name}":"${physicalId}"}' already exists.`,
        'AlreadyExists',
      );
    }
    const now = this.#clock.now().toISOString();
    const live: LiveResource = {
      id: randomUUID(),
      account: stack.account,
      region: stack.region,
      type,
      physicalId,
      logicalId,
      stackId: stack.id,
      stackName: stack.name,
      properties: copyJson(properties),
      attributes: {},
      tags: tagsOf(type, properties, this.#specification),
      createdAt: now,
      versions: [{ at: now, properties: copyJson(properties) }],
    };
    live.attributes = this.#providers.get(type)?.create?.(request(live)) ?? {};
    this.#store.resources.save(live);
    return live;
  }

  /** Changes a physical resource. */
  change(resource: StackResource, properties: JsonObject): void {
    this.#validate(resource.type, properties);
    const live = this.#store.resources.get(resource.liveId);
    if (!live || live.deletedAt) {
      throw new ResourceError(
        `Resource of type '${resource.type}' with identifier '${resource.physicalId}' was not found.`,
        'NotFound',
      );
    }
    const previous = live.properties;
    live.properties = copyJson(properties);
    live.tags = tagsOf(live.type, properties, this.#specification);
    this.#providers.get(live.type)?.update?.(request(live), previous);
    live.versions.push({
      at: this.#clock.now().toISOString(),
      properties: copyJson(properties),
    });
    this.#store.resources.save(live);
  }

  /** Deletes the resource, if it still exists. */
  remove(resource: StackResource): void {
    const live = this.#store.resources.get(resource.liveId);
    if (live && !live.deletedAt) {
      this.#providers.get(live.type)?.delete?.(request(live));
      live.deletedAt = this.#clock.now().toISOString();
      this.#store.resources.save(live);
    }
  }

  /** Whether a stack describes the resource. */
  #held(live: LiveResource): boolean {
    return Object.values(
      this.#store.stacks.get(live.stackId)?.resources ?? {},
    ).some(
      resource =>
        resource.liveId === live.id && resource.status !== 'DELETE_SKIPPED',
    );
  }

  /** Takes a resource into the stack that exists outside any. */
  #adopt(
    live: LiveResource,
    stack: Stack,
    desired: DesiredResource,
  ): LiveResource {
    Object.assign(live, {
      stackId: stack.id,
      stackName: stack.name,
      logicalId: desired.logicalId,
      properties: copyJson(desired.properties),
    });
    this.#store.resources.save(live);
    return live;
  }

  #validate(type: string, properties: JsonObject): void {
    if (
      type.startsWith('Custom::') ||
      type === 'AWS::CloudFormation::CustomResource'
    ) {
      throw new ResourceError(
        `${type} is a custom resource: the sandbox cannot run the Lambda function behind it.`,
        'InvalidRequest',
      );
    }
    if (
      type === 'AWS::CloudFormation::Stack' ||
      type === 'AWS::CloudFormation::WaitCondition' ||
      type === 'AWS::CloudFormation::Macro'
    ) {
      throw new ResourceError(
        `The sandbox does not implement resources of type ${type}.`,
        'InvalidRequest',
      );
    }
    const violations = this.#specification.violations(type, properties);
    if (violations.length > 0) {
      throw new ResourceError(
        `Properties validation failed for resource with message:\n${violations.map(item => `[${item}]`).join('\n')}`,
        'InvalidRequest',
      );
    }
  }
}

function request(live: LiveResource): ProviderRequest {
  const {
    account,
    region,
    type,
    logicalId,
    stackId,
    stackName,
    physicalId,
    properties,
    tags,
  } = live;
  return {
    account,
    region,
    type,
    logicalId,
    stackId,
    stackName,
    physicalId,
    properties,
    tags,
  };
}
