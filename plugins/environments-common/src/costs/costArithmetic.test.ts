import fc from 'fast-check';
import {
  budgetStatus,
  findAnomalies,
  previousMonth,
  sumOfMonth,
} from './costArithmetic';

function days(amounts: number[]) {
  return amounts.map((amount, index) => ({
    date: new Date(Date.UTC(2026, 3, 1 + index)).toISOString().slice(0, 10),
    amount,
  }));
}

describe('cost arithmetic', () => {
  it('sums a month without the dust of binary fractions', () => {
    const all = [
      { date: '2026-03-31', amount: 5 },
      { date: '2026-04-01', amount: 0.1 },
      { date: '2026-04-02', amount: 0.2 },
    ];
    expect(sumOfMonth(all, '2026-04')).toBe(0.3);
    expect(sumOfMonth(all, '2026-05')).toBe(0);
  });

  it.each([
    ['2026-04', '2026-03'],
    ['2026-01', '2025-12'],
  ])('knows the month before %s', (month, before) => {
    expect(previousMonth(month)).toBe(before);
  });

  it.each([
    [{ monthToDate: 10, forecast: 40, monthly: 50 }, 'WithinBudget'],
    [{ monthToDate: 50, forecast: 50, monthly: 50 }, 'WithinBudget'],
    [{ monthToDate: 10, forecast: 60, monthly: 50 }, 'ForecastToExceed'],
    [{ monthToDate: 51, forecast: 60, monthly: 50 }, 'Exceeded'],
    [{ monthToDate: 10, monthly: 50 }, 'WithinBudget'],
  ])('judges %j as %s', (options, status) => {
    expect(budgetStatus(options)).toBe(status);
  });

  it('finds the day that stands out, and not the ones after it', () => {
    const usual = Array.from({ length: 14 }, () => 20);
    expect(findAnomalies(days([...usual, 45, 20, 21]))).toEqual([
      { date: '2026-04-15', amount: 45, expected: 20 },
    ]);
  });

  it('leaves small change and short histories alone', () => {
    const cheap = Array.from({ length: 14 }, () => 1);
    expect(findAnomalies(days([...cheap, 5]))).toEqual([]);
    expect(findAnomalies(days([1, 100]))).toEqual([]);
  });

  it('finds nothing in a steady cost, whatever its height', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 60 }),
        (amount, length) => {
          expect(
            findAnomalies(days(Array.from({ length }, () => amount))),
          ).toEqual([]);
        },
      ),
    );
  });
});
