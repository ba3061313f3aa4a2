import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/** How the plugin's tables are made. */
export const MIGRATIONS = {
  directory: resolvePackagePath(
    '@plinth/plugin-environments-backend',
    'migrations',
  ),
  // While an upgrade rolls, replicas of the version before start on newer tables.
  disableMigrationsListValidation: true,
};

/** Opens the plugin's database and brings its tables up to date. */
export async function applyMigrations(
  database: DatabaseService,
): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest(MIGRATIONS);
  }
  return knex;
}
