import { randomUUID } from 'node:crypto';
import knexFactory, { type Knex } from 'knex';
import { RESERVATION_MIGRATIONS } from '../request/migrateReservations';

/** SQLite in memory, with the module's tables. */
export async function createSqlite(): Promise<Knex> {
  const db = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  await db.migrate.latest(RESERVATION_MIGRATIONS);
  return db;
}

/** A schema of its own in a PostgreSQL server, with the module's tables. */
async function createPostgres(url: string): Promise<Knex> {
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  const db = knexFactory({
    client: 'pg',
    connection: url,
    searchPath: [schema],
  });
  await db.raw('create schema ??', [schema]);
  await db.migrate.latest(RESERVATION_MIGRATIONS);
  return db;
}

const postgresUrl = process.env.PLINTH_TEST_POSTGRES_URL;

/** The engines on which reservations have to work: PostgreSQL where `PLINTH_TEST_POSTGRES_URL` names a server. */
export const engines: [string, () => Promise<Knex>][] = [
  ['SQLite', createSqlite],
  ...(postgresUrl
    ? [
        ['PostgreSQL', () => createPostgres(postgresUrl)] as [
          string,
          () => Promise<Knex>,
        ],
      ]
    : []),
];
