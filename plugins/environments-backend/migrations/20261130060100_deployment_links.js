/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('deployment_units', table => {
    table
      .string('commit', 64)
      .nullable()
      .comment(
        'As the report says; filled when it is read, where a version before wrote it',
      );
    table.integer('pull_request').nullable();
    table.index(['repository', 'unit', 'commit']);
    table.index(['repository', 'unit', 'pull_request']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('deployment_units', table => {
    for (const column of ['commit', 'pull_request']) {
      table.dropIndex(['repository', 'unit', column]);
      table.dropColumn(column);
    }
  });
};
