/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('pipeline_runs', table => {
    table.comment('Runs of the deploying workflow as GitHub last told them');
    table.string('repository', 255).notNullable();
    table.string('run_id', 30).notNullable();
    table.integer('attempt').notNullable();
    table.string('head_commit', 40).notNullable();
    table.string('status', 10).notNullable();
    table
      .text('waiting_for')
      .notNullable()
      .comment('JSON: environments with their reviewers');
    table.string('created_at', 30).notNullable().comment('ISO 8601');
    table.string('updated_at', 30).notNullable().comment('ISO 8601');
    table.primary(['repository', 'run_id']);
    table.index(['repository', 'created_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('pipeline_runs');
};
