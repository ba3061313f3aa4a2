import type { FinalizeRequestMiddleware, Pluggable } from '@smithy/types';
import type { AwsCall, PortalMetrics } from '../../metrics/PortalMetrics';
import type { RateBudget } from './RateBudget';

/** Tells of every request of a client how it ended, each attempt by itself. */
export function callMetricsPlugin<Input extends object, Output extends object>(
  metrics: Pick<PortalMetrics, 'awsCall'>,
  call: Omit<AwsCall, 'operation' | 'result'>,
  budget?: Pick<RateBudget, 'rate' | 'remaining'>,
): Pluggable<Input, Output> {
  const tell: FinalizeRequestMiddleware<Input, Output> =
    (next, { commandName = '' }) =>
    async args => {
      const operation = String(commandName).replace(/Command$/, '');
      const told = (result: string) =>
        metrics.awsCall(
          { ...call, operation, result },
          budget && { remaining: budget.remaining(), rate: budget.rate() },
        );
      try {
        const answer = await next(args);
        told('ok');
        return answer;
      } catch (error) {
        told(error instanceof Error ? error.name : 'unknown');
        throw error;
      }
    };
  return {
    applyToStack: stack =>
      stack.addRelativeTo(tell, {
        name: 'callMetrics',
        relation: 'before',
        toMiddleware: 'httpSigningMiddleware',
      }),
  };
}
