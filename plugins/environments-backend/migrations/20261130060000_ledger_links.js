/*
 * By these a page of the audit trail is found. They repeat what the body of an entry says; where a version before wrote the row, they are
 * filled when the unit's trail is read.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('ledger_entry_units', table => {
    table.string('at', 30).nullable().comment('ISO 8601');
    table.integer('pull_request').nullable();
    table.string('commit', 64).nullable();
    table
      .string('token_commit', 12)
      .nullable()
      .comment(
        'First digits of the commit that the token of an operation says',
      );
    table.index(['unit', 'at']);
    table.index(['unit', 'pull_request']);
    table.index(['unit', 'commit']);
    table.index(['unit', 'token_commit']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('ledger_entry_units', table => {
    for (const column of ['at', 'pull_request', 'commit', 'token_commit']) {
      table.dropIndex(['unit', column]);
      table.dropColumn(column);
    }
  });
};
