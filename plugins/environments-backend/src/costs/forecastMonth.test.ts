import fc from 'fast-check';
import { forecastMonth } from './forecastMonth';

const DAY_MS = 86_400_000;

/** Days before `today`, the last amount that of yesterday. */
function daysBefore(today: string, amounts: number[]) {
  return amounts.map((amount, index) => ({
    date: new Date(Date.parse(today) - (amounts.length - index) * DAY_MS)
      .toISOString()
      .slice(0, 10),
    amount,
  }));
}

const steady = (length: number, amount = 10) =>
  Array.from({ length }, () => amount);

describe('forecastMonth', () => {
  it.each<[string, string, number[], [number, number, number]]>([
    // 10 days of May are spent; today and 20 more are left.
    ['a steady cost', '2026-05-11', steady(30), [310, 310, 310]],
    ['the first of a month', '2026-05-01', steady(30), [310, 310, 310]],
    ['the last of a month', '2026-05-31', steady(30), [310, 310, 310]],
    ['a February of 29 days', '2028-02-20', steady(30), [290, 290, 290]],
    ['a December', '2026-12-31', steady(31), [310, 310, 310]],
    // Each weekday cost 8 and 12: deviation sqrt(56 / 7) over 21 days that are left.
    [
      'a cost that varies',
      '2026-05-11',
      steady(14).map((_, i) => (i % 2 ? 12 : 8)),
      [310, 293.3886, 326.6114],
    ],
    ['a unit of three days', '2026-05-11', steady(3), [240, 240, 240]],
    [
      'a unit that grew a month ago, by what it costs now',
      '2026-05-31',
      [...steady(16, 1), ...steady(14, 100)],
      [1516, 1516, 1516],
    ],
    // A Sunday is left, and a Monday was dear; 1.2816 * sqrt(98 / 7) reaches below what is spent.
    [
      'one dear day, but no less than what is spent',
      '2026-05-31',
      [0, 14, ...steady(12, 0)],
      [14, 14, 18.7953],
    ],
    // Monday, 11 May: 15 working days are left of the month, with this one.
    [
      'a unit that works on weekdays',
      '2026-05-11',
      [...steady(5), 0, 0, ...steady(5), 0, 0],
      [210, 210, 210],
    ],
  ])('of %s', (_, today, amounts, [endOfMonth, lower, upper]) => {
    const forecast = forecastMonth(daysBefore(today, amounts), today);
    expect(forecast).toEqual({
      endOfMonth: expect.closeTo(endOfMonth, 3),
      lower: expect.closeTo(lower, 3),
      upper: expect.closeTo(upper, 3),
    });
  });

  it('expects no more of a unit that stopped, however much it cost before', () => {
    const days = daysBefore('2026-05-01', steady(30));
    days.push({ date: '2026-05-01', amount: 7 });
    expect(forecastMonth(days, '2026-05-28')).toEqual({
      endOfMonth: 7,
      lower: 7,
      upper: 7,
    });
  });

  it('counts on nothing of the current day, and says nothing without a complete one', () => {
    const today = '2026-05-11';
    const days = daysBefore(today, steady(14));
    expect(
      forecastMonth([...days, { date: today, amount: 99 }], today),
    ).toEqual(forecastMonth(days, today));
    expect(forecastMonth([{ date: today, amount: 99 }], today)).toBeUndefined();
    expect(forecastMonth([], today)).toBeUndefined();
  });

  it('expects days that are not told yet like those to come, and takes a longer silence for the end', () => {
    const today = '2026-05-21';
    const known = daysBefore(today, steady(20));
    const until = (missing: number) =>
      forecastMonth(known.slice(0, 20 - missing), today)?.endOfMonth;
    expect(until(0)).toBe(310);
    expect(until(1)).toBe(310);
    expect(until(2)).toBe(310);
    expect(until(3)).toBeLessThan(270);
    expect(until(14)).toBe(60);
  });

  it('expects no more of a unit whose stacks are deleted', () => {
    const days = daysBefore('2026-05-11', steady(10));
    expect(forecastMonth(days, '2026-05-11', { ended: true })).toEqual({
      endOfMonth: 100,
      lower: 100,
      upper: 100,
    });
  });

  it('counts a day without cost between others as such', () => {
    const days = daysBefore('2026-05-11', steady(14)).filter(
      ({ date }) => !['2026-05-02', '2026-05-09'].includes(date),
    );
    // Saturdays cost nothing: 16, 23 and 30 May.
    expect(forecastMonth(days, '2026-05-11')?.endOfMonth).toBe(260);
  });

  it('stays above zero and inside its interval, also where more is given back than spent', () => {
    const today = '2026-05-11';
    const amounts = fc.array(fc.double({ min: -1e5, max: 1e3, noNaN: true }), {
      minLength: 1,
      maxLength: 45,
    });
    fc.assert(
      fc.property(amounts, fc.boolean(), (given, ended) => {
        const { endOfMonth, lower, upper } = forecastMonth(
          daysBefore(today, given),
          today,
          { ended },
        )!;
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(endOfMonth);
        expect(endOfMonth).toBeLessThanOrEqual(upper);
      }),
    );
  });

  it('lies within its bounds, above what is spent, in whatever order the days come', () => {
    const today = '2026-05-11';
    const anyDays = fc
      .array(fc.double({ min: 0, max: 1e5, noNaN: true }), {
        minLength: 1,
        maxLength: 45,
      })
      .map(amounts => daysBefore(today, amounts));
    fc.assert(
      fc.property(
        anyDays.chain(days =>
          fc.tuple(
            fc.constant(days),
            fc.shuffledSubarray(days, { minLength: days.length }),
          ),
        ),
        ([days, shuffled]) => {
          const { endOfMonth, lower, upper } = forecastMonth(days, today)!;
          const spent = days
            .filter(({ date }) => date >= '2026-05-01')
            .reduce((sum, { amount }) => sum + amount, 0);
          expect(lower).toBeGreaterThanOrEqual(spent - 1e-4);
          expect(lower).toBeLessThanOrEqual(endOfMonth);
          expect(endOfMonth).toBeLessThanOrEqual(upper);
          expect(forecastMonth(shuffled, today)!.endOfMonth).toBeCloseTo(
            endOfMonth,
            3,
          );
        },
      ),
    );
  });
});
