import {
  DailyAmount,
  roundAmount,
  sumOfMonth,
} from '@plinth/plugin-environments-common';

/** What the current month will have cost at its end, in US dollars. */
export interface MonthForecast {
  endOfMonth: number;
  lower: number;
  upper: number;
}

const WINDOW_DAYS = 14;
/** A normal distribution holds 80 % of its mass within this many standard deviations. */
const EIGHTY_PERCENT = 1.2816;

/**
 * Forecasts a month from the last 14 complete days: their mean for each day that is left, with an 80 % interval from
 * their spread. Cost Explorer's own forecast can not be grouped and would cost a request for each unit.
 *
 * @param today - `YYYY-MM-DD`; its own cost is incomplete and not counted on
 */
export function forecastMonth(
  days: DailyAmount[],
  today: string,
): MonthForecast | undefined {
  const complete = days
    .filter(day => day.date < today)
    .sort((a, b) => a.date.localeCompare(b.date))
    .slice(-WINDOW_DAYS);
  if (complete.length === 0) {
    return undefined;
  }
  const month = today.slice(0, 7);
  const spent = sumOfMonth(
    days.filter(day => day.date < today),
    month,
  );
  const [year, number, dayOfMonth] = today.split('-').map(Number);
  const daysInMonth = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const left = daysInMonth - dayOfMonth + 1;
  const mean = complete.reduce((n, d) => n + d.amount, 0) / complete.length;
  const variance =
    complete.reduce((n, d) => n + (d.amount - mean) ** 2, 0) / complete.length;
  const margin = EIGHTY_PERCENT * Math.sqrt(variance * left);
  return {
    endOfMonth: roundAmount(spent + mean * left),
    lower: roundAmount(Math.max(spent, spent + mean * left - margin)),
    upper: roundAmount(spent + mean * left + margin),
  };
}
