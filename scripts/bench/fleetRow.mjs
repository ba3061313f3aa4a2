import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startPostgres } from '../lib/postgres.mjs';
import { start } from '../lib/toolchain.mjs';
import { program } from './commands.mjs';
import { compare } from './compare.mjs';

const FLEET = 'plugins/environments-backend/bench/measureFleet.ts';

/** A page of the fleet from the store, against all stacks read from AWS for the view. */
async function fleetQuery(id, units, env = {}) {
  const fleet = start('node', program(FLEET, String(units)), {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  });
  const ended = once(fleet, 'close');
  const lines = createInterface({ input: fleet.stdout })[
    Symbol.asyncIterator
  ]();
  const ask = async side => {
    fleet.stdin.write(`${side}\n`);
    const { value } = await lines.next();
    assert.ok(value, 'The fleet of the measurement ended early');
    return Number(value);
  };
  try {
    const { value } = await lines.next();
    assert.equal(value, 'ready', 'The fleet of the measurement did not start');
    return await compare(id, {
      n: 6,
      ours: () => ask('ours'),
      theirs: () => ask('theirs'),
    });
  } finally {
    fleet.stdin.end();
    await ended;
  }
}

export const fleetQuery100 = id => fleetQuery(id, 100);
export const fleetQuery1000 = id => fleetQuery(id, 1_000);
export const fleetQuery10000 = id => fleetQuery(id, 10_000);

export async function fleetQuery10000Postgres(id) {
  const postgres = await startPostgres();
  try {
    return await fleetQuery(id, 10_000, {
      PLINTH_TEST_POSTGRES_URL: postgres.url,
    });
  } finally {
    await postgres.stop();
  }
}
