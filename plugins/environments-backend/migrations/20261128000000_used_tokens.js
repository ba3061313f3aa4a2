/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('used_tokens', table => {
    table.comment('Tokens with which a run has reported, until they expire');
    table.string('issuer', 255).notNullable();
    table.string('token_id', 255).notNullable();
    table.string('expires_at', 30).notNullable().comment('ISO 8601').index();
    table.primary(['issuer', 'token_id']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('used_tokens');
};
