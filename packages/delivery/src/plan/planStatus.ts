import { PLAN_STATUS } from '@plinth/repository/github';
import { MOST_OF_STATUS, type NewStatus } from '../github/PullRequestApi';
import { messageOf } from '../errors';
import { shorten } from '../markdown';
import type { Plan } from './model';

/** The status of a plan: its hash when it passed, for people to compare; the number of errors and the first of them otherwise. */
export function planStatus(plan: Plan): NewStatus {
  if (plan.outcome === 'passed') {
    return {
      context: PLAN_STATUS,
      state: 'success',
      description: `sha256:${plan.hash}`,
    };
  }
  const errors = plan.findings.filter(({ severity }) => severity === 'error');
  const [{ message }] = errors;
  return {
    context: PLAN_STATUS,
    state: 'failure',
    description: shorten(
      `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}: ${message.replace(/\s+/g, ' ')}`,
      MOST_OF_STATUS,
    ),
  };
}

/** The status of a plan that broke off, so that nobody waits for it. */
export function brokenStatus(error: unknown): NewStatus {
  return {
    context: PLAN_STATUS,
    state: 'error',
    description: shorten(
      `the plan could not be made: ${messageOf(error).replace(/\s+/g, ' ')}`,
      MOST_OF_STATUS,
    ),
  };
}

/** The status of a plan that nobody can approve, since the portal does not know it. */
export function unrecordedStatus(): NewStatus {
  return {
    context: PLAN_STATUS,
    state: 'error',
    description:
      'the portal did not record the plan, so it cannot be approved; run it again',
  };
}
