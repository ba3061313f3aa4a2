import {
  budgetStatus,
  Costs,
  findAnomalies,
  previousMonth,
  roundAmount,
  sumOfMonth,
} from '@plinth/plugin-environments-common';
import type { CostLine } from '../store';
import { forecastMonth } from './forecastMonth';
import type { Period } from './viewedPeriod';

function toDays(lines: CostLine[], byService: boolean): Costs['days'] {
  const dates = [...new Set(lines.map(({ date }) => date))].sort();
  return dates.map(date => {
    const own = lines.filter(line => line.date === date);
    return {
      date,
      amount: roundAmount(own.reduce((sum, line) => sum + line.amount, 0)),
      estimated: own.some(({ estimated }) => estimated),
      services: byService
        ? own.map(({ service, amount }) => ({
            service,
            amount: roundAmount(amount),
          }))
        : undefined,
    };
  });
}

/** The cost of a unit in a period, with the sums of the months, forecast, budget and anomalies. */
export function summarizeCosts(
  lines: CostLine[],
  options: {
    shown: Period;
    /** `YYYY-MM-DD`, UTC. */
    today: string;
    monthlyBudget?: number;
    /**
     * Whether Cost Explorer has ever answered with the cost of units: without that a unit has no figures, rather than no cost.
     *
     * @default true
     */
    known?: boolean;
    /** @default false - it goes on to cost what it does */
    ended?: boolean;
    byService: boolean;
  },
): Pick<
  Costs,
  'days' | 'monthToDate' | 'previousMonth' | 'forecast' | 'budget' | 'anomalies'
> {
  const { shown, today, monthlyBudget, ended, known = true } = options;
  const month = today.slice(0, 7);
  const before = previousMonth(month);
  const days = toDays(lines, options.byService);
  const isShown = ({ date }: { date: string }) =>
    date >= shown.from && date < shown.to;
  const monthToDate = sumOfMonth(days, month);
  const forecast = forecastMonth(days, today, { ended });
  return {
    days: days.filter(isShown),
    monthToDate: known ? monthToDate : null,
    previousMonth: days.some(({ date }) => date.startsWith(before))
      ? sumOfMonth(days, before)
      : null,
    forecast: forecast ?? null,
    budget:
      monthlyBudget === undefined || !known
        ? null
        : {
            monthly: monthlyBudget,
            status: budgetStatus({
              monthToDate,
              forecast: forecast?.endOfMonth,
              monthly: monthlyBudget,
            }),
          },
    // The current day is incomplete: it can not be judged.
    anomalies: findAnomalies(days.filter(({ date }) => date < today)).filter(
      isShown,
    ),
  };
}
