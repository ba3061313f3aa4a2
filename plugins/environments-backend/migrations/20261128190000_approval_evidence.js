/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('pull_requests', table => {
    table
      .text('evidence')
      .nullable()
      .comment('JSON: what its approvals depend on');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('pull_requests', table => {
    table.dropColumn('evidence');
  });
};
