/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('foreign_stacks', table => {
    table.comment('Stacks that no unit has, by the last sweep');
    table.string('account', 12).notNullable();
    table.string('region', 30).notNullable();
    table.string('name', 128).notNullable();
    table.primary(['account', 'region', 'name']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('foreign_stacks');
};
