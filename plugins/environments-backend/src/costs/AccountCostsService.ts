import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AccountCosts,
  readUnitIdentity,
  type Stage,
} from '@plinth/plugin-environments-common';
import type { AccountConfig } from '../config/EnvironmentsConfig';
import type { AccountCost, AccountCostStore, ReadingStore } from '../store';
import { costFreshness } from './costFreshness';
import { addShares, BillPart, shareOfBill } from './shareOfBill';

const CATALOG_BATCH = 500;
/** An entity as the cost tag holds it; other values of the tag are nobody's. */
const ENTITY_REF = /^[a-z0-9]+:[\w.-]+\/[\w.-]+$/i;
/** What tells a unit and its stage; whole entities are large. */
const FIELDS = [
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'spec.type',
];

/** What of each account's bill is whose, from the store; never asks Cost Explorer. */
export class AccountCostsService {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #accountCosts: AccountCostStore;
  readonly #readings: ReadingStore;
  readonly #accounts: AccountConfig[];
  readonly #payerAccount: string | undefined;
  readonly #now: () => Date;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    accountCosts: AccountCostStore;
    readings: ReadingStore;
    accounts: AccountConfig[];
    payerAccount?: string;
    now: () => Date;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
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
    const credentials = await this.#auth.getOwnServiceCredentials();
    const stages = new Map<string, Stage>();
    for (let start = 0; start < refs.length; start += CATALOG_BATCH) {
      const batch = refs.slice(start, start + CATALOG_BATCH);
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: batch, fields: FIELDS },
        { credentials },
      );
      items.forEach((entity, index) => {
        const unit = entity && readUnitIdentity(entity);
        if (unit) {
          stages.set(batch[index], unit.stage);
        }
      });
    }
    return stages;
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
