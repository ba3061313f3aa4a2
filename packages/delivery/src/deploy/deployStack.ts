import type { Stack } from '@aws-sdk/client-cloudformation';
import { messageOf } from '../errors';
import type { AccountCredentials } from '../aws/AccountCredentials';
import {
  NEVER_DEPLOYED,
  type CloudFormationReader,
} from '../aws/CloudFormationReader';
import type { DeployedStack } from '../aws/DeployedStack';
import type { SynthesizedStack } from '../synth/Assembly';
import { cdkDeploy } from './CdkCli';
import { stackOutcome, type StackOutcome } from './stackOutcome';

/** What deploying one stack needs. */
export interface DeployStackOptions {
  readonly stack: SynthesizedStack;
  /** What the plan was compared with; undefined when there was no stack. */
  readonly baseline: Pick<DeployedStack, 'createdAt' | 'updatedAt'> | undefined;
  readonly directory: string;
  /** Put back what was changed past CloudFormation. */
  readonly revertDrift: boolean;
  readonly changeSetName: string;
  readonly sessionName: string;
  readonly provenance: string;
  readonly credentials: AccountCredentials;
  readonly reader: CloudFormationReader;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (line: string) => void;
  /** @default 3 seconds */
  readonly pollMs?: number;
}

/** How long a stack may go on after the CLI gave up on it. */
const PATIENCE_MS = 60 * 60_000;

/** Deploys one stack and says how it ended; never throws, so that other stacks go on. */
export async function deployStack(
  options: DeployStackOptions,
): Promise<StackOutcome & { stackId?: string }> {
  const { stack, reader } = options;
  try {
    const before = await reader.describe(stack);
    if (
      before?.StackStatus?.endsWith('_IN_PROGRESS') &&
      before.StackStatus !== 'REVIEW_IN_PROGRESS'
    ) {
      return {
        outcome: 'failed',
        reason: `another operation is under way (${before.StackStatus}); run this deployment again when it has ended`,
        stackId: before.StackId,
      };
    }
    if (hasMoved(before, options.baseline)) {
      return {
        outcome: 'failed',
        reason:
          'it was changed by somebody else while this run was under way; change its folder in a new pull request, and have the plan of that approved',
        stackId: before?.StackId,
      };
    }
    const lastEvent = await reader.lastEventId(stack);
    const changeSet = async () =>
      reader.changeSet(stack, options.changeSetName);
    const earlier = before && (await changeSet());
    const { exitCode, tail } = await cdkDeploy({
      ...options,
      credentials: await options.credentials.forAccount(stack.account),
    });
    const after = await settle(options);
    const value = after?.Parameters?.find(
      ({ ParameterKey }) => ParameterKey === 'PlinthProvenance',
    )?.ParameterValue;
    const made = after && exitCode !== 0 ? await changeSet() : undefined;
    const outcome = stackOutcome({
      exitCode,
      status: after?.StackStatus,
      statusReason: after?.StackStatusReason,
      changeSetReason:
        made?.Status === 'FAILED' && made.ChangeSetId !== earlier?.ChangeSetId
          ? made.StatusReason
          : undefined,
      carriesProvenance: value === options.provenance,
      events: after ? await reader.eventsAfter(stack, lastEvent) : [],
      tail,
    });
    return { ...outcome, stackId: after?.StackId };
  } catch (error) {
    return { outcome: 'failed', reason: messageOf(error) };
  }
}

/**
 * Whether somebody deployed or deleted the stack since the plan was made again. Jobs of reviewed stages may run at the same
 * time; of an operation that begins after this look, CloudFormation itself refuses the second.
 */
function hasMoved(
  now: Stack | undefined,
  baseline: DeployStackOptions['baseline'],
): boolean {
  const there = now && !NEVER_DEPLOYED.has(now.StackStatus ?? '');
  if (!there || !baseline) {
    return Boolean(there) !== Boolean(baseline);
  }
  const time = (date: Date | undefined) => date?.getTime();
  return (
    time(now.CreationTime) !== time(baseline.createdAt) ||
    time(now.LastUpdatedTime) !== time(baseline.updatedAt)
  );
}

/** Waits until CloudFormation has ended the operation, whether or not the CLI waited for it. */
async function settle({ reader, stack, pollMs = 3000 }: DeployStackOptions) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const now = await reader.describe(stack);
    const moving =
      now?.StackStatus?.endsWith('_IN_PROGRESS') &&
      now.StackStatus !== 'REVIEW_IN_PROGRESS';
    if (!moving || Date.now() > deadline) {
      return now;
    }
    await new Promise(resolve => setTimeout(resolve, pollMs));
  }
}
