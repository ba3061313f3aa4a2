import type { DatabaseService } from '@backstage/backend-plugin-api';

/** The connections to a database, of Knex. */
export type DatabaseClient = Awaited<ReturnType<DatabaseService['getClient']>>;

/** How a plugin's tables are made. */
export interface TableMigrations {
  /** The folder of the migrations. */
  directory: string;
  /**
   * The table that says which of them were done.
   *
   * @default - that of Knex
   */
  tableName?: string;
}

/**
 * Opens a plugin's database and brings its tables up to date, unless the configuration says that somebody else does. Each migration is a
 * transaction of its own: replicas of the version before go on with their transactions, over several tables, and would wait for tables
 * that are changed while the change of further ones waits for theirs. Replicas that start at the same time do each migration once.
 */
export async function openDatabase(
  database: DatabaseService,
  migrations: TableMigrations,
): Promise<DatabaseClient> {
  const knex = await database.getClient();
  if (database.migrations?.skip) {
    return knex;
  }
  // While an upgrade rolls, replicas of the version before start on newer tables.
  const config = { ...migrations, disableMigrationsListValidation: true };
  for (;;) {
    const [, pending] = await knex.migrate.list(config);
    if (pending.length === 0) {
      return knex;
    }
    await knex.migrate.up(config);
  }
}
