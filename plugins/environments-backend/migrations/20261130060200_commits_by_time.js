/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('commits', table => {
    table.index(['repository', 'committed_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('commits', table => {
    table.dropIndex(['repository', 'committed_at']);
  });
};
