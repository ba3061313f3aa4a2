import { Knex } from 'knex';
import type { AccountCost, AccountCostStore } from './AccountCostStore';
import { upsert } from './rows';

interface AccountCostRow {
  account: string;
  month: string;
  entity_ref: string;
  kind: AccountCost['kind'];
  amount: number;
  estimated: boolean | number;
}

/** The bill of all accounts in the plugin's database. */
export class DatabaseAccountCostStore implements AccountCostStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async replaceMonths(from: string, costs: AccountCost[]): Promise<void> {
    await this.#db.transaction(async trx => {
      await trx('account_costs')
        .where('month', '>=', from.slice(0, 'YYYY-MM'.length))
        .delete();
      await upsert(
        trx,
        'account_costs',
        costs.map(({ entityRef, ...cost }): AccountCostRow => ({
          ...cost,
          entity_ref: entityRef,
        })),
        ['account', 'month', 'entity_ref', 'kind'],
      );
    });
  }

  async month(month: string): Promise<AccountCost[]> {
    const rows = await this.#db<AccountCostRow>('account_costs')
      .where({ month })
      .orderBy(['account', 'entity_ref', 'kind']);
    return rows.map(row => ({
      account: row.account,
      month: row.month,
      entityRef: row.entity_ref,
      kind: row.kind,
      amount: row.amount,
      estimated: Boolean(row.estimated),
    }));
  }
}
