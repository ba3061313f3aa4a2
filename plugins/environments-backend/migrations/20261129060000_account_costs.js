/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('account_costs', table => {
    table.comment(
      'What of an account’s bill is whose: US dollars by UTC month, entity and kind',
    );
    table.string('account').notNullable();
    table.string('month').notNullable();
    table
      .string('entity_ref')
      .notNullable()
      .comment('Empty for what has no tag, and for what is no use');
    table.string('kind').notNullable();
    table.double('amount').notNullable();
    table.boolean('estimated').notNullable();
    table.primary(['account', 'month', 'entity_ref', 'kind']);
    table.index(['month']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('account_costs');
};
