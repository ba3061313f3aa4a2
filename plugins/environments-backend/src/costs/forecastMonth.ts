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

const DAY_MS = 86_400_000;
const WINDOW_DAYS = 14;
/** A normal distribution holds 80 % of its mass within this many standard deviations. */
const EIGHTY_PERCENT = 1.2816;

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
}

/**
 * Forecasts a month from the last 14 complete days: their mean for each day that is left, with an 80 % interval from
 * their spread. A unit that has cost nothing in them is forecast to cost nothing more; one that never had cost has no
 * forecast. Cost Explorer's own forecast can not be grouped and would cost a request for each unit.
 *
 * @param today - `YYYY-MM-DD`; its own cost is incomplete and not counted on
 */
export function forecastMonth(
  days: DailyAmount[],
  today: string,
): MonthForecast | undefined {
  const complete = days.filter(({ date }) => date < today);
  if (complete.length === 0) {
    return undefined;
  }
  const begin = Date.parse(today) - WINDOW_DAYS * DAY_MS;
  const recent = complete
    .filter(({ date }) => Date.parse(date) >= begin)
    .map(({ amount }) => amount);
  const [year, month, dayOfMonth] = today.split('-').map(Number);
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const left = daysInMonth - dayOfMonth + 1;
  const spent = sumOfMonth(complete, today.slice(0, 7));
  const mean = meanOf(recent);
  const variance = meanOf(recent.map(amount => (amount - mean) ** 2));
  const endOfMonth = spent + mean * left;
  const margin = EIGHTY_PERCENT * Math.sqrt(variance * left);
  return {
    endOfMonth: roundAmount(endOfMonth),
    lower: roundAmount(Math.max(spent, endOfMonth - margin)),
    upper: roundAmount(endOfMonth + margin),
  };
}
