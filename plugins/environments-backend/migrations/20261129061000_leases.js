/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('leases', table => {
    table.comment('Work that one replica does at a time');
    table.string('name', 255).notNullable().primary();
    table
      .string('holder', 255)
      .notNullable()
      .comment('Host, process and piece of work');
    table.string('held_until', 30).notNullable().comment('ISO 8601');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('leases');
};
