import type { AccountCosts, Stage } from '@plinth/plugin-environments-common';
import type { AccountConfig } from '../config/EnvironmentsConfig';
import type { AccountCost, AccountCostStore, ReadingStore } from '../store';
import type { CatalogUnits } from '../units/CatalogUnits';
import { costFreshness } from './costFreshness';
import { addShares, BillPart, shareOfBill } from './shareOfBill';

/** An entity as the cost tag holds it; other values of the tag are nobody's. */
const ENTITY_REF = /^[a-z0-9]+:[\w.-]+\/[\w.-]+$/i;

/** What of each account's bill is whose, from the store; never asks Cost Explorer. */
export class AccountCostsService {
  readonly #units: Pick<CatalogUnits, 'named'>;
  readonly #accountCosts: AccountCostStore;
  readonly #readings: ReadingStore;
  readonly #accounts: AccountConfig[];
  readonly #payerAccount: string | undefined;
  readonly #now: () => Date;

  constructor(options: {
    units: Pick<CatalogUnits, 'named'>;
    accountCosts: AccountCostStore;
    readings: ReadingStore;
    accounts: AccountConfig[];
    payerAccount?: string;
    now: () => Date;
  }) {
    this.#units = options.units;
    this.#accountCosts = options.accountCosts;
    this.#readings = options.readings;
    this.#accounts = options.accounts;
    this.#payerAccount = options.payerAccount;
    this.#now = options.now;
  }

  /** The bill of a month, `YYYY-MM`, by account: those that cost most first. */
  async costsOf({ month }: { month?: string }): Promise<AccountCosts> {
    const asked = month ?? this.#now().toISOString().slice(0, 'YYYY-MM'.length);
    const [costs, freshness] = await Promise.all([
      this.#accountCosts.month(asked),
      costFreshness(this.#readings, this.#payerAccount),
    ]);
    const stages = await this.#stagesOf(costs);
    const items = [...new Set(costs.map(({ account }) => account))].map(
      account => ({
        account,
        accountName: this.#accounts.find(({ id }) => id === account)?.name,
        ...shareOfBill(
          costs.filter(cost => cost.account === account),
          cost => partOf(cost, stages),
        ),
      }),
    );
    return {
      month: asked,
      currency: 'USD',
      estimated: costs.some(({ estimated }) => estimated),
      items: items.sort(
        (a, b) => b.total - a.total || a.account.localeCompare(b.account),
      ),
      total: addShares(items),
      freshness,
    };
  }

  /**
   * The stage of each unit that costs something. The portal itself asks: the sums are the same for everybody who may read them, and
   * tell of no unit.
   */
  async #stagesOf(costs: readonly AccountCost[]): Promise<Map<string, Stage>> {
    const refs = [...new Set(costs.map(({ entityRef }) => entityRef))].filter(
      ref => ENTITY_REF.test(ref),
    );
    const units = await this.#units.named(refs);
    return new Map([...units].map(([ref, { stage }]) => [ref, stage]));
  }
}

function partOf(
  { kind, entityRef }: AccountCost,
  stages: ReadonlyMap<string, Stage>,
): BillPart {
  if (kind !== 'Use') {
    return 'adjustments';
  }
  if (entityRef === '') {
    return 'untagged';
  }
  const stage = stages.get(entityRef);
  if (!stage) {
    return 'unlisted';
  }
  return stage === 'shared' ? 'shared' : 'units';
}
