/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('sweeps', table => {
    table.comment('The last sweep of each account and region');
    table.string('account', 12).notNullable();
    table.string('region', 30).notNullable();
    table.primary(['account', 'region']);
    table.string('replica', 255).notNullable().comment('Host and process');
    table.string('began_at', 30).notNullable().comment('ISO 8601');
    table.string('ended_at', 30).notNullable().comment('ISO 8601');
    table.integer('requests').notNullable();
    table.integer('throttled').notNullable();
    table
      .float('rate')
      .notNullable()
      .comment('Requests a second that its budget allowed at its end');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('sweeps');
};
