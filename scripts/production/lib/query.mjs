import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../lib/toolchain.mjs';

const require = createRequire(path.join(root, 'packages/backend/package.json'));
const { Client } = require('pg');

/** Does work on one connection to a database of a server. */
export async function connected(server, database, work) {
  const url = new URL(server);
  url.pathname = `/${database}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The rows that a statement answers in the database of the environments plugin. */
export async function query(server, sql) {
  const { rows } = await connected(
    server,
    'backstage_plugin_environments',
    client => client.query(sql),
  );
  return rows;
}
