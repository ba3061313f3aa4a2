/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('stacks', table => {
    table
      .string('drift_wanted_at', 32)
      .nullable()
      .comment(
        'What is known of its drift has to be newer than this, ISO 8601',
      );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('stacks', table => {
    table.dropColumn('drift_wanted_at');
  });
};
