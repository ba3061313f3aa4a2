import {
  Costs,
  previousMonth,
  sumOfMonth,
} from '@plinth/plugin-environments-common';
import type { CostAdjustment } from '../store';

/** Sums by kind for a month, `YYYY-MM`, and the one before; kinds that had nothing in both are left out. */
export function sumAdjustments(
  adjustments: readonly CostAdjustment[],
  month: string,
): NonNullable<Costs['adjustments']> {
  return [...new Set(adjustments.map(({ kind }) => kind))]
    .sort()
    .flatMap(kind => {
      const own = adjustments.filter(each => each.kind === kind);
      const sums = {
        kind,
        monthToDate: sumOfMonth(own, month),
        previousMonth: sumOfMonth(own, previousMonth(month)),
      };
      return sums.monthToDate !== 0 || sums.previousMonth !== 0 ? [sums] : [];
    });
}
