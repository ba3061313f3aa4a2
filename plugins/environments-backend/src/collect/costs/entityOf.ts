import type { Group } from '@aws-sdk/client-cost-explorer';
import { TAG_ENTITY } from '@plinth/plugin-environments-common';

/** Whose a group is that was asked for by the tag: its key is `plinth:entity$<value>`; the value is empty for what is not tagged. */
export function entityOf({ Keys: [tag = ''] = [] }: Group): string {
  return tag.slice(TAG_ENTITY.length + 1);
}
