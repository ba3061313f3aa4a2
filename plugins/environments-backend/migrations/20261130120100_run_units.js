/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('pipeline_run_units', table => {
    table.comment('The units that runs of the deploying workflow concern');
    table.string('repository', 255).notNullable();
    table.string('run_id', 30).notNullable();
    table.string('unit', 100).notNullable().comment('Its folder');
    table.string('started_at', 30).notNullable().comment('ISO 8601');
    table.primary(['repository', 'run_id', 'unit']);
    table.index(['repository', 'unit', 'started_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('pipeline_run_units');
};
