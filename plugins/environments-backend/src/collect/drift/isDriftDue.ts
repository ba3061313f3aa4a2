import type { StoredStack } from '../../store';

/** CloudFormation detects drift only in a stack that rests in one of these. */
const DETECTABLE = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/** When drift was last asked for or found out, ISO 8601; empty if never. */
export function lastTried({
  drift,
  driftRequestedAt = '',
}: StoredStack): string {
  const checkedAt = drift.checkedAt ?? '';
  return checkedAt > driftRequestedAt ? checkedAt : driftRequestedAt;
}

/** True when a check is wanted and none was tried since. */
export function isDriftWanted(stack: StoredStack): boolean {
  return (stack.driftWantedAt ?? '') > lastTried(stack);
}

/**
 * True when nothing is known of the stack's drift since its last update, when a newer check is wanted, or when what is known is too
 * old.
 */
export function isDriftDue(
  stack: StoredStack,
  options: { now: Date; maxAgeMs: number },
): boolean {
  if (!DETECTABLE.has(stack.status)) {
    return false;
  }
  const { checkedAt } = stack.drift;
  if (!checkedAt || checkedAt < stack.updatedAt || isDriftWanted(stack)) {
    return true;
  }
  return options.now.getTime() - Date.parse(checkedAt) > options.maxAgeMs;
}
