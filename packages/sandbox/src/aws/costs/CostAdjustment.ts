import { DAY, type BilledResource, type CostSeries } from './costSeries';

/** Which resources an adjustment is about; all given fields must agree. */
export interface CostScope {
  account?: string;
  stackName?: string;
  /** Value of the tag `plinth:entity`. */
  entity?: string;
}

/** A correction of the bill that somebody asked for through the control API. */
export type CostAdjustment = { id: string; scope: CostScope } & (
  | {
      /** Costs from one moment to another are multiplied. */
      kind: 'multiply';
      factor: number;
      from: number;
      to?: number;
    }
  | {
      /** Resources count as made so many days earlier. */
      kind: 'backdate';
      days: number;
    }
);

/** Whether an adjustment of that scope is about the resource. */
export function matches(scope: CostScope, resource: BilledResource): boolean {
  return (
    (scope.account ?? resource.account) === resource.account &&
    (scope.stackName ?? resource.stackName) === resource.stackName &&
    (scope.entity === undefined ||
      scope.entity === resource.tags['plinth:entity'])
  );
}

/** A series as the adjustments leave it. */
export function adjusted(
  series: CostSeries,
  adjustments: CostAdjustment[],
): CostSeries {
  return {
    ...series,
    days: series.days.map(cost => ({
      ...cost,
      amount: cost.amount * factorOf(adjustments, cost.day),
    })),
  };
}

/** By what a day is multiplied: adjustments work on whole days. */
export function factorOf(adjustments: CostAdjustment[], day: number): number {
  return adjustments.reduce(
    (factor, item) =>
      item.kind === 'multiply' &&
      (day + 1) * DAY > item.from &&
      day * DAY < (item.to ?? Infinity)
        ? factor * item.factor
        : factor,
    1,
  );
}
