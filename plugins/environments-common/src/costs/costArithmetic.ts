/** The cost of one UTC day in US dollars. */
export interface DailyAmount {
  /** `YYYY-MM-DD`. */
  date: string;
  amount: number;
}

/** A day that cost more than the days before it let expect. */
export interface CostAnomaly {
  date: string;
  amount: number;
  expected: number;
}

/** Where a month stands against its budget. */
export type BudgetStatus = 'WithinBudget' | 'ForecastToExceed' | 'Exceeded';

const WINDOW_DAYS = 14;
const FACTOR = 1.5;
/** Below this rise in US dollars a day is not worth anyone's attention. */
const FLOOR = 5;

/** Rounds to a hundredth of a cent: floating point sums show no tail, and small days keep their value. */
export function roundAmount(amount: number): number {
  return Math.round((amount + Number.EPSILON) * 10_000) / 10_000;
}

/** Sum of the days whose date begins with the month, `YYYY-MM`. */
export function sumOfMonth(days: DailyAmount[], month: string): number {
  return roundAmount(
    days
      .filter(d => d.date.startsWith(`${month}-`))
      .reduce((sum, d) => sum + d.amount, 0),
  );
}

/** The month before, `YYYY-MM`. */
export function previousMonth(month: string): string {
  const [year, number] = month.split('-').map(Number);
  const date = new Date(Date.UTC(year, number - 2, 1));
  return date.toISOString().slice(0, 7);
}

/** Compares a month's cost and its forecast with the budget, all in US dollars. */
export function budgetStatus(options: {
  monthToDate: number;
  forecast?: number;
  monthly: number;
}): BudgetStatus {
  if (options.monthToDate > options.monthly) {
    return 'Exceeded';
  }
  return (options.forecast ?? 0) > options.monthly
    ? 'ForecastToExceed'
    : 'WithinBudget';
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Days that cost at least half as much again, and five dollars more, than the median of the 14 days before. The median
 * keeps one expensive day from hiding the next. Days with less than a full window before them are not judged.
 */
export function findAnomalies(days: DailyAmount[]): CostAnomaly[] {
  const sorted = [...days].sort((a, b) => a.date.localeCompare(b.date));
  return sorted.flatMap((day, index) => {
    if (index < WINDOW_DAYS) {
      return [];
    }
    const expected = median(
      sorted.slice(index - WINDOW_DAYS, index).map(d => d.amount),
    );
    return day.amount >= expected * FACTOR && day.amount - expected >= FLOOR
      ? [
          {
            date: day.date,
            amount: roundAmount(day.amount),
            expected: roundAmount(expected),
          },
        ]
      : [];
  });
}
