import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import fc from 'fast-check';
import { comparePositions, parseOrder, Position, sortValue } from './orderRows';

function row(overrides: Partial<EnvironmentRow>): EnvironmentRow {
  return {
    entityRef: 'resource:default/claims',
    name: 'claims',
    kind: 'environment',
    stage: 'dev',
    account: '444455556666',
    region: 'us-east-1',
    owner: 'group:default/platform',
    blueprint: 'application@1.0.0',
    health: 'Healthy',
    sync: 'InSync',
    freshness: { readAt: null, source: '', stale: false },
    ...overrides,
  };
}

describe('parseOrder', () => {
  it.each([
    [undefined, { column: 'name', descending: false }],
    ['health', { column: 'health', descending: false }],
    ['-monthToDate', { column: 'monthToDate', descending: true }],
  ])('reads %j', (text, order) => {
    expect(parseOrder(text)).toEqual(order);
  });
});

describe('the order of rows', () => {
  const ordered = (orderBy: string, rows: Array<Partial<EnvironmentRow>>) => {
    const order = parseOrder(orderBy);
    return rows
      .map((given, index) => row({ entityRef: `${index}`, ...given }))
      .map(each => ({
        value: sortValue(each, order.column),
        entityRef: each.entityRef,
      }))
      .sort((a, b) => comparePositions(a, b, order))
      .map(({ entityRef }) => Number(entityRef));
  };

  it.each<[string, Array<Partial<EnvironmentRow>>, number[]]>([
    [
      'stage',
      (['shared', 'production', 'dev', 'preview', 'staging'] as const).map(
        stage => ({ stage }),
      ),
      [3, 2, 4, 1, 0],
    ],
    [
      '-health',
      (
        [
          'Healthy',
          'Failed',
          'Unknown',
          'Missing',
          'Degraded',
          'Progressing',
        ] as const
      ).map(health => ({ health })),
      [1, 4, 2, 3, 5, 0],
    ],
    [
      '-sync',
      (['Behind', 'InSync', 'Drifted', 'Unknown'] as const).map(sync => ({
        sync,
      })),
      [2, 0, 3, 1],
    ],
    [
      'monthToDate',
      [{ monthToDate: 100 }, { monthToDate: null }, { monthToDate: 20 }],
      [2, 0, 1],
    ],
    [
      '-monthToDate',
      [{ monthToDate: 100 }, { monthToDate: null }, { monthToDate: 20 }],
      [0, 2, 1],
    ],
    ['createdAt', [{}, { createdAt: '2026-05-01T10:00:00.000Z' }], [1, 0]],
    ['name', [{ name: 'b' }, { name: 'a' }, { name: 'b' }], [1, 0, 2]],
    ['-name', [{ name: 'b' }, { name: 'a' }, { name: 'b' }], [0, 2, 1]],
  ])('by %s', (orderBy, rows, expected) => {
    expect(ordered(orderBy, rows)).toEqual(expected);
  });

  it('is total: no two rows are equal, and either direction agrees on every pair', () => {
    const number = fc.oneof(fc.constant(null), fc.integer());
    const text = fc.oneof(fc.constant(null), fc.string());
    const position = (values: fc.Arbitrary<Position['value']>) =>
      fc.record({ value: values, entityRef: fc.string() });
    for (const values of [number, text]) {
      fc.assert(
        fc.property(
          position(values),
          position(values),
          position(values),
          fc.boolean(),
          (a, b, c, descending) => {
            const order = { column: 'name' as const, descending };
            const compare = (x: Position, y: Position) =>
              Math.sign(comparePositions(x, y, order));
            expect(compare(a, b) + compare(b, a)).toBe(0);
            expect(compare(a, b) === 0).toBe(
              a.entityRef === b.entityRef && a.value === b.value,
            );
            const sorted = [a, b, c].sort(compare);
            expect(compare(sorted[0], sorted[2])).toBeLessThanOrEqual(0);
          },
        ),
      );
    }
  });
});
