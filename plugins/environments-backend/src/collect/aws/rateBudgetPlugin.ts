import type { FinalizeRequestMiddleware, Pluggable } from '@smithy/types';
import { isThrottling } from './isThrottling';
import type { RateBudget } from './RateBudget';

/**
 * Makes every request of a client wait for its turn in the budget: each page of a paginator, each look of a waiter, and
 * each attempt again, since a throttled attempt counts towards AWS's rate like any other. One that is throttled slows the budget.
 */
export function rateBudgetPlugin<Input extends object, Output extends object>(
  budget: Pick<RateBudget, 'take' | 'throttled'>,
): Pluggable<Input, Output> {
  const waitForTurn: FinalizeRequestMiddleware<Input, Output> =
    next => async args => {
      await budget.take();
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && isThrottling(error.name)) {
          budget.throttled();
        }
        throw error;
      }
    };
  return {
    applyToStack: stack =>
      stack.addRelativeTo(waitForTurn, {
        name: 'rateBudget',
        // Within the retries, and before the signature, whose time must not grow old in the queue.
        relation: 'before',
        toMiddleware: 'httpSigningMiddleware',
      }),
  };
}
