import { DatabaseService } from '@backstage/backend-plugin-api';
import { openDatabase } from '@plinth/plugin-environments-node';
import { Knex } from 'knex';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines, TestDatabase } from '../__testUtils__/databases';

const addColumn = (table: string) => `
exports.up = knex => knex.schema.alterTable('${table}', t => t.string('note'));
exports.down = knex => knex.schema.alterTable('${table}', t => t.dropColumn('note'));
`;

/** Waits until a statement answers a row. */
async function untilRow(knex: Knex, statement: string): Promise<void> {
  for (;;) {
    const { rows } = await knex.raw(statement);
    if (rows.length > 0) {
      return;
    }
  }
}

// SQLite is of one process alone.
describe.each(engines.filter(([name]) => name === 'PostgreSQL'))(
  'tables are brought up to date on %s',
  (_, create) => {
    let database: TestDatabase;
    let directory: string;

    beforeEach(async () => {
      database = await create();
      directory = mkdtempSync(join(tmpdir(), 'plinth-migrations-'));
      for (const table of ['first', 'second']) {
        await database.knex.schema.createTable(table, t => t.string('name'));
      }
      writeFileSync(join(directory, '1_first.js'), addColumn('first'));
      writeFileSync(join(directory, '2_second.js'), addColumn('second'));
    });
    afterEach(async () => {
      rmSync(directory, { recursive: true });
      await database.destroy();
    });

    const open = () => {
      const service: DatabaseService = { getClient: async () => database.knex };
      return openDatabase(service, { directory, tableName: 'done' });
    };

    it('while a replica of the version before is amid a transaction over them', async () => {
      const { knex } = database;
      const amid = await knex.transaction();
      await amid('second').insert({ name: 'a' });
      const opened = open();
      await untilRow(
        knex,
        `select 1 from pg_locks where not granted and relation = 'second'::regclass`,
      );
      await amid('first').insert({ name: 'b' });
      await amid.commit();
      await opened;
      expect(await knex('first').select('name', 'note')).toEqual([
        { name: 'b', note: null },
      ]);
      expect(await knex('second').select('name', 'note')).toEqual([
        { name: 'a', note: null },
      ]);
    });

    it('once, by replicas that start at the same time', async () => {
      const { knex } = database;
      await open();
      writeFileSync(join(directory, '3_third.js'), addColumn('third'));
      await knex.schema.createTable('third', t => t.string('name'));
      await Promise.all([open(), open(), open()]);
      expect(await knex('done').pluck('name').orderBy('name')).toEqual([
        '1_first.js',
        '2_second.js',
        '3_third.js',
      ]);
    });
  },
);
