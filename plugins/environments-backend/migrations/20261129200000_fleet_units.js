/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('fleet_units', table => {
    table.comment(
      'Units as the fleet shows them: made of the catalog and the other tables, and made anew when those change',
    );
    table.string('entity_ref').notNullable().primary();
    table.text('identity').notNullable().comment('JSON');
    table.text('row').notNullable().comment('JSON');
    table.string('repository').nullable().index();
    table.string('name').notNullable();
    table.string('kind').notNullable();
    table.string('stage').notNullable();
    table.integer('stage_rank').notNullable();
    table.string('account').notNullable();
    table.string('region').notNullable();
    table.string('owner').notNullable().index();
    table.text('words').notNullable().comment('What search looks through');
    table.string('health').notNullable();
    table.integer('health_rank').notNullable();
    table.string('sync').notNullable();
    table.integer('sync_rank').notNullable();
    table.double('month_to_date').nullable();
    table.double('monthly_budget').nullable();
    table.string('created_at').nullable();
    table.string('last_deployed_at').nullable();
    table.index(['account', 'region']);
    table.index(['stage']);
    table.index(['health', 'sync']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('fleet_units');
};
