import {
  DescribeStackDriftDetectionStatusCommand,
  DetectStackDriftCommand,
  paginateDescribeStackResourceDrifts,
  StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
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
    const detection = await clients.cloudFormation.send(
      new DescribeStackDriftDetectionStatusCommand({
        StackDriftDetectionId: stack.driftDetectionId,
      }),
      { abortSignal: options.signal },
    );
    if (detection.DetectionStatus === 'DETECTION_IN_PROGRESS') {
      return;
    }
    const resources = await this.#readResourceDrifts(
      clients,
      stack,
      options.signal,
    );
    if (detection.DetectionStatus === 'DETECTION_FAILED') {
      // What could be checked still counts; the rest stays unchecked.
      if (resources.length === 0) {
        await this.#drift.clearDriftRequest(stack.stackId);
        return;
      }
    }
    const checked = resources.some(r => r.drift !== 'NOT_CHECKED');
    const drifted = resources.some(
      r => r.drift === 'MODIFIED' || r.drift === 'DELETED',
    );
    let status: DriftReading['status'] = 'UNKNOWN';
    if (drifted) {
      status = 'DRIFTED';
    } else if (checked) {
      status = 'IN_SYNC';
    }
    await this.#drift.setDrift(stack.stackId, {
      // Detection describes the moment at which it was asked for: an update since then makes it due again.
      checkedAt: stack.driftRequestedAt ?? options.now().toISOString(),
      status,
      resources,
    });
  }

  async #readResourceDrifts(
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
}
