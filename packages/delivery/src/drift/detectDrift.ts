import {
  DescribeStackDriftDetectionStatusCommand,
  DetectStackDriftCommand,
  paginateDescribeStackResourceDrifts,
  type CloudFormationClient,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { DeliveryError } from '../errors';

/** What CloudFormation found out about one stack. */
export interface StackDrift {
  readonly status: 'IN_SYNC' | 'DRIFTED' | 'NOT_CHECKED' | 'UNKNOWN';
  /** Resources that CloudFormation could compare; a stack without any is NOT_CHECKED, whatever it reports. */
  readonly checkedResources: number;
  readonly drifted: ReadonlyArray<{
    readonly logicalId: string;
    readonly resourceType: string;
    readonly status: 'MODIFIED' | 'DELETED';
    /** Paths of the properties that differ. */
    readonly properties: readonly string[];
  }>;
}

const PATIENCE_MS = 20 * 60_000;

/** Detects drift of one stack and waits for the result; throws a `DeliveryError` when the detection fails or takes too long. */
export async function detectDrift(
  client: CloudFormationClient,
  stackName: string,
): Promise<StackDrift> {
  return summarizeDrift(await detectResourceDrifts(client, stackName));
}

/**
 * Has CloudFormation compare each resource of a stack with what is there, values and all; throws a `DeliveryError` when that
 * fails or takes too long.
 */
export async function detectResourceDrifts(
  client: CloudFormationClient,
  stackName: string,
  pollMs = 2000,
): Promise<StackResourceDrift[]> {
  const { StackDriftDetectionId } = await client.send(
    new DetectStackDriftCommand({ StackName: stackName }),
  );
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const now = await client.send(
      new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }),
    );
    if (now.DetectionStatus === 'DETECTION_FAILED') {
      throw new DeliveryError(
        `Drift of ${stackName} could not be detected: ${now.DetectionStatusReason ?? 'CloudFormation gave no reason'}`,
        'access',
      );
    }
    if (now.DetectionStatus === 'DETECTION_COMPLETE') {
      break;
    }
    if (Date.now() > deadline) {
      throw new DeliveryError(
        `Drift detection of ${stackName} takes longer than 20 minutes; look at it in CloudFormation.`,
        'access',
      );
    }
    await new Promise(resolve => setTimeout(resolve, pollMs));
  }
  const resources: StackResourceDrift[] = [];
  const pages = paginateDescribeStackResourceDrifts(
    { client },
    { StackName: stackName },
  );
  for await (const { StackResourceDrifts } of pages) {
    resources.push(...(StackResourceDrifts ?? []));
  }
  return resources;
}

/** Judges by the resources and not by the stack's own status, which says IN_SYNC where nothing could be compared. */
export function summarizeDrift(
  resources: readonly StackResourceDrift[],
): StackDrift {
  const checked = resources.filter(
    ({ StackResourceDriftStatus: status }) =>
      status !== undefined && status !== 'NOT_CHECKED',
  );
  const drifted = checked.flatMap(
    ({
      LogicalResourceId,
      ResourceType,
      StackResourceDriftStatus: status,
      PropertyDifferences,
    }) =>
      status === 'MODIFIED' || status === 'DELETED'
        ? [
            {
              logicalId: LogicalResourceId ?? '',
              resourceType: ResourceType ?? '',
              status,
              properties: (PropertyDifferences ?? [])
                .map(({ PropertyPath }) => PropertyPath ?? '')
                .sort(),
            },
          ]
        : [],
  );
  const unchanged = checked.length > 0 ? 'IN_SYNC' : 'NOT_CHECKED';
  return {
    status: drifted.length > 0 ? 'DRIFTED' : unchanged,
    checkedResources: checked.length,
    drifted,
  };
}
