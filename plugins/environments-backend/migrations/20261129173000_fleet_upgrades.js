/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('fleet_upgrades', table => {
    table.comment('Upgrades of many units in waves');
    table.string('id', 40).notNullable().primary();
    table.string('created_at', 30).notNullable().comment('ISO 8601');
    table.string('requester', 255).notNullable().comment('Entity reference');
    table.text('request').notNullable().comment('JSON: what was asked for');
    table.string('state', 20).notNullable();
    table.text('reason').comment('Why it stopped or is paused');
    table.string('changed_by', 255).comment('Who paused or resumed it last');
  });
  await knex.schema.createTable('fleet_upgrade_units', table => {
    table.comment('How far each unit of such an upgrade is');
    table.string('upgrade_id', 40).notNullable();
    table.string('entity_ref', 255).notNullable();
    table.integer('position').notNullable();
    table.integer('wave').notNullable();
    table.text('unit').notNullable().comment('JSON: what it is');
    table.string('state', 20).notNullable();
    table.text('progress').notNullable().comment('JSON');
    table.primary(['upgrade_id', 'entity_ref']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('fleet_upgrade_units');
  await knex.schema.dropTable('fleet_upgrades');
};
