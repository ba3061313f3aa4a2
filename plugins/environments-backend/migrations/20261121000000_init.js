/*
 * Times are ISO 8601 text in UTC with milliseconds, and structures are JSON text: SQLite and PostgreSQL then store,
 * compare and sort them alike.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('readings', table => {
    table.comment('When each source last answered, and why it did not');
    table.string('source').notNullable().primary();
    table.string('read_at').nullable();
    table.string('failed_at').nullable();
    table.text('reason').nullable();
    table.text('state').nullable().comment('JSON: where the source goes on');
  });

  await knex.schema.createTable('stacks', table => {
    table.comment('CloudFormation stacks that belong to a unit');
    table.string('stack_id').notNullable().primary();
    table.string('name').notNullable();
    table.string('account').notNullable();
    table.string('region').notNullable();
    table.string('unit').notNullable();
    table.string('entity_ref').notNullable().index();
    table.string('entity_name').notNullable().index();
    table.string('stage').nullable();
    table.string('tenant').nullable();
    table.text('description').nullable();
    table.string('status').notNullable();
    table.text('status_reason').nullable();
    table.string('created_at').notNullable();
    table.string('updated_at').notNullable();
    table.string('deleted_at').nullable();
    table.text('provenance').nullable().comment('JSON');
    table.string('detail_marker').nullable();
    table.string('drift_status').notNullable().defaultTo('NOT_CHECKED');
    table.string('drift_checked_at').nullable();
    table.string('drift_detection_id').nullable();
    table.string('drift_requested_at').nullable();
    table.integer('resources_checked').notNullable().defaultTo(0);
    table.integer('resources_drifted').notNullable().defaultTo(0);
    table.index(['account', 'region', 'name']);
  });

  await knex.schema.createTable('stack_resources', table => {
    table.string('stack_id').notNullable();
    table.string('logical_id').notNullable();
    table.string('physical_id', 1024).nullable();
    table.string('resource_type').notNullable();
    table.string('status').notNullable();
    table.text('reason').nullable();
    table.string('updated_at').nullable();
    table.string('drift').nullable();
    table.text('differences').nullable().comment('JSON');
    table.primary(['stack_id', 'logical_id']);
    table.index(['physical_id']);
  });

  await knex.schema.createTable('stack_events', table => {
    table.string('event_id').notNullable().primary();
    table.string('stack_id').notNullable();
    table.string('at').notNullable();
    table.string('logical_id').notNullable();
    table.string('physical_id', 1024).nullable();
    table.string('resource_type').notNullable();
    table.string('status').notNullable();
    table.text('reason').nullable();
    table.string('client_token').nullable();
    table.index(['stack_id', 'at']);
  });

  await knex.schema.createTable('alarms', table => {
    table.string('account').notNullable();
    table.string('region').notNullable();
    table.string('name').notNullable();
    table.string('state').notNullable();
    table.text('reason').nullable();
    table.text('description').nullable();
    table.string('since').nullable();
    table.primary(['account', 'region', 'name']);
  });

  await knex.schema.createTable('cost_days', table => {
    table.comment('US dollars by entity, UTC day and service');
    table.string('entity_ref').notNullable();
    table.string('date').notNullable();
    table.string('service').notNullable();
    table.double('amount').notNullable();
    table.boolean('estimated').notNullable();
    table.primary(['entity_ref', 'date', 'service']);
    table.index(['date']);
  });

  await knex.schema.createTable('commits', table => {
    table.comment('Commits on the deployed branch, along first parents');
    table.string('repository').notNullable();
    table.string('sha').notNullable();
    table.text('message').notNullable();
    table.string('author').nullable();
    table.string('committed_at').notNullable();
    table.string('url').notNullable();
    table.primary(['repository', 'sha']);
  });

  await knex.schema.createTable('commit_units', table => {
    table.string('repository').notNullable();
    table.string('sha').notNullable();
    table.string('unit').notNullable();
    table.string('committed_at').notNullable();
    table.primary(['repository', 'sha', 'unit']);
    table.index(['repository', 'unit', 'committed_at']);
  });

  await knex.schema.createTable('pull_requests', table => {
    table.string('repository').notNullable();
    table.integer('number').notNullable();
    table.text('title').notNullable();
    table.string('url').notNullable();
    table.string('state').notNullable().comment('open, closed or merged');
    table.string('author').notNullable();
    table.string('head_sha').notNullable();
    table.string('merge_commit').nullable();
    table.string('created_at').notNullable();
    table.string('updated_at').notNullable();
    table.string('closed_at').nullable();
    table.text('request').nullable().comment('JSON: the marker in the body');
    table.primary(['repository', 'number']);
  });

  await knex.schema.createTable('deployments', table => {
    table.string('repository').notNullable();
    table.string('id').notNullable();
    table.string('commit').notNullable();
    table.string('outcome').notNullable();
    table.string('started_at').notNullable();
    table.text('report').notNullable().comment('JSON');
    table.string('reported_at').notNullable();
    table.primary(['repository', 'id']);
  });

  await knex.schema.createTable('deployment_units', table => {
    table.string('repository').notNullable();
    table.string('id').notNullable();
    table.string('unit').notNullable();
    table.string('started_at').notNullable();
    table.primary(['repository', 'id', 'unit']);
    table.index(['repository', 'unit', 'started_at']);
  });

  await knex.schema.createTable('plans', table => {
    table.string('repository').notNullable();
    table.integer('pull_request').notNullable();
    table.string('head_commit').notNullable();
    table.string('hash').notNullable();
    table.text('report').notNullable().comment('JSON');
    table.string('reported_at').notNullable();
    table.primary(['repository', 'pull_request', 'head_commit']);
  });

  await knex.schema.createTable('ledger_head', table => {
    table.comment('One row, locked while entries are appended');
    table.integer('id').notNullable().primary();
    table.integer('size').notNullable();
  });
  await knex('ledger_head').insert({ id: 1, size: 0 });

  await knex.schema.createTable('ledger_entries', table => {
    table.comment('Append-only: rows are neither updated nor deleted');
    table.integer('seq').notNullable().primary();
    table.string('key', 600).notNullable().unique();
    table.text('body').notNullable().comment('Canonical JSON, RFC 8785');
    table.string('leaf_hash', 64).notNullable();
    table.string('recorded_at').notNullable();
  });

  await knex.schema.createTable('ledger_entry_units', table => {
    table.integer('seq').notNullable();
    table.string('unit', 600).notNullable().comment('repository#unit');
    table.primary(['unit', 'seq']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'ledger_entry_units',
    'ledger_entries',
    'ledger_head',
    'plans',
    'deployment_units',
    'deployments',
    'pull_requests',
    'commit_units',
    'commits',
    'cost_days',
    'alarms',
    'stack_events',
    'stack_resources',
    'stacks',
    'readings',
  ]) {
    await knex.schema.dropTable(table);
  }
};
