import type { Costs } from '@plinth/plugin-environments-common';

/** What one service costs in a period, or with no name what the days have beside their services. */
export interface ServiceCost {
  service?: string;
  /** US dollars in whole cents. */
  amount: number;
}

/** Sums the services of days, dearest first; what the days have beside them comes last. Sums of less than half a cent are left out. */
function sumServices(days: Costs['days']): ServiceCost[] {
  const sums = new Map<string, number>();
  let rest = 0;
  for (const { amount, services = [] } of days) {
    rest += amount;
    for (const each of services) {
      rest -= each.amount;
      sums.set(each.service, (sums.get(each.service) ?? 0) + each.amount);
    }
  }
  return [
    ...[...sums]
      .map(([service, amount]) => ({ service, amount }))
      .sort((a, b) => b.amount - a.amount),
    { amount: rest },
  ].filter(({ amount }) => Math.abs(amount) >= 0.005);
}

/**
 * The cost of days by service, in whole cents that add up to the total: each is what it adds to the rounded sum of those before it.
 *
 * @param days - as `groupBy=service` gives them
 */
export function costsByService(days: Costs['days']): {
  items: ServiceCost[];
  /** US dollars in whole cents. */
  total: number;
} {
  let sum = 0;
  let cents = 0;
  const items = sumServices(days).map(({ service, amount }) => {
    sum += amount;
    const before = cents;
    // Of what rounds to nothing from below, too: no minus before a zero.
    cents = Math.round(sum * 100) || 0;
    return { service, amount: (cents - before) / 100 };
  });
  return { items, total: cents / 100 };
}
