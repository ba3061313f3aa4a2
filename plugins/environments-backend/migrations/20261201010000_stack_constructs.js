/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('stack_constructs', table => {
    table.comment('Which constructs make the resources of stacks');
    table.string('repository', 255).notNullable();
    table.string('account', 12).notNullable();
    table.string('region', 30).notNullable();
    table.string('stack_name', 128).notNullable();
    table.primary(['account', 'region', 'stack_name', 'repository']);
    table
      .string('deployed_at', 30)
      .notNullable()
      .comment('When the deployment began that told of them last');
    table.text('paths').notNullable().comment('JSON: paths by logical ID');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('stack_constructs');
};
