import { InputError } from '@backstage/errors';
import { viewedPeriod } from './viewedPeriod';

describe('viewedPeriod', () => {
  const today = '2026-05-20';

  it.each([
    // Context of 45 days before what is shown, and the month before in full.
    [{}, ['2026-04-21', '2026-05-21'], ['2026-03-07', '2026-05-21']],
    [
      { from: '2026-05-01' },
      ['2026-05-01', '2026-05-21'],
      ['2026-03-17', '2026-05-21'],
    ],
    [
      { to: '2026-03-01' },
      ['2026-01-30', '2026-03-01'],
      ['2025-12-16', '2026-05-21'],
    ],
    [
      { from: '2026-05-20', to: '2026-06-01' },
      ['2026-05-20', '2026-06-01'],
      ['2026-04-01', '2026-06-01'],
    ],
  ])('of %j', (query, [from, to], [readFrom, readTo]) => {
    expect(viewedPeriod(query, today)).toEqual({
      shown: { from, to },
      read: { from: readFrom, to: readTo },
    });
  });

  it('reaches back over the turn of a year', () => {
    expect(viewedPeriod({ from: '2027-01-10' }, '2027-01-20').read.from).toBe(
      '2026-11-26',
    );
  });

  it.each([
    [{ from: '2026-05-02', to: '2026-05-01' }],
    [{ from: '2026-05-02', to: '2026-05-02' }],
    [{ from: '2026-06-01' }],
  ])('refuses %j, which has no day', query => {
    expect(() => viewedPeriod(query, today)).toThrow(InputError);
    expect(() => viewedPeriod(query, today)).toThrow(
      new RegExp(`period is empty: from ${query.from}`),
    );
  });
});
