import type { CostAdjustment } from './CostStore';

/** US dollars of an account's bill in a month: what an entity used, what nobody's tag is on, or no use. */
export interface AccountCost {
  account: string;
  /** `YYYY-MM`, UTC. */
  month: string;
  /** Empty for what has no tag, and for what is no use. */
  entityRef: string;
  kind: 'Use' | CostAdjustment['kind'];
  amount: number;
  estimated: boolean;
}

/** The whole bill of all accounts, as Cost Explorer last gave it. */
export interface AccountCostStore {
  /** Replaces all of the months from `from`, the first day of one, on. */
  replaceMonths(from: string, costs: AccountCost[]): Promise<void>;
  /** All of a month, by account, entity and kind. */
  month(month: string): Promise<AccountCost[]>;
}
