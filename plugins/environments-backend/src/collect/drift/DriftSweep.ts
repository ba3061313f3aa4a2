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

/**
 * Detections of an account and region that go on at a time; each makes CloudFormation read every resource of a stack. With a sweep every two
 * minutes, which finds most of them done, 300 stacks are checked in an hour, for some 1,200 of the 10,800 requests of the rate budget.
 */
export const IN_FLIGHT = 10;
/** After this one is given up, and its place goes to another. */
const LONGEST_DETECTION_MS = 3_600_000;

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
    const asked = stacks.filter(stack => stack.driftDetectionId);
    let done = 0;
    const unread = await readEachStack(asked, async stack => {
      done += (await this.#readOutcome(clients, stack, options)) ? 1 : 0;
    });
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
      due.slice(0, Math.max(0, IN_FLIGHT - (asked.length - done))),
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

  /** Answers whether the detection is over. */
  async #readOutcome(
    clients: RegionClients,
    stack: StoredStack,
    options: { now: () => Date; signal?: AbortSignal },
  ): Promise<boolean> {
    const detection = await readDetection(clients, stack, options.signal);
    const began = Date.parse(stack.driftRequestedAt ?? '');
    if (
      detection?.DetectionStatus === 'DETECTION_IN_PROGRESS' &&
      !(options.now().getTime() - began > LONGEST_DETECTION_MS)
    ) {
      return false;
    }
    if (!detection || detection.DetectionStatus === 'DETECTION_IN_PROGRESS') {
      await this.#drift.clearDriftRequest(stack.stackId);
      return true;
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
      return true;
    }
    await this.#drift.setDrift(stack.stackId, {
      // Detection describes the moment at which it was asked for: an update since then makes it due again.
      checkedAt: stack.driftRequestedAt ?? options.now().toISOString(),
      status: driftOf(resources),
      resources,
    });
    return true;
  }
}
