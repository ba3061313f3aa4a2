import type { PageInfo } from '@plinth/plugin-environments-common';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../paging/cursor';

const cursorSchema = z.object({ at: z.string(), id: z.string() });

/** Where a change stands in the audit trail. */
export interface Position {
  /** ISO 8601 in UTC with milliseconds. */
  at: string;
  id: string;
}

/** Orders changes from new to old; the id makes the order total. */
export function newestFirst(a: Position, b: Position): number {
  const [left, right] = a.at === b.at ? [a.id, b.id] : [a.at, b.at];
  if (left === right) {
    return 0;
  }
  return left > right ? -1 : 1;
}

/** The change that a cursor names; throws an `InputError` for what is none. */
export function positionIn(cursor: string | undefined): Position | undefined {
  return decodeCursor(cursor, cursorSchema);
}

/**
 * One page of changes, which come newest first. The cursor names the last change of the page before, so that one that
 * is new neither repeats nor hides another.
 */
export function pageChanges<Item extends Position>(
  changes: Item[],
  options: { cursor?: string; limit: number },
): { items: Item[]; pageInfo: PageInfo } {
  const position = positionIn(options.cursor);
  const rest = position
    ? changes.filter(change => newestFirst(position, change) < 0)
    : changes;
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
