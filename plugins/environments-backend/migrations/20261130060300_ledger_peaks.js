/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('ledger_head', table => {
    table
      .text('peaks')
      .nullable()
      .comment(
        'JSON: roots of the full trees over the first entries, largest first, and how many entries those are',
      );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('ledger_head', table => {
    table.dropColumn('peaks');
  });
};
