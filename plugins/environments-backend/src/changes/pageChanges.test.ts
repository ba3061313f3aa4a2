import type { Change } from '@plinth/plugin-environments-common';
import fc from 'fast-check';
import { newestFirst, pageChanges } from './pageChanges';

function change(id: string, minute: number): Change {
  const at = new Date(Date.UTC(2026, 4, 10, 0, minute)).toISOString();
  return { id, at, title: id, status: 'merged', entries: [] };
}

/** Changes with few moments, so that many share one. */
const anyChanges = fc
  .uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.nat(3)), {
    selector: ([id]) => id,
  })
  .map(all => all.map(([id, at]) => change(id, at)).sort(newestFirst));

/** The items of all pages, of which no further one is empty or begins again. */
function follow(
  pageOf: (
    cursor: string | undefined,
  ) => ReturnType<typeof pageChanges<Change>>,
): Change[] {
  const { items, pageInfo } = pageOf(undefined);
  let cursor = pageInfo.nextCursor;
  while (cursor) {
    const page = pageOf(cursor);
    expect(page.items).not.toHaveLength(0);
    expect(items).not.toContainEqual(page.items[0]);
    items.push(...page.items);
    cursor = page.pageInfo.nextCursor;
  }
  return items;
}

describe('pageChanges', () => {
  it('shows every change once, in order, whatever the size of a page', () => {
    fc.assert(
      fc.property(anyChanges, fc.integer({ min: 1, max: 5 }), (all, limit) => {
        expect(follow(cursor => pageChanges(all, { cursor, limit }))).toEqual(
          all,
        );
      }),
    );
  });

  it('neither repeats nor hides a change when newer ones come between two pages', () => {
    fc.assert(
      fc.property(anyChanges, all => {
        let now = all;
        let minute = 10;
        const seen = follow(cursor => {
          const page = pageChanges(now, { cursor, limit: 2 });
          now = [change(`new-${minute}`, minute++), ...now];
          return page;
        });
        expect(seen).toEqual(all);
      }),
    );
  });

  it('names no next page where there is none', () => {
    const all = [change('b', 2), change('a', 1)];
    expect(pageChanges(all, { limit: 2 }).pageInfo).toEqual({});
    expect(pageChanges([], { limit: 2 })).toEqual({ items: [], pageInfo: {} });
  });
});
