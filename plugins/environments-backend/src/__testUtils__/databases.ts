import knexFactory, { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { createStores, Stores } from '../store';
import { MIGRATIONS } from '../store/applyMigrations';

/** A database with the plugin's tables, for one test. */
export interface TestDatabase {
  knex: Knex;
  stores: Stores;
  /** Removes all of it. */
  destroy(): Promise<void>;
}

/** SQLite in memory. */
export async function createSqlite(): Promise<TestDatabase> {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  await knex.migrate.latest(MIGRATIONS);
  return { knex, stores: createStores(knex), destroy: () => knex.destroy() };
}

/** A schema of its own in the PostgreSQL server of the address. */
async function createPostgres(url: string): Promise<TestDatabase> {
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  const knex = knexFactory({
    client: 'pg',
    connection: url,
    searchPath: [schema],
  });
  await knex.raw('create schema ??', [schema]);
  await knex.migrate.latest(MIGRATIONS);
  return {
    knex,
    stores: createStores(knex),
    destroy: async () => {
      await knex.raw('drop schema ?? cascade', [schema]);
      await knex.destroy();
    },
  };
}

const postgresUrl = process.env.PLINTH_TEST_POSTGRES_URL;

/** The engines that every store has to work on: PostgreSQL where `PLINTH_TEST_POSTGRES_URL` names a server. */
export const engines: Array<[string, () => Promise<TestDatabase>]> = [
  ['SQLite', createSqlite],
  ...(postgresUrl
    ? [
        ['PostgreSQL', () => createPostgres(postgresUrl)] as [
          string,
          () => Promise<TestDatabase>,
        ],
      ]
    : []),
];
