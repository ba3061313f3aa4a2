import type { StackResource } from '@plinth/plugin-environments-common';

const DRIFT = {
  IN_SYNC: 'in sync',
  MODIFIED: 'modified',
  DELETED: 'deleted',
  NOT_CHECKED: 'cannot be checked',
};

/** What the last check for drift found of a resource. */
export function driftInWords({ drift }: Pick<StackResource, 'drift'>): string {
  return drift ? DRIFT[drift] : '–';
}
