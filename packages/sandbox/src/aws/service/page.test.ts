import fc from 'fast-check';
import { page } from './page';

function all<T>(
  lists: (round: number) => T[],
  options: { limit: number; key?: (item: T) => string },
): T[] {
  const found: T[] = [];
  let token: string | undefined;
  for (let round = 0; round === 0 || token !== undefined; round += 1) {
    const next = page(lists(round), {
      ...options,
      token,
      question: 'all',
      errorCode: 'InvalidToken',
    });
    found.push(...next.items);
    token = next.nextToken;
  }
  return found;
}

describe('page', () => {
  it('hands every item out once, whatever the size of pages', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer()),
        fc.integer({ min: 1, max: 9 }),
        (items, limit) => {
          expect(all(() => items, { limit })).toEqual(items);
        },
      ),
    );
  });

  it('goes on behind the last key though items went in between', () => {
    const key = (item: string) => item;
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 })),
        fc.integer({ min: 1, max: 9 }),
        (keys, limit) => {
          const items = keys.toSorted((a, b) => (a < b ? -1 : 1));
          // Each page is deleted before the next is asked for.
          const left = (round: number) => items.slice(round * limit);
          expect(all(left, { limit, key })).toEqual(items);
        },
      ),
    );
  });
});
