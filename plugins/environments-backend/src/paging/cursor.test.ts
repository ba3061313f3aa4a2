import fc from 'fast-check';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor';

const schema = z.object({ at: z.string(), id: z.string() });

describe('cursors', () => {
  it('come back as they were made, and fit into a query as they are', () => {
    fc.assert(
      fc.property(
        fc.record({ at: fc.string(), id: fc.string({ unit: 'grapheme' }) }),
        position => {
          const cursor = encodeCursor(position);
          expect(encodeURIComponent(cursor)).toBe(cursor);
          expect(decodeCursor(cursor, schema)).toEqual(position);
        },
      ),
    );
  });

  it('are none where none is given', () => {
    expect(decodeCursor(undefined, schema)).toBeUndefined();
  });

  it.each([
    ['', 'an empty one'],
    ['nonsense', 'what is no JSON'],
    [encodeCursor({ at: 1, id: 'x' }), 'another shape'],
    [encodeCursor({ to: 'next', value: null, entityRef: 'x' }), 'another list'],
    [encodeCursor([]), 'a list'],
  ])('%j is refused as %s', cursor => {
    expect(() => decodeCursor(cursor, schema)).toThrow(
      'The cursor is not one of this list; start again without it',
    );
  });
});
