import type { EnvironmentRow } from '@plinth/plugin-environments-common';

/** Whether a unit is over its budget; one without a budget, or of which the reader may not see the cost, is over none. */
export function isOverBudget({
  monthToDate,
  monthlyBudget,
}: Pick<EnvironmentRow, 'monthlyBudget' | 'monthToDate'>): boolean {
  return Boolean(monthlyBudget) && (monthToDate ?? 0) > monthlyBudget!;
}
