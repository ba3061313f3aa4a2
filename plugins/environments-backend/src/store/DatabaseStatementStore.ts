import type {
  StatedDrill,
  StatedRecovery,
} from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import type { StatementStore } from './StatementStore';

/** Statements of templates in the plugin's database: columns of the stacks. */
export class DatabaseStatementStore implements StatementStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async setStatements(
    stackId: string,
    stated: { recovery: StatedRecovery[]; drills: StatedDrill[] },
    options: { marker: string },
  ) {
    await this.#db('stacks')
      .where({ stack_id: stackId })
      .update({
        recovery: JSON.stringify(stated.recovery),
        drills: JSON.stringify(stated.drills),
        template_marker: options.marker,
      });
  }
}
