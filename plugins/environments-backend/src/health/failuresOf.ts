import { isInProgress, StackFacts } from '@plinth/plugin-environments-common';
import type { StoredStackEvent } from '../store';

/** What CloudFormation writes on resources that it stopped because another one failed. */
const CONSEQUENCE = /^Resource (creation|update|deletion) cancelled/i;

/** Whether an event tells that a resource failed by itself. */
export function isFailure({
  status,
  reason,
}: Pick<StoredStackEvent, 'status' | 'reason'>): boolean {
  return status.endsWith('_FAILED') && !CONSEQUENCE.test(reason ?? '');
}

/** Whether an event begins an operation on its stack. */
export function isBeginning({
  physicalId,
  stackId,
  status,
}: StoredStackEvent): boolean {
  return (
    physicalId === stackId &&
    isInProgress(status) &&
    !/ROLLBACK|CLEANUP/.test(status)
  );
}

/**
 * Resources that failed in a stack's last operation, the first failure first. Events come newest first; those that
 * were only cancelled because another failed are left out.
 */
export function failuresOf(
  stackId: string,
  events: StoredStackEvent[],
): NonNullable<StackFacts['failures']> {
  const begin = events.findIndex(isBeginning);
  const operation = begin === -1 ? events : events.slice(0, begin);
  return operation
    .filter(event => isFailure(event) && event.physicalId !== stackId)
    .map(event => ({
      logicalId: event.logicalId,
      resourceType: event.resourceType,
      message: event.reason ?? event.status,
    }))
    .reverse();
}
