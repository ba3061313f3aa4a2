import {
  DescribeStackDriftDetectionStatusCommand,
  DetectStackDriftCommand,
  paginateDescribeStackResourceDrifts,
  CloudFormationServiceException,
  DescribeStackDriftDetectionStatusOutput,
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
import { readEachStack, requireAll } from '../reading/readEachStack';
import { hideSecrets } from './hideSecrets';
import { isDriftDue, isDriftWanted, lastTried } from './isDriftDue';

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

/** The stack's detection; undefined once CloudFormation, which keeps outcomes for a while, knows it no longer. */
async function readDetection(
  clients: RegionClients,
  stack: StoredStack,
  signal?: AbortSignal,
): Promise<DescribeStackDriftDetectionStatusOutput | undefined> {
  try {
    return await clients.cloudFormation.send(
      new DescribeStackDriftDetectionStatusCommand({
        StackDriftDetectionId: stack.driftDetectionId,
      }),
      { abortSignal: signal },
    );
  } catch (error) {
    if (
      error instanceof CloudFormationServiceException &&
      error.name === 'ValidationError'
    ) {
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
 * after each update, when somebody wants it, and again when the last check grows old: the wanted ones first, then the oldest. One that CloudFormation refuses to check keeps
 * the reason, and does not keep others from being checked: it comes after those that were not tried for longer.
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
    const unread = await readEachStack(
      stacks.filter(stack => stack.driftDetectionId),
      stack => this.#readOutcome(clients, stack, options),
    );
    const due = stacks
      .filter(
        stack =>
          !stack.driftDetectionId &&
          isDriftDue(stack, { now: options.now(), maxAgeMs: this.#maxAgeMs }),
      )
      .sort(
        (a, b) =>
          Number(isDriftWanted(b)) - Number(isDriftWanted(a)) ||
          lastTried(a).localeCompare(lastTried(b)),
      );
    const unstarted = await readEachStack(
      due.slice(0, STARTS_PER_SWEEP),
      stack => this.#start(clients, stack, options),
    );
    for (const { stack, reason } of unread) {
      await this.#drift.driftNotChecked(stack.stackId, { reason });
    }
    for (const { stack, reason } of unstarted) {
      await this.#drift.driftNotChecked(stack.stackId, {
        reason,
        refusedAt: options.now(),
      });
    }
    requireAll([...unread, ...unstarted]);
  }

  async #start(
    clients: RegionClients,
    stack: StoredStack,
    options: { now: () => Date; signal?: AbortSignal },
  ): Promise<void> {
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

  async #readOutcome(
    clients: RegionClients,
    stack: StoredStack,
    options: { now: () => Date; signal?: AbortSignal },
  ): Promise<void> {
    const detection = await readDetection(clients, stack, options.signal);
    if (detection?.DetectionStatus === 'DETECTION_IN_PROGRESS') {
      return;
    }
    if (!detection) {
      await this.#drift.clearDriftRequest(stack.stackId);
      return;
    }
    const resources = await readResourceDrifts(clients, stack, options.signal);
    // What a failed detection could check still counts; the rest stays unchecked.
    if (
      detection.DetectionStatus === 'DETECTION_FAILED' &&
      resources.length === 0
    ) {
      await this.#drift.clearDriftRequest(stack.stackId);
      await this.#drift.driftNotChecked(stack.stackId, {
        reason:
          detection.DetectionStatusReason ?? 'CloudFormation gives no reason.',
      });
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
