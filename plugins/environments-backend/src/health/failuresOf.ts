import { isInProgress, StackFacts } from '@plinth/plugin-environments-common';
import type { StoredStackEvent } from '../store';

/** What CloudFormation writes on resources that it stopped because another one failed. */
const CONSEQUENCE = /^Resource (creation|update|deletion) cancelled/i;

/**
 * Resources that failed in a stack's last operation, the first failure first. Events come newest first; those that
 * were only cancelled because another failed are left out.
 */
export function failuresOf(
  stackId: string,
  events: StoredStackEvent[],
): NonNullable<StackFacts['failures']> {
  const begin = events.findIndex(
    event =>
      event.physicalId === stackId &&
      isInProgress(event.status) &&
      !/ROLLBACK|CLEANUP/.test(event.status),
  );
  const operation = begin === -1 ? events : events.slice(0, begin);
  return operation
    .filter(
      event =>
        event.status.endsWith('_FAILED') &&
        event.physicalId !== stackId &&
        !CONSEQUENCE.test(event.reason ?? ''),
    )
    .map(event => ({
      logicalId: event.logicalId,
      resourceType: event.resourceType,
      message: event.reason ?? event.status,
    }))
    .reverse();
}
