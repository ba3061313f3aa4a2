import type { Change, PageInfo } from '@plinth/plugin-environments-common';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../paging/cursor';

const cursorSchema = z.object({ at: z.string(), id: z.string() });

/** True when the change comes after the position, in a list that runs from new to old. */
function isAfter(change: Change, position: { at: string; id: string }) {
  return (
    change.at < position.at ||
    (change.at === position.at && change.id < position.id)
  );
}

/**
 * One page of changes, which come newest first. The cursor names the last change of the page before, so that one that
 * is new neither repeats nor hides another.
 */
export function pageChanges(
  changes: Change[],
  options: { cursor?: string; limit: number },
): { items: Change[]; pageInfo: PageInfo } {
  const position = decodeCursor(options.cursor, cursorSchema);
  const rest = position ? changes.filter(c => isAfter(c, position)) : changes;
  const items = rest.slice(0, options.limit);
  const last = items.at(-1);
  return {
    items,
    pageInfo:
      last && rest.length > items.length
        ? { nextCursor: encodeCursor({ at: last.at, id: last.id }) }
        : {},
  };
}
