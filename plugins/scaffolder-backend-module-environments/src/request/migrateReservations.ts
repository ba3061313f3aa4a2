import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/** Beside the scaffolder's own migrations, in the same database. */
export const RESERVATION_MIGRATIONS = {
  directory: resolvePackagePath(
    '@plinth/plugin-scaffolder-backend-module-environments',
    'migrations',
  ),
  tableName: 'environments_module_migrations',
  // While an upgrade rolls, replicas of the version before start on newer tables.
  disableMigrationsListValidation: true,
};

/** Opens the scaffolder's database and brings the tables of the reservations up to date. */
export async function migrateReservations(
  database: DatabaseService,
): Promise<Knex> {
  const db = await database.getClient();
  if (!database.migrations?.skip) {
    await db.migrate.latest(RESERVATION_MIGRATIONS);
  }
  return db;
}
