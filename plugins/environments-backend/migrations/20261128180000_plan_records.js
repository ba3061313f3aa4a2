/*
 * Plans go to `plan_records`. The table `plans`, which kept the last one of each head, stays for replicas of the version before,
 * which write to it.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('plan_records', table => {
    table.comment('Append-only: rows are neither updated nor deleted');
    table.increments('id');
    table.string('repository', 255).notNullable();
    table.integer('pull_request').notNullable();
    table.string('head_commit', 40).notNullable();
    table.string('hash', 64).notNullable();
    table.string('outcome', 10).notNullable().comment('passed or failed');
    table.string('recorded_at', 30).notNullable().comment('ISO 8601');
    table.string('run_id', 30).notNullable();
    table.integer('run_attempt').notNullable();
    table.text('binding').nullable().comment('JSON: hashes of units, stacks');
    table.index(['repository', 'pull_request', 'head_commit']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('plan_records');
};
