/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('fleet_units', table => {
    table
      .string('owned_by')
      .nullable()
      .index()
      .comment(
        'Entity reference of the only owner by its relations; null where there is none or several, and until the unit is told anew',
      );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('fleet_units', table => {
    table.dropIndex(['owned_by']);
    table.dropColumn('owned_by');
  });
};
