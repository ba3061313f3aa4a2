/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('stacks', table => {
    table.text('outputs').nullable().comment('JSON: names with a value');
    table.text('recovery').nullable().comment('JSON: stated in the template');
    table
      .string('template_marker')
      .nullable()
      .comment('The state of the stack for which its template was read');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('stacks', table => {
    table.dropColumns('outputs', 'recovery', 'template_marker');
  });
};
