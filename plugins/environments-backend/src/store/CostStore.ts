import type { DailyAmount } from '@plinth/plugin-environments-common';

/** The cost of one entity, day and service in US dollars. */
export interface CostLine {
  entityRef: string;
  /** `YYYY-MM-DD`, UTC. */
  date: string;
  service: string;
  amount: number;
  estimated: boolean;
}

/** What of an entity's bill is no use of it: US dollars of a day. */
export interface CostAdjustment {
  entityRef: string;
  /** `YYYY-MM-DD`, UTC. */
  date: string;
  kind: 'Credit' | 'Refund' | 'Tax';
  /** Below zero for what is given back. */
  amount: number;
}

/** Daily cost by entity, as Cost Explorer last gave it. */
export interface CostStore {
  /** Replaces all lines, and all adjustments, of the days from `from` up to and without `to`; what is not given stays as it is. */
  replaceDays(
    period: { from: string; to: string },
    lines: CostLine[] | undefined,
    adjustments?: CostAdjustment[],
  ): Promise<void>;
  /** Adjustments of one entity, by date and kind. */
  adjustments(
    entityRef: string,
    period: { from: string; to: string },
  ): Promise<CostAdjustment[]>;
  /** Lines of one entity, by date and service. */
  lines(
    entityRef: string,
    period: { from: string; to: string },
  ): Promise<CostLine[]>;
  /** Cost of entities by day, in order; entities without cost are left out. */
  daily(
    entityRefs: string[],
    period: { from: string; to: string },
  ): Promise<Map<string, DailyAmount[]>>;
}
