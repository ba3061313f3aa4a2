/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('stack_calls', table => {
    table.comment('Calls outside the pipeline that deployed a stack');
    table.string('event_id', 64).notNullable().primary();
    table.string('stack_id', 512).notNullable();
    table.string('at').notNullable();
    table.string('client_token', 128);
    table.index(['stack_id', 'at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('stack_calls');
};
