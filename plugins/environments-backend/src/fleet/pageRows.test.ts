import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import fc from 'fast-check';
import { parseOrder } from './orderRows';
import { pageRows, type RowsPage } from './pageRows';

const row = (entityRef: string, monthToDate: number | null) =>
  ({ entityRef, monthToDate }) as EnvironmentRow;

/** Rows of which many share a cost, or have none. */
const anyRows = fc.uniqueArray(
  fc
    .tuple(fc.string(), fc.option(fc.integer({ min: 0, max: 3 })))
    .map(([entityRef, cost]) => row(entityRef, cost)),
  { selector: ({ entityRef }) => entityRef },
);
const anyOrder = fc.constantFrom('monthToDate', '-monthToDate').map(parseOrder);
const anyLimit = fc.integer({ min: 1, max: 4 });

/** Pages in one direction, as long as there are any. */
function follow(
  direction: 'nextCursor' | 'prevCursor',
  pageOf: (cursor: string | undefined) => RowsPage,
  start?: string,
): RowsPage[] {
  const pages: RowsPage[] = [];
  let cursor = start;
  do {
    const page = pageOf(cursor);
    // A page that begins again would go on for ever.
    expect(pages.map(p => p.items)).not.toContainEqual(page.items);
    pages.push(page);
    cursor = page.pageInfo[direction];
  } while (cursor);
  return pages;
}

const itemsOf = (pages: RowsPage[]) => pages.flatMap(p => p.items);

describe('pageRows', () => {
  it('shows every row once, in order, and the same pages on the way back', () => {
    fc.assert(
      fc.property(anyRows, anyOrder, anyLimit, (rows, order, limit) => {
        const pageOf = (cursor?: string) =>
          pageRows(rows, { order, cursor, limit });
        const whole = pageRows(rows, { order, limit: rows.length + 1 });
        const forth = follow('nextCursor', pageOf);
        expect(itemsOf(forth)).toEqual(whole.items);
        expect(new Set(forth.map(p => p.totalItems))).toEqual(
          new Set([rows.length]),
        );
        const { prevCursor } = forth.at(-1)!.pageInfo;
        const back = prevCursor ? follow('prevCursor', pageOf, prevCursor) : [];
        expect(back.reverse().map(p => p.items)).toEqual(
          forth.slice(0, -1).map(p => p.items),
        );
      }),
    );
  });

  it('neither repeats nor hides a row when others come or go between two pages', () => {
    fc.assert(
      fc.property(
        anyRows,
        anyRows,
        anyOrder,
        anyLimit,
        (rows, others, order, limit) => {
          const known = new Set(rows.map(r => r.entityRef));
          const added = others.filter(r => !known.has(r.entityRef));
          let now = rows;
          const seen = itemsOf(
            follow('nextCursor', cursor => {
              const page = pageRows(now, { order, cursor, limit });
              now = now === rows ? [...rows, ...added] : rows;
              return page;
            }),
          ).filter(r => known.has(r.entityRef));
          expect(seen).toEqual(
            pageRows(rows, { order, limit: rows.length + 1 }).items,
          );
        },
      ),
    );
  });

  it('starts the first page anew when rows before it are gone', () => {
    const order = parseOrder('monthToDate');
    const [a, b, c] = ['a', 'b', 'c'].map((ref, i) => row(ref, i));
    const { prevCursor } = pageRows([a, b, c], {
      order,
      limit: 2,
      cursor: pageRows([a, b, c], { order, limit: 2 }).pageInfo.nextCursor,
    }).pageInfo;
    expect(
      pageRows([b, c], { order, limit: 2, cursor: prevCursor }),
    ).toMatchObject({ items: [b, c], pageInfo: {} });
  });
});
