import type {
  DeployedStack,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import type { StackCall, StoredStack, StoredStackEvent } from '../store';
import { causes } from './causes';

/** How far the clocks of runners and of CloudFormation may differ. */
const SLACK_MS = 60_000;

/** What CloudFormation and CloudTrail say of who deployed a stack. */
export interface DeploymentTraces {
  /** The newest deployments outside the pipeline. */
  calls: StackCall[];
  /** The newest event of the stack, which is of its last operation. */
  lastEvent?: Pick<StoredStackEvent, 'at' | 'clientToken'>;
}

type DatedStack = Pick<
  StoredStack,
  'name' | 'provenance' | 'status' | 'updatedAt'
>;

/**
 * When somebody else than the pipeline deployed a stack of which runs report, ISO 8601; undefined where nobody did, or nobody
 * can tell. CloudTrail tells for sure, whatever the stack says of itself and however soon after a run; only a run that compared
 * the stack with main since, and found nothing to change, outweighs it. Where CloudTrail tells nothing, or nothing yet, times tell
 * of what came after the last run. A rollback brings back what was there, and is no deployment.
 */
export function redeployedAt(
  stack: DatedStack,
  report: DeploymentReport | undefined,
  traces: DeploymentTraces,
): string | undefined {
  const reported = report?.stacks.find(
    ({ stackName }) => stackName === stack.name,
  );
  if (
    !report ||
    !reported ||
    !/^(CREATE|UPDATE|IMPORT)_COMPLETE/.test(stack.status)
  ) {
    return undefined;
  }
  const byCall =
    isByCall(stack, traces) && !foundUnchanged(stack, reported, report);
  return byCall || isAfterRun(stack, reported, report)
    ? stack.updatedAt
    : undefined;
}

/** Whether a call outside the pipeline began the last operation on the stack. */
function isByCall(
  { updatedAt }: DatedStack,
  { calls, lastEvent }: DeploymentTraces,
): boolean {
  // Events may be read later than the stack: older ones are of the operation before.
  if (!lastEvent || Date.parse(lastEvent.at) < Date.parse(updatedAt) - 1000) {
    return false;
  }
  const { clientToken } = lastEvent;
  return calls.some(call => causes(call, { at: updatedAt, clientToken }));
}

function foundUnchanged(
  { updatedAt }: DatedStack,
  { outcome, finishedAt }: DeployedStack,
  report: DeploymentReport,
): boolean {
  const comparedAt = finishedAt ?? report.finishedAt ?? report.startedAt;
  return (
    outcome === 'unchanged' && Date.parse(comparedAt) >= Date.parse(updatedAt)
  );
}

/**
 * Who deploys by hand leaves the stack's provenance as it was: one of another run is of a run whose report has not come.
 */
function isAfterRun(
  { provenance, updatedAt }: DatedStack,
  { outcome }: DeployedStack,
  { finishedAt, runId }: DeploymentReport,
): boolean {
  const { run } = provenance ?? {};
  const byLaterRun =
    run !== undefined && run !== runId && outcome !== 'unchanged';
  return (
    finishedAt !== undefined &&
    !byLaterRun &&
    Date.parse(updatedAt) > Date.parse(finishedAt) + SLACK_MS
  );
}
