import { DatabaseService } from '@backstage/backend-plugin-api';
import { openDatabase } from '@plinth/plugin-environments-node';
import knexFactory, { Knex } from 'knex';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  Contractions,
  releasesOf,
  unexcused,
} from '../__testUtils__/contractions';
import { breakages, changedTables, schemaOf } from '../__testUtils__/schemaOf';
import { MIGRATIONS } from './applyMigrations';

const PLUGINS = resolve(__dirname, '../../..');

const openSqlite = () =>
  knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });

/** What a migration does to the tables that were there. */
async function effectsOf(
  knex: Knex,
  migrate: (db: Knex) => PromiseLike<unknown>,
): Promise<{ broken: string[]; changed: string[] }> {
  const before = await schemaOf(knex);
  await migrate(knex);
  const after = await schemaOf(knex);
  return {
    broken: breakages(before, after),
    changed: changedTables(before, after),
  };
}

/** The versions of a plugin that are out: its changelog comes with the first. */
function releasesOfPlugin(plugin: string): string[] {
  const changelog = join(PLUGINS, plugin, 'CHANGELOG.md');
  return existsSync(changelog)
    ? releasesOf(readFileSync(changelog, 'utf8'))
    : [];
}

/** What a migration says that it takes away. */
function contractionsOf(file: string): Contractions {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as Knex loads it
  return require(file).contracts ?? {};
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
        const { broken, changed } = await effectsOf(knex, db =>
          db.migrate.up({ directory }),
        );
        const refused = unexcused(
          broken,
          contractionsOf(join(directory, file)),
          releasesOfPlugin(plugin),
        );
        expect([file, ...refused]).toEqual([file]);
        // Replicas that work wait for one table at most while it is changed, and so hold none for which the migration waits.
        expect([file, changed.slice(1)]).toEqual([file, []]);
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
    const { broken } = await effectsOf(knex, () => migrate(knex.schema));
    expect(broken).toEqual([told]);
  });

  it.each<[string, { broken: string[]; named: Contractions; told: string[] }]>([
    [
      'takes away what a release has left unused, and says which',
      {
        broken: ['units.owner is gone'],
        named: { 'units.owner is gone': '0.3.0' },
        told: [],
      },
    ],
    [
      'takes away more than it says',
      {
        broken: ['units.owner is gone', 'units.name is gone'],
        named: { 'units.owner is gone': '0.3.0' },
        told: ['units.name is gone'],
      },
    ],
    [
      'names the release that it would be in itself',
      {
        broken: ['units.owner is gone'],
        named: { 'units.owner is gone': '0.4.0' },
        told: ['units.owner is gone: nothing was released as 0.4.0'],
      },
    ],
    [
      'names what it does not do',
      {
        broken: [],
        named: { 'units.owner is gone': '0.3.0' },
        told: ['it names “units.owner is gone”, and does not do that'],
      },
    ],
  ])('a migration %s', (_, { broken, named, told }) => {
    const changelog = '# plugin\n\n## 0.3.0\n\n### Minor Changes\n\n## 0.2.1\n';
    expect(unexcused(broken, named, releasesOf(changelog))).toEqual(told);
  });

  it('takes tables, columns and indexes that are only added', async () => {
    await knex.schema.createTable('units', t => t.string('name'));
    const { broken, changed } = await effectsOf(knex, () =>
      knex.schema
        .alterTable('units', t => {
          t.string('note').nullable();
          t.integer('size').notNullable().defaultTo(0);
          t.index(['name']);
        })
        .createTable('others', t => t.string('name').notNullable()),
    );
    expect(broken).toEqual([]);
    expect(changed).toEqual(['units']);
  });

  it('a replica of a version that lacks the last migrations starts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plinth-migrations-'));
    const database: DatabaseService = { getClient: async () => knex };
    try {
      await openDatabase(database, MIGRATIONS);
      const now = await schemaOf(knex);
      for (const file of readdirSync(MIGRATIONS.directory).sort().slice(0, 3)) {
        copyFileSync(join(MIGRATIONS.directory, file), join(folder, file));
      }
      await openDatabase(database, { directory: folder });
      expect(await schemaOf(knex)).toEqual(now);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
