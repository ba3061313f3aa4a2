import type { DeploymentReport } from '@plinth/plugin-environments-common';
import type { StoredStack } from '../store';

/** How far the clocks of runners and of CloudFormation may differ. */
const SLACK_MS = 60_000;

/**
 * When somebody else than the pipeline deployed a stack after the last run was done with it, ISO 8601; undefined where nobody
 * did, or nobody can tell. Who deploys by hand leaves the stack's provenance as it was: one of another run is of a run whose report
 * has not come. A rollback brings back what was there, and is no deployment.
 */
export function redeployedAt(
  stack: Pick<StoredStack, 'name' | 'provenance' | 'status' | 'updatedAt'>,
  report: DeploymentReport | undefined,
): string | undefined {
  const reported = report?.stacks.find(
    ({ stackName }) => stackName === stack.name,
  );
  const doneAt = report?.finishedAt;
  if (
    !reported ||
    !doneAt ||
    !/^(CREATE|UPDATE|IMPORT)_COMPLETE/.test(stack.status)
  ) {
    return undefined;
  }
  const { run } = stack.provenance ?? {};
  const byLaterRun =
    run !== undefined &&
    run !== report?.runId &&
    reported.outcome !== 'unchanged';
  return !byLaterRun &&
    Date.parse(stack.updatedAt) > Date.parse(doneAt) + SLACK_MS
    ? stack.updatedAt
    : undefined;
}
