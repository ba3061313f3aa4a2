import type {
  EnvironmentRow,
  FleetCounts,
  ListEnvironmentsQuery,
} from '@plinth/plugin-environments-common';

/** Counts units by state. */
export function countRows(rows: readonly EnvironmentRow[]): FleetCounts {
  return {
    units: rows.length,
    health: tally(rows.map(({ health }) => health)),
    sync: tally(rows.map(({ sync }) => sync)),
    overBudget: rows.filter(isOverBudget).length,
  };
}

/** Whether a unit is in the states that a query asks for. */
export function hasState(
  row: EnvironmentRow,
  {
    health,
    sync,
    budget,
  }: Pick<ListEnvironmentsQuery, 'health' | 'sync' | 'budget'>,
): boolean {
  return (
    (!health || row.health === health) &&
    (!sync || row.sync === sync) &&
    (!budget || isOverBudget(row))
  );
}

/** A unit without a budget, or of which the reader may not see the cost, is over none. */
function isOverBudget({ monthToDate, monthlyBudget }: EnvironmentRow): boolean {
  return Boolean(monthlyBudget) && (monthToDate ?? 0) > monthlyBudget!;
}

function tally(states: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const state of states) {
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}
