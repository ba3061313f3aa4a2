/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('notified', table => {
    table.comment('What was told to whom, so that each thing is told once');
    table.string('thing', 600).notNullable();
    table.string('recipient', 300).notNullable();
    table.string('told_at', 30).notNullable().comment('ISO 8601');
    table.primary(['thing', 'recipient']);
    table.index(['told_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('notified');
};
