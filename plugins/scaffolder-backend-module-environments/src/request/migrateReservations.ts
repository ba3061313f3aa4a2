import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { openDatabase } from '@plinth/plugin-environments-node';
import type { Knex } from 'knex';

/** Beside the scaffolder's own migrations, in the same database. */
export const RESERVATION_MIGRATIONS = {
  directory: resolvePackagePath(
    '@plinth/plugin-scaffolder-backend-module-environments',
    'migrations',
  ),
  tableName: 'environments_module_migrations',
};

/** Opens the scaffolder's database and brings the tables of the reservations up to date. */
export function migrateReservations(database: DatabaseService): Promise<Knex> {
  return openDatabase(database, RESERVATION_MIGRATIONS);
}
