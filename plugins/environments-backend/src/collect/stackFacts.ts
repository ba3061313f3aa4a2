import { isInProgress } from '@plinth/plugin-environments-common';
import type { LedgerFact } from '../ledger/Ledger';
import type { StoredStack, StoredStackEvent } from '../store';

/** A fact of a stack, before it is known which repository its unit lives in. */
export type UnplacedFact = Omit<LedgerFact, 'repository'>;

function isOfStack(event: StoredStackEvent): boolean {
  return (
    event.resourceType === 'AWS::CloudFormation::Stack' &&
    event.physicalId === event.stackId
  );
}

/**
 * What an auditor wants of a stack's events: how each operation began and ended, and which resources failed. The
 * stack's provenance names the commit only of an operation that has succeeded last, since a rollback takes the output
 * back, too; other operations are joined by time to the deployment that caused them.
 */
export function stackFacts(
  stack: StoredStack,
  events: StoredStackEvent[],
): UnplacedFact[] {
  const oldestFirst = [...events].sort((a, b) => a.at.localeCompare(b.at));
  const operations: StoredStackEvent[][] = [];
  for (const event of oldestFirst) {
    const begins =
      isOfStack(event) &&
      isInProgress(event.status) &&
      !/ROLLBACK|CLEANUP/.test(event.status);
    if (begins || operations.length === 0) {
      operations.push([]);
    }
    operations.at(-1)?.push(event);
  }
  const lastSucceeded =
    /^(CREATE|UPDATE|IMPORT)_COMPLETE/.test(stack.status) &&
    stack.provenance !== undefined;

  return operations.flatMap((operation, index) => {
    const commit =
      lastSucceeded && index === operations.length - 1
        ? stack.provenance?.commit
        : undefined;
    return operation
      .filter(event => isOfStack(event) || event.status.endsWith('_FAILED'))
      .map(event => ({
        key: `stack-event:${event.id}`,
        type: 'stackEvent' as const,
        at: event.at,
        units: [stack.unit],
        summary: isOfStack(event)
          ? `${stack.name}: ${event.status}`
          : `${stack.name}: ${event.logicalId} ${event.status}${
              event.reason ? ` - ${event.reason}` : ''
            }`,
        commit,
        details: {
          stack: stack.name,
          stackId: stack.stackId,
          account: stack.account,
          region: stack.region,
          logicalId: event.logicalId,
          resourceType: event.resourceType,
          status: event.status,
          ...(event.reason ? { reason: event.reason } : {}),
        },
      }));
  });
}
