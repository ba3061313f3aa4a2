import type {
  EnvironmentPage,
  EnvironmentRow,
} from '@plinth/plugin-environments-common';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../paging/cursor';
import { comparePositions, FleetOrder, sortValue } from './orderRows';

const cursorSchema = z.object({
  to: z.enum(['next', 'prev']),
  value: z.union([z.string(), z.number(), z.null()]),
  entityRef: z.string(),
});

/** Rows of a page, how many there are of them in all, and where the pages beside it begin. */
export type RowsPage = Pick<
  EnvironmentPage,
  'items' | 'totalItems' | 'pageInfo'
>;

/**
 * One page of rows. The cursor names the row at the page's edge, so rows that come or go between two requests neither
 * repeat nor hide others.
 */
export function pageRows(
  rows: EnvironmentRow[],
  options: { order: FleetOrder; cursor?: string; limit: number },
): RowsPage {
  const { order, limit } = options;
  const cursor = decodeCursor(options.cursor, cursorSchema);
  const positionOf = (row: EnvironmentRow) => ({
    value: sortValue(row, order.column),
    entityRef: row.entityRef,
  });
  const sorted = [...rows].sort((a, b) =>
    comparePositions(positionOf(a), positionOf(b), order),
  );

  let from = 0;
  if (cursor) {
    const after = sorted.filter(
      row => comparePositions(positionOf(row), cursor, order) <= 0,
    ).length;
    const before = sorted.filter(
      row => comparePositions(positionOf(row), cursor, order) < 0,
    ).length;
    from = cursor.to === 'next' ? after : Math.max(0, before - limit);
  }
  const items = sorted.slice(from, from + limit);
  const first = items.at(0);
  const last = items.at(-1);
  return {
    items,
    totalItems: rows.length,
    pageInfo: {
      ...(last && from + limit < sorted.length
        ? { nextCursor: encodeCursor({ to: 'next', ...positionOf(last) }) }
        : {}),
      ...(first && from > 0
        ? { prevCursor: encodeCursor({ to: 'prev', ...positionOf(first) }) }
        : {}),
    },
  };
}
