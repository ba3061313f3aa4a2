import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import type { Caller } from '../requests/Caller';
import { waitingFor } from './waitingFor';

const NOW = new Date('2026-05-10T12:00:00.000Z');
const row = (over: Partial<EnvironmentRow>) =>
  ({
    entityRef: 'resource:default/alpha',
    name: 'alpha',
    sync: 'InSync',
    ...over,
  }) as EnvironmentRow;
const kindsOf = (...rows: EnvironmentRow[]) =>
  waitingFor({} as Caller, { requests: [], rows }, NOW).map(({ kind }) => kind);

describe('what waits for the owner of a unit', () => {
  it('is drift first, then a budget that is passed, then a preview that ends', () => {
    const all = row({
      sync: 'Drifted',
      monthToDate: 6,
      monthlyBudget: 5,
      endsAt: '2026-05-11T12:00:00.000Z',
    });
    expect(kindsOf(all)).toEqual(['drift', 'budget', 'preview']);
    expect(kindsOf(row({}))).toEqual([]);
  });

  it.each([
    ['failed', 1],
    ['cancelled', 1],
    ['rejected', 1],
    ['waiting', 0],
    ['running', 0],
  ] as const)(
    'is what is merged and not deployed, of whose run GitHub says %s',
    (status, count) => {
      const behind = row({
        pipeline: {
          status,
          run: { id: '1', url: 'https://github.example.com/runs/1' },
          commit: { sha: 'c1', url: '' },
          since: '2026-05-10T10:00:00.000Z',
        },
      });
      const items = waitingFor(
        {} as Caller,
        { requests: [], rows: [behind] },
        NOW,
      );
      expect(items.map(({ kind }) => kind)).toEqual(
        Array.from({ length: count }, () => 'problem'),
      );
      expect(items.every(({ url, detail }) => url && detail)).toBe(true);
    },
  );

  it.each([
    ['in a day', '2026-05-11T12:00:00.000Z', 1],
    ['later', '2026-05-11T12:00:00.001Z', 0],
    ['in a moment', '2026-05-10T12:00:00.001Z', 1],
    ['now', '2026-05-10T12:00:00.000Z', 0],
  ])('of a preview that ends %s', (_, endsAt, count) => {
    expect(kindsOf(row({ endsAt }))).toHaveLength(count);
  });
});
