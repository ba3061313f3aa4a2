/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('pull_requests', table => {
    table
      .string('task', 255)
      .nullable()
      .comment('The scaffolder task that asked for it');
    table
      .text('content')
      .nullable()
      .comment('JSON: its units, and what it asks of them');
    table.index(['task']);
    table.index(['repository', 'state', 'updated_at']);
  });
  await knex.schema.createTable('nudges', table => {
    table.comment('When those whose turn it is were last mentioned');
    table.string('repository', 255).notNullable();
    table.integer('pull_request').notNullable();
    table.string('nudged_at', 30).notNullable().comment('ISO 8601');
    table.string('nudged_by', 300).notNullable();
    table.primary(['repository', 'pull_request']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('nudges');
  await knex.schema.alterTable('pull_requests', table => {
    table.dropIndex(['repository', 'state', 'updated_at']);
    table.dropIndex(['task']);
    table.dropColumn('content');
    table.dropColumn('task');
  });
};
