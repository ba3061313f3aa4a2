import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The packages that have tables, in the folder of a portal. */
const PACKAGES = [
  'plugin-environments-backend',
  'plugin-scaffolder-backend-module-environments',
];

/** The tables that the migrations in a folder make. */
function tablesOf(folder) {
  return readdirSync(folder).flatMap(file =>
    [
      ...readFileSync(path.join(folder, file), 'utf8').matchAll(
        /createTable\('(\w+)'/g,
      ),
    ].map(([, table]) => table),
  );
}

/** A migration that does to a table all that one may do (CONTRIBUTING.md). */
const migration = table => `
exports.up = async knex => {
  await knex.schema.alterTable('${table}', t => {
    t.text('next_note').nullable();
    t.integer('next_count').notNullable().defaultTo(0);
    t.index(['next_count']);
  });
  await knex('${table}').update({ next_note: 'of the next version' });
  await knex.schema.createTable('${table}_next', t => t.string('next').notNullable());
};
exports.down = async knex => {
  await knex.schema.dropTable('${table}_next');
  await knex.schema.alterTable('${table}', t => t.dropColumns('next_note', 'next_count'));
};
`;

/** Makes the folder of a portal that of the version after it, as far as the version before can notice: its migrations go on. */
export function addNextMigrations(portal) {
  for (const name of PACKAGES) {
    const folder = path.join(
      portal,
      'node_modules/@plinth',
      name,
      'migrations',
    );
    tablesOf(folder).forEach((table, i) => {
      writeFileSync(
        path.join(folder, `9999${String(i).padStart(10, '0')}_${table}.js`),
        migration(table),
      );
    });
  }
}
