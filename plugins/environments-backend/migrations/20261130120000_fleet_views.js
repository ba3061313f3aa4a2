/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('fleet_units', table => {
    table
      .string('blueprint')
      .nullable()
      .comment('Null until the unit is told anew; the same for the others');
    table.string('system').nullable().index();
    table.double('forecast').nullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('fleet_units', table => {
    table.dropIndex(['system']);
    table.dropColumns('blueprint', 'system', 'forecast');
  });
};
