import { resolve, resolveText, Scope, toText } from '../expressions';
import type { Concurrency } from '../workflow';
import type { ConcurrencyGroups } from './ConcurrencyGroups';

/**
 * Enters the concurrency group that a workflow or job asks for, if it asks. Resolves when it may run, with the
 * function by which it leaves.
 */
export async function enterGroup(options: {
  groups: ConcurrencyGroups;
  repo: string;
  concurrency: Concurrency | undefined;
  scope: Scope;
  signal: AbortSignal;
  /** Called when another takes its place. */
  cancel: (reason: string) => void;
  /** Called when it has to wait. */
  waits: () => void;
}): Promise<() => void> {
  const { concurrency, scope } = options;
  if (!concurrency) {
    return () => undefined;
  }
  const group = resolveText(concurrency.group, scope);
  const cancelInProgress = resolve(concurrency.cancelInProgress, scope);
  let entered = false;
  const place = options.groups
    .enter(`${options.repo} ${group}`, {
      cancelInProgress: toText(cancelInProgress) === 'true',
      cancel: options.cancel,
      signal: options.signal,
    })
    .finally(() => {
      entered = true;
    });
  // Promises that are settled already run their callbacks before this one.
  await new Promise(setImmediate);
  if (!entered) {
    options.waits();
  }
  return (await place) ?? (() => undefined);
}
