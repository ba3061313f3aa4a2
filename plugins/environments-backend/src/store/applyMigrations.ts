import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { openDatabase } from '@plinth/plugin-environments-node';
import { Knex } from 'knex';

/** How the plugin's tables are made. */
export const MIGRATIONS = {
  directory: resolvePackagePath(
    '@plinth/plugin-environments-backend',
    'migrations',
  ),
};

/** Opens the plugin's database and brings its tables up to date. */
export function applyMigrations(database: DatabaseService): Promise<Knex> {
  return openDatabase(database, MIGRATIONS);
}
