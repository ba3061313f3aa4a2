import {
  readPipelineToken,
  stackOperations,
} from '../../health/stackOperations';
import type {
  StackProvenance,
  StoredStack,
  StoredStackEvent,
} from '../../store';
import type { UnplacedFact } from '../reading/FactRecorder';

function isOfStack(event: StoredStackEvent): boolean {
  return (
    event.resourceType === 'AWS::CloudFormation::Stack' &&
    event.physicalId === event.stackId
  );
}

interface Origin {
  commit?: string;
  commitPrefix?: string;
  run?: string;
  planHash?: string;
}

/** What an operation was made from, as far as its token and the stack's provenance tell. */
function originOf(
  operation: StoredStackEvent[],
  provenance: StackProvenance | undefined,
): Origin {
  const token = operation
    .map(event => readPipelineToken(event.clientToken))
    .find(read => read !== undefined);
  return {
    ...token,
    ...(provenance
      ? {
          commit: provenance.commit,
          ...(provenance.run ? { run: provenance.run } : {}),
          ...(provenance.planHash ? { planHash: provenance.planHash } : {}),
        }
      : {}),
  };
}

/**
 * What an auditor wants of a stack's events: how each operation began and ended, and which resources failed. The
 * stack's provenance names the commit only of an operation that has succeeded last, since a rollback takes the output
 * back, too; other operations are joined by their token, or by time to the deployment that caused them.
 */
export function stackFacts(
  stack: StoredStack,
  events: StoredStackEvent[],
): UnplacedFact[] {
  const oldestFirst = [...events].sort((a, b) => a.at.localeCompare(b.at));
  const operations = stackOperations(oldestFirst);
  const succeeded = /^(CREATE|UPDATE|IMPORT)_COMPLETE/.test(stack.status);

  return operations.flatMap((operation, index) => {
    const isLast = index === operations.length - 1;
    const { commit, ...origin } = originOf(
      operation,
      succeeded && isLast ? stack.provenance : undefined,
    );
    return operation
      .filter(event => isOfStack(event) || event.status.endsWith('_FAILED'))
      .map(event => ({
        key: `stack-event:${event.id}`,
        type: 'stackEvent' as const,
        at: event.at,
        unit: stack.unit,
        summary: isOfStack(event)
          ? `${stack.name}: ${event.status}`
          : `${stack.name}: ${event.logicalId} ${event.status}${
              event.reason ? ` - ${event.reason}` : ''
            }`,
        ...(commit ? { commit } : {}),
        details: {
          ...origin,
          stack: stack.name,
          stackId: stack.stackId,
          account: stack.account,
          region: stack.region,
          logicalId: event.logicalId,
          resourceType: event.resourceType,
          status: event.status,
          ...(event.clientToken ? { clientToken: event.clientToken } : {}),
          ...(event.reason ? { reason: event.reason } : {}),
        },
      }));
  });
}
