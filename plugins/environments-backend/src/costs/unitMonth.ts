import {
  DailyAmount,
  previousMonth,
  sumOfMonth,
} from '@plinth/plugin-environments-common';
import { forecastMonth } from './forecastMonth';
import type { Period } from './viewedPeriod';

/** What a unit has cost this month and will have at its end, US dollars; a unit that Cost Explorer has told no cost of has neither. */
export interface UnitMonth {
  monthToDate?: number;
  forecast?: number;
}

/** The days that {@link unitMonth} is told from: the same as the Cost tab's, so that both say the same. */
export function daysOfUnitMonth(today: string): Period {
  const month = today.slice(0, 7);
  return { from: `${previousMonth(month)}-01`, to: `${month}-32` };
}

/** The month of a unit by the days of its cost. */
export function unitMonth(
  days: DailyAmount[],
  today: string,
  options: { ended: boolean },
): UnitMonth {
  const month = today.slice(0, 7);
  const forecast = forecastMonth(days, today, options);
  return {
    ...(days.some(({ date }) => date.startsWith(month)) && {
      monthToDate: sumOfMonth(days, month),
    }),
    ...(forecast && { forecast: forecast.endOfMonth }),
  };
}
