import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import {
  isObject,
  sameJson,
  type Json,
  type JsonObject,
} from '../resources/Json';
import type {
  DriftDetection,
  PropertyDifference,
  ResourceDrift,
  Stack,
  StackResource,
} from './model';
import type { CloudFormationStore } from './CloudFormationStore';
import { validationError } from './validationError';

// Types that CloudFormation cannot read back.
const unchecked =
  /^(AWS::CDK::Metadata|AWS::CloudFormation::|Custom::|AWS::SecretsManager::(SecretTargetAttachment|RotationSchedule|ResourcePolicy)$|AWS::EC2::VPCGatewayAttachment$|AWS::Lambda::Permission$|AWS::SNS::TopicPolicy$|AWS::SQS::QueuePolicy$)/;

/** Compares what exists with what templates say. */
export class DriftDetector {
  readonly #clock: SandboxClock;
  readonly #store: CloudFormationStore;

  constructor(parts: { clock: SandboxClock; store: CloudFormationStore }) {
    this.#clock = parts.clock;
    this.#store = parts.store;
  }

  /** Checks a stack's resources; the result is kept until the next detection. */
  detect(stack: Stack, logicalIds?: string[]): DriftDetection {
    const at = this.#clock.now().toISOString();
    const resources = Object.values(stack.resources).filter(
      resource =>
        resource.physicalId &&
        (logicalIds === undefined || logicalIds.includes(resource.logicalId)),
    );
    const drifts = resources.map(resource =>
      this.#compare(stack, resource, at),
    );
    const drifted = drifts.filter(
      item => item.status === 'MODIFIED' || item.status === 'DELETED',
    ).length;
    // CloudFormation says IN_SYNC also of a stack in which there was nothing it could check.
    stack.drift = {
      status: drifted > 0 ? 'DRIFTED' : 'IN_SYNC',
      checkedAt: at,
    };
    this.#store.save(stack);
    const detection: DriftDetection = {
      id: randomUUID(),
      stackId: stack.id,
      at,
      status: 'DETECTION_COMPLETE',
      stackStatus: stack.drift.status,
      driftedCount: drifted,
    };
    this.#store.detections.put(detection.id, detection);
    this.#store.announceDrift(stack, detection);
    return detection;
  }

  /** Checks one resource. */
  detectResource(stack: Stack, logicalId: string): ResourceDrift {
    const resource = stack.resources[logicalId];
    if (!resource?.physicalId) {
      throw validationError(
        `Resource ${logicalId} does not exist for stack ${stack.name}`,
      );
    }
    const drift = this.#compare(
      stack,
      resource,
      this.#clock.now().toISOString(),
    );
    this.#store.save(stack);
    return drift;
  }

  #compare(stack: Stack, resource: StackResource, at: string): ResourceDrift {
    const live = this.#store.resources.get(resource.liveId);
    const gone = !live || live.deletedAt !== undefined;
    const supported = !unchecked.test(resource.type);
    const differences =
      supported && !gone
        ? differencesOf(resource.properties, live.properties)
        : [];
    let status: ResourceDrift['status'] = 'IN_SYNC';
    if (!supported) {
      status = 'NOT_CHECKED';
    } else if (gone) {
      status = 'DELETED';
    } else if (differences.length > 0) {
      status = 'MODIFIED';
    }
    const drift: ResourceDrift = {
      stackId: stack.id,
      logicalId: resource.logicalId,
      physicalId: resource.physicalId ?? '',
      type: resource.type,
      status,
      expected: resource.properties,
      actual: gone ? undefined : live.properties,
      differences,
      at,
    };
    resource.drift = { status: drift.status, checkedAt: at };
    this.#store.drifts.put(`${stack.id}/${resource.logicalId}`, drift);
    return drift;
  }
}

/** Where the actual properties differ; lists of the same length are compared item by item. */
function differencesOf(
  expected: JsonObject,
  actual: JsonObject,
  path = '',
): PropertyDifference[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap(name =>
    compareValues(expected[name], actual[name], `${path}/${name}`),
  );
}

function compareValues(
  expected: Json | undefined,
  actual: Json | undefined,
  path: string,
): PropertyDifference[] {
  if (sameJson(expected, actual)) {
    return [];
  }
  if (expected === undefined) {
    return [{ path, actual, type: 'ADD' }];
  }
  if (actual === undefined) {
    return [{ path, expected, type: 'REMOVE' }];
  }
  if (isObject(expected) && isObject(actual)) {
    return differencesOf(expected, actual, path);
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, index) =>
      compareValues(expected[index], actual[index], `${path}/${index}`),
    ).flat();
  }
  return [{ path, expected, actual, type: 'NOT_EQUAL' }];
}
