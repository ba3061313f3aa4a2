import {
  DescribeStackDriftDetectionStatusCommand,
  DetectStackDriftCommand,
  paginateDescribeStackResourceDrifts,
  StackDriftDetectionStatus,
  StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { isError } from '@backstage/errors';
import type {
  DriftReading,
  DriftStore,
  PropertyDifference,
  ResourceDriftStatus,
  StackStore,
  StoredStack,
} from '../../store';
import type { RegionClients } from '../aws/AwsClients';
import { hideSecrets } from './hideSecrets';
import { isDriftDue } from './isDriftDue';

/** Detections that one sweep starts at most; each makes CloudFormation read every resource of a stack. */
const STARTS_PER_SWEEP = 5;

function readDrift(drift: StackResourceDrift): DriftReading['resources'] {
  if (!drift.LogicalResourceId) {
    return [];
  }
  const status = drift.StackResourceDriftStatus ?? 'NOT_CHECKED';
  return [
    {
      logicalId: drift.LogicalResourceId,
      drift: (status === 'UNKNOWN' || status === 'UNSUPPORTED'
        ? 'NOT_CHECKED'
        : status) as ResourceDriftStatus,
      differences: (drift.PropertyDifferences ?? []).map(
        (difference): PropertyDifference =>
          hideSecrets({
            path: difference.PropertyPath ?? '',
            type: difference.DifferenceType ?? 'NOT_EQUAL',
            expected: difference.ExpectedValue,
            actual: difference.ActualValue,
          }),
      ),
    },
  ];
}

/** Status of the stack's detection; undefined once CloudFormation, which keeps outcomes for a while, knows it no longer. */
async function readDetectionStatus(
  clients: RegionClients,
  stack: StoredStack,
  signal?: AbortSignal,
): Promise<StackDriftDetectionStatus | undefined> {
  try {
    const detection = await clients.cloudFormation.send(
      new DescribeStackDriftDetectionStatusCommand({
        StackDriftDetectionId: stack.driftDetectionId,
      }),
      { abortSignal: signal },
    );
    return detection.DetectionStatus;
  } catch (error) {
    if (isError(error) && error.name === 'ValidationError') {
      return undefined;
    }
    throw error;
  }
}

async function readResourceDrifts(
  clients: RegionClients,
  stack: StoredStack,
  signal?: AbortSignal,
): Promise<DriftReading['resources']> {
  const resources: DriftReading['resources'] = [];
  const pages = paginateDescribeStackResourceDrifts(
    { client: clients.cloudFormation },
    { StackName: stack.stackId },
    { abortSignal: signal },
  );
  for await (const page of pages) {
    resources.push(...(page.StackResourceDrifts ?? []).flatMap(readDrift));
  }
  return resources;
}

function driftOf(resources: DriftReading['resources']): DriftReading['status'] {
  const found = new Set(resources.map(resource => resource.drift));
  if (found.has('MODIFIED') || found.has('DELETED')) {
    return 'DRIFTED';
  }
  return found.has('IN_SYNC') ? 'IN_SYNC' : 'UNKNOWN';
}

/**
 * Detects drift without waiting for it: one sweep starts a detection, a later one reads its outcome. A stack is checked
 * after each update, and again when the last check grows old, the oldest first.
 */
export class DriftSweep {
  readonly #stacks: StackStore;
  readonly #drift: DriftStore;
  readonly #maxAgeMs: number;

  constructor(options: {
    stacks: StackStore;
    drift: DriftStore;
    maxAgeMs: number;
  }) {
    this.#stacks = options.stacks;
    this.#drift = options.drift;
    this.#maxAgeMs = options.maxAgeMs;
  }

  async run(
    clients: RegionClients,
    options: { now: () => Date; signal?: AbortSignal },
  ): Promise<void> {
    const place = { account: clients.account, region: clients.region };
    const stacks = await this.#stacks.listStacks(place);
    for (const stack of stacks) {
      if (stack.driftDetectionId) {
        await this.#readOutcome(clients, stack, options);
      }
    }
    const due = stacks
      .filter(
        stack =>
          !stack.driftDetectionId &&
          isDriftDue(stack, { now: options.now(), maxAgeMs: this.#maxAgeMs }),
      )
      .sort((a, b) =>
        (a.drift.checkedAt ?? '').localeCompare(b.drift.checkedAt ?? ''),
      );
    for (const stack of due.slice(0, STARTS_PER_SWEEP)) {
      const { StackDriftDetectionId: detectionId } =
        await clients.cloudFormation.send(
          new DetectStackDriftCommand({ StackName: stack.stackId }),
          { abortSignal: options.signal },
        );
      if (detectionId) {
        await this.#drift.driftRequested(stack.stackId, {
          detectionId,
          at: options.now(),
        });
      }
    }
  }

  async #readOutcome(
    clients: RegionClients,
    stack: StoredStack,
    options: { now: () => Date; signal?: AbortSignal },
  ): Promise<void> {
    const status = await readDetectionStatus(clients, stack, options.signal);
    if (status === 'DETECTION_IN_PROGRESS') {
      return;
    }
    if (status === undefined) {
      await this.#drift.clearDriftRequest(stack.stackId);
      return;
    }
    const resources = await readResourceDrifts(clients, stack, options.signal);
    // What a failed detection could check still counts; the rest stays unchecked.
    if (status === 'DETECTION_FAILED' && resources.length === 0) {
      await this.#drift.clearDriftRequest(stack.stackId);
      return;
    }
    await this.#drift.setDrift(stack.stackId, {
      // Detection describes the moment at which it was asked for: an update since then makes it due again.
      checkedAt: stack.driftRequestedAt ?? options.now().toISOString(),
      status: driftOf(resources),
      resources,
    });
  }
}
