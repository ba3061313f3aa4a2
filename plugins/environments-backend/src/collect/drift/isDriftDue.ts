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

/** True when nothing is known of the stack's drift since its last update, or what is known is too old. */
export function isDriftDue(
  stack: StoredStack,
  options: { now: Date; maxAgeMs: number },
): boolean {
  if (!DETECTABLE.has(stack.status)) {
    return false;
  }
  const { checkedAt } = stack.drift;
  if (!checkedAt || checkedAt < stack.updatedAt) {
    return true;
  }
  return options.now.getTime() - Date.parse(checkedAt) > options.maxAgeMs;
}
