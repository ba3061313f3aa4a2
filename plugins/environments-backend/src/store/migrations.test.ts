import knexFactory, { Knex } from 'knex';
import {
  copyFileSync,
  globSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { breakages, schemaOf } from '../__testUtils__/schemaOf';
import { MIGRATIONS } from './applyMigrations';

const PLUGINS = resolve(__dirname, '../../..');

const openSqlite = () =>
  knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });

/** What a migration does to the tables that were there. */
async function brokenBy(
  knex: Knex,
  migrate: (db: Knex) => PromiseLike<unknown>,
): Promise<string[]> {
  const before = await schemaOf(knex);
  await migrate(knex);
  return breakages(before, await schemaOf(knex));
}

describe('while an upgrade rolls', () => {
  let knex: Knex;

  beforeEach(() => {
    knex = openSqlite();
  });
  afterEach(() => knex.destroy());

  it.each(
    globSync('*/migrations', { cwd: PLUGINS }).map(folder => [dirname(folder)]),
  )(
    'the version before each migration of %s reads and writes what it leaves',
    async plugin => {
      const directory = join(PLUGINS, plugin, 'migrations');
      const files = readdirSync(directory).sort();
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) {
        const broken = await brokenBy(knex, db => db.migrate.up({ directory }));
        expect([file, ...broken]).toEqual([file]);
      }
      expect(await knex.migrate.list({ directory })).toEqual([
        expect.any(Array),
        [],
      ]);
    },
  );

  it.each<[string, (schema: Knex.SchemaBuilder) => PromiseLike<unknown>]>([
    ['units is gone', schema => schema.dropTable('units')],
    ['units is gone', schema => schema.renameTable('units', 'folders')],
    [
      'units.owner is gone',
      schema => schema.alterTable('units', t => t.dropColumn('owner')),
    ],
    [
      'units.owner is gone',
      schema =>
        schema.alterTable('units', t => t.renameColumn('owner', 'group')),
    ],
    [
      'units.owner may not be empty any more',
      schema => schema.alterTable('units', t => t.dropNullable('owner')),
    ],
    [
      'units.name was varchar(255), and is varchar(63)',
      schema =>
        schema.alterTable('units', t => {
          t.string('name', 63).notNullable().alter();
        }),
    ],
    [
      'units.region must be given, and is not known',
      schema =>
        // SQLite adds no such column to a table, so the table is made again.
        schema.dropTable('units').createTable('units', t => {
          t.string('name').notNullable().primary();
          t.string('owner').nullable();
          t.string('region').notNullable();
        }),
    ],
    [
      'units must be unique by owner',
      schema => schema.alterTable('units', t => t.unique(['owner'])),
    ],
  ])('would be stopped: %s', async (told, migrate) => {
    await knex.schema.createTable('units', t => {
      t.string('name').notNullable().primary();
      t.string('owner').nullable();
    });
    expect(await brokenBy(knex, () => migrate(knex.schema))).toEqual([told]);
  });

  it('takes tables, columns and indexes that are only added', async () => {
    await knex.schema.createTable('units', t => t.string('name'));
    const added = await brokenBy(knex, () =>
      knex.schema
        .alterTable('units', t => {
          t.string('note').nullable();
          t.integer('size').notNullable().defaultTo(0);
          t.index(['name']);
        })
        .createTable('others', t => t.string('name').notNullable()),
    );
    expect(added).toEqual([]);
  });

  it('a replica of a version that lacks the last migrations starts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plinth-migrations-'));
    try {
      await knex.migrate.latest(MIGRATIONS);
      const now = await schemaOf(knex);
      for (const file of readdirSync(MIGRATIONS.directory).sort().slice(0, 3)) {
        copyFileSync(join(MIGRATIONS.directory, file), join(folder, file));
      }
      await knex.migrate.latest({ ...MIGRATIONS, directory: folder });
      expect(await schemaOf(knex)).toEqual(now);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
