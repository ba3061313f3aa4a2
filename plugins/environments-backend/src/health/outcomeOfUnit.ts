import type { DeploymentReport } from '@plinth/plugin-environments-common';

/** How a deployment ended, or that it runs, with the reason where it did not succeed. */
export type Outcome = Pick<DeploymentReport, 'outcome' | 'reason'>;

/**
 * How a deployment went for one unit: its own stacks decide. Other units of the same run count only while none of its
 * stacks failed and not all are done.
 */
export function outcomeOfUnit(report: DeploymentReport, unit: string): Outcome {
  const stacks = report.stacks.filter(stack => stack.unit === unit);
  for (const outcome of ['failed', 'rolledBack'] as const) {
    const bad = stacks.find(stack => stack.outcome === outcome);
    if (bad) {
      return { outcome, reason: bad.reason ?? report.reason };
    }
  }
  const done =
    stacks.length > 0 &&
    stacks.every(s => s.outcome === 'succeeded' || s.outcome === 'unchanged');
  return done && report.outcome !== 'running'
    ? { outcome: 'succeeded' }
    : { outcome: report.outcome, reason: report.reason };
}

/** Whether a deployment had nothing to do in a unit that it reached. */
export function isUnchanged(report: DeploymentReport, unit: string): boolean {
  const stacks = report.stacks.filter(stack => stack.unit === unit);
  return (
    stacks.length > 0 && stacks.every(({ outcome }) => outcome === 'unchanged')
  );
}
