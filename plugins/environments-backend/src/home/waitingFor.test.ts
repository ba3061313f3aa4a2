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
    ['in a day', '2026-05-11T12:00:00.000Z', 1],
    ['later', '2026-05-11T12:00:00.001Z', 0],
    ['in a moment', '2026-05-10T12:00:00.001Z', 1],
    ['now', '2026-05-10T12:00:00.000Z', 0],
  ])('of a preview that ends %s', (_, endsAt, count) => {
    expect(kindsOf(row({ endsAt }))).toHaveLength(count);
  });
});
