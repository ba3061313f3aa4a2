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
const WEEK_DAYS = 7;
/** Cost Explorer tells a day's cost up to two days late; a longer silence is no delay. */
const LATE_DAYS = 2;
/** A normal distribution holds 80 % of its mass within this many standard deviations. */
const EIGHTY_PERCENT = 1.2816;

/**
 * Forecasts a month from the last 14 days that are known: each day that is left costs what its weekday cost in them, with an
 * 80 % interval from how far they are off that. Days that Cost Explorer has not told yet are expected like those to come; a day
 * between two that it told cost nothing. A unit that has cost nothing in 14 days, or has ended, is forecast to cost nothing more;
 * one that never had cost has no forecast. Cost Explorer's own forecast can not be grouped and would cost a request for each unit.
 *
 * The interval holds the forecast, and neither goes below zero; what is credited does not come again.
 *
 * @param today - `YYYY-MM-DD`; its own cost is incomplete and not counted on
 */
export function forecastMonth(
  days: readonly DailyAmount[],
  today: string,
  options: { ended?: boolean } = {},
): MonthForecast | undefined {
  const now = Date.parse(today);
  const amounts = new Map(
    days
      .filter(({ date }) => date < today)
      .map(({ date, amount }) => [Date.parse(date), amount]),
  );
  if (amounts.size === 0) {
    return undefined;
  }
  const told = [...amounts.keys()];
  const late = now - DAY_MS - Math.max(...told) <= LATE_DAYS * DAY_MS;
  const lastKnown = late ? Math.max(...told) : now - DAY_MS;
  const firstKnown = Math.max(
    Math.min(...told),
    lastKnown - (WINDOW_DAYS - 1) * DAY_MS,
  );
  const recent = daysFrom(firstKnown, lastKnown).map(time => ({
    time,
    amount: Math.max(0, amounts.get(time) ?? 0),
  }));
  const { expected, deviation } = byWeekday(recent);
  const left = options.ended
    ? []
    : daysFrom(
        Math.max(lastKnown + DAY_MS, monthStart(now)),
        monthStart(now, 1) - DAY_MS,
      );
  const spent = sumOfMonth(
    days.filter(({ date }) => date < today),
    today.slice(0, 7),
  );
  const endOfMonth =
    spent + left.reduce((sum, time) => sum + expected(time), 0);
  const margin = EIGHTY_PERCENT * deviation * Math.sqrt(left.length);
  const floor = Math.max(0, Math.min(spent, endOfMonth));
  return {
    endOfMonth: roundAmount(Math.max(0, endOfMonth)),
    lower: roundAmount(Math.max(floor, endOfMonth - margin)),
    upper: roundAmount(Math.max(0, endOfMonth + margin)),
  };
}

/** What a day costs by its weekday, or by all days where the weekday is not among them, and how far days are off that. */
function byWeekday(days: ReadonlyArray<{ time: number; amount: number }>) {
  const all = meanOf(days.map(({ amount }) => amount));
  const weekdays = Array.from({ length: WEEK_DAYS }, (_, weekday) => {
    const same = days.filter(({ time }) => weekdayOf(time) === weekday);
    return same.length > 0 ? meanOf(same.map(({ amount }) => amount)) : all;
  });
  // One day of each weekday says nothing of how they vary: then all are held against their mean.
  const expected =
    days.length > WEEK_DAYS
      ? (time: number) => weekdays[weekdayOf(time)]
      : () => all;
  const means = days.length > WEEK_DAYS ? WEEK_DAYS : 1;
  const squares = days.reduce(
    (sum, { time, amount }) => sum + (amount - expected(time)) ** 2,
    0,
  );
  return {
    expected,
    deviation: Math.sqrt(squares / Math.max(1, days.length - means)),
  };
}

function daysFrom(first: number, last: number): number[] {
  const count = Math.max(0, Math.round((last - first) / DAY_MS) + 1);
  return Array.from({ length: count }, (_, index) => first + index * DAY_MS);
}

function monthStart(time: number, later = 0): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
}

function weekdayOf(time: number): number {
  return new Date(time).getUTCDay();
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
}
