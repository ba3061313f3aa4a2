import type { ResourceChange } from '@aws-sdk/client-cloudformation';

/**
 * What a change set that should only turn protections off would do besides: resources that come, go or are replaced, and those
 * that outlive their stack and are changed. Whatever hangs on a changed resource is in a change set too, and is not meant.
 *
 * @param going - logical ids of the resources that go with the stack
 * @returns logical ids
 */
export function strayChanges(
  changes: readonly ResourceChange[],
  going: ReadonlySet<string>,
): string[] {
  return changes
    .filter(
      ({ Action, Replacement, LogicalResourceId: id = '', Details = [] }) =>
        Action !== 'Modify' ||
        Replacement === 'True' ||
        (!going.has(id) &&
          Details.some(({ Evaluation }) => Evaluation !== 'Dynamic')),
    )
    .map(({ LogicalResourceId: id = '' }) => id);
}
