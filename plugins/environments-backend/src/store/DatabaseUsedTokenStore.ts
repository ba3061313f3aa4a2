import { Knex } from 'knex';
import type { UsedToken, UsedTokenStore } from './UsedTokenStore';

/** Used tokens in the plugin's database; its primary key lets one of two uses at the same moment win. */
export class DatabaseUsedTokenStore implements UsedTokenStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async use(
    { issuer, id, expiresAt }: UsedToken,
    options: { at: Date },
  ): Promise<boolean> {
    const expired = options.at.toISOString();
    await this.#db('used_tokens').where('expires_at', '<', expired).delete();
    const inserted = await this.#db('used_tokens')
      .insert({ issuer, token_id: id, expires_at: expiresAt.toISOString() })
      .onConflict(['issuer', 'token_id'])
      .ignore()
      .returning('token_id');
    return inserted.length > 0;
  }
}
