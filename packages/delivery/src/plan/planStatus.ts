import type { CommitStatus } from '../github/PullRequestApi';
import type { Plan } from './model';

/** The commit status that carries the hash of the plan: what deploy compares. */
export const PLAN_STATUS = 'plinth/plan';

/** The status of a plan: `sha256:<hash>` when it passed, which `hashInStatus` reads back; the number of errors otherwise. */
export function planStatus(plan: Plan): Omit<CommitStatus, 'createdAt'> {
  if (plan.outcome === 'passed') {
    return {
      context: PLAN_STATUS,
      state: 'success',
      description: `sha256:${plan.hash}`,
    };
  }
  const errors = plan.findings.filter(
    ({ severity }) => severity === 'error',
  ).length;
  return {
    context: PLAN_STATUS,
    state: 'failure',
    description: `${errors} ${errors === 1 ? 'error' : 'errors'}, see the plan's comment`,
  };
}

/** The hash in the description of a successful `plinth/plan` status. */
export function hashInStatus(description: string): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(description)?.[1];
}
