import type { CostShares } from '@plinth/plugin-environments-common';
import type { AccountCost } from '../store';

/** Whose a cost is: a unit's, one's that all share, one's that the catalog does not have, or nobody's. */
export type BillPart = Exclude<keyof CostShares, 'total'>;

const PARTS: readonly BillPart[] = [
  'units',
  'shared',
  'unlisted',
  'untagged',
  'adjustments',
];

/**
 * What of a bill is whose, in whole cents that add up to the total: each share is what it adds to the rounded sum of those before
 * it, so a cent may be on the next one.
 */
export function shareOfBill(
  costs: readonly AccountCost[],
  partOf: (cost: AccountCost) => BillPart,
): CostShares {
  const exact = new Map<BillPart, number>();
  for (const cost of costs) {
    const part = partOf(cost);
    exact.set(part, (exact.get(part) ?? 0) + cost.amount);
  }
  const shares: CostShares = {
    units: 0,
    shared: 0,
    unlisted: 0,
    untagged: 0,
    adjustments: 0,
    total: 0,
  };
  let sum = 0;
  let told = 0;
  for (const part of PARTS) {
    sum += exact.get(part) ?? 0;
    // Of what rounds to nothing from below, too: no minus before a zero.
    const cents = Math.round(sum * 100) || 0;
    shares[part] = (cents - told) / 100;
    told = cents;
  }
  shares.total = told / 100;
  return shares;
}

/** The shares of several bills together. */
export function addShares(bills: readonly CostShares[]): CostShares {
  const sum = (part: keyof CostShares) =>
    bills.reduce((cents, bill) => cents + Math.round(bill[part] * 100), 0) /
    100;
  return {
    units: sum('units'),
    shared: sum('shared'),
    unlisted: sum('unlisted'),
    untagged: sum('untagged'),
    adjustments: sum('adjustments'),
    total: sum('total'),
  };
}
