/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('pipeline_runs', table => {
    table
      .string('started_at', 30)
      .nullable()
      .comment('ISO 8601: when its last attempt began');
    table
      .text('reviews')
      .nullable()
      .comment('JSON: what reviewers of environments said; null if unread');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('pipeline_runs', table => {
    table.dropColumn('started_at');
    table.dropColumn('reviews');
  });
};
