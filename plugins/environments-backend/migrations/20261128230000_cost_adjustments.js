/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('cost_adjustments', table => {
    table.comment(
      'Credits, refunds and taxes: US dollars by entity and UTC day',
    );
    table.string('entity_ref').notNullable();
    table.string('date').notNullable();
    table.string('kind').notNullable();
    table.double('amount').notNullable();
    table.primary(['entity_ref', 'date', 'kind']);
    table.index(['date']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('cost_adjustments');
};
