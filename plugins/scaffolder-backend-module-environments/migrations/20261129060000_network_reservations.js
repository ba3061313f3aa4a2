/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('environments_network_pools', table => {
    table.comment('One row a repository, locked while a network is chosen');
    table.string('repository', 512).notNullable().primary();
  });
  await knex.schema.createTable('environments_network_reservations', table => {
    table.comment('Networks of requests whose pull request is not open yet');
    table.string('repository', 512).notNullable();
    table.string('request', 255).notNullable().comment("The unit's name");
    table.string('cidr', 20).notNullable();
    table.string('held_until', 30).notNullable().comment('ISO 8601');
    table.primary(['repository', 'request']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('environments_network_reservations');
  await knex.schema.dropTable('environments_network_pools');
};
