import { Knex } from 'knex';
import type { ForeignStack, ForeignStackStore } from './ForeignStackStore';
import type { Place } from './sources';

/** Foreign stacks in the plugin's database. */
export class DatabaseForeignStackStore implements ForeignStackStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async replaceForeignStacks(
    { account, region }: Place,
    names: readonly string[],
  ): Promise<void> {
    const rows = [...new Set(names)].map(name => ({ account, region, name }));
    await this.#db.transaction(async trx => {
      await trx('foreign_stacks').where({ account, region }).delete();
      // SQLite takes a limited number of values in one statement.
      await trx.batchInsert('foreign_stacks', rows, 100);
    });
  }

  async foreignStacksLike(
    account: string,
    unitName: string,
  ): Promise<ForeignStack[]> {
    return this.#db<ForeignStack>('foreign_stacks')
      .where({ account })
      .where(named =>
        named
          .where('name', unitName)
          .orWhereLike('name', `${unitName.replace(/[\\%_]/g, '')}-%`),
      )
      .orderBy(['name', 'region'])
      .select('account', 'region', 'name');
  }
}
