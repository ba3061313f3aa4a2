import knexFactory, { Knex } from 'knex';
import path from 'node:path';
import { MIGRATIONS } from '../src/store/applyMigrations';

/** The plugin's tables for a measurement: in PostgreSQL with PLINTH_TEST_POSTGRES_URL, else in a file of SQLite. */
export async function openDatabase(folder: string): Promise<Knex> {
  const { PLINTH_TEST_POSTGRES_URL } = process.env;
  const db = knexFactory(
    PLINTH_TEST_POSTGRES_URL
      ? { client: 'pg', connection: PLINTH_TEST_POSTGRES_URL }
      : {
          client: 'better-sqlite3',
          connection: path.join(folder, 'environments.sqlite'),
          useNullAsDefault: true,
        },
  );
  await db.migrate.latest(MIGRATIONS);
  return db;
}

/** What PostgreSQL does by itself once much was written, within minutes: it counts what the tables hold. */
export async function settle(db: Knex): Promise<void> {
  if (process.env.PLINTH_TEST_POSTGRES_URL) {
    await db.raw('analyze');
  }
}
