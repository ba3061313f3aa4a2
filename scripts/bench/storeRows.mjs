import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startPostgres } from '../lib/postgres.mjs';
import { start } from '../lib/toolchain.mjs';
import { program } from './commands.mjs';
import { compare } from './compare.mjs';

/** Compares the two sides of a measurement of the environments back end, which runs in a process of its own. */
async function compareIn(id, [file, ...args], { n, env = {} }) {
  const measured = start(
    'node',
    program(`plugins/environments-backend/bench/${file}`, ...args),
    { stdio: ['pipe', 'pipe', 'inherit'], env },
  );
  const ended = once(measured, 'close');
  const lines = createInterface({ input: measured.stdout })[
    Symbol.asyncIterator
  ]();
  const ask = async side => {
    measured.stdin.write(`${side}\n`);
    const { value } = await lines.next();
    assert.ok(value, `${file} ended early`);
    return Number(value);
  };
  try {
    const { value } = await lines.next();
    assert.equal(value, 'ready', `${file} did not start`);
    return await compare(id, {
      n,
      ours: () => ask('ours'),
      theirs: () => ask('theirs'),
    });
  } finally {
    measured.stdin.end();
    await ended;
  }
}

const onSqlite = (file, args, n) => id =>
  compareIn(id, [file, ...args.map(String)], { n });

const onPostgres = (file, args, n) => async id => {
  const postgres = await startPostgres();
  try {
    return await compareIn(id, [file, ...args.map(String)], {
      n,
      env: { PLINTH_TEST_POSTGRES_URL: postgres.url },
    });
  } finally {
    await postgres.stop();
  }
};

/** A page of the fleet from the store, against all stacks read from AWS for the view. */
export const fleetQuery100 = onSqlite('measureFleet.ts', [100, 'page'], 6);
export const fleetQuery1000 = onSqlite('measureFleet.ts', [1_000, 'page'], 6);
export const fleetQuery10000 = onSqlite('measureFleet.ts', [10_000, 'page'], 6);
export const fleetQuery10000Postgres = onPostgres(
  'measureFleet.ts',
  [10_000, 'page'],
  6,
);

/** The same page for a developer, whom the policy lets see what their team owns. */
export const fleetQueryOwn10000 = onSqlite(
  'measureFleet.ts',
  [10_000, 'own'],
  24,
);
export const fleetQueryOwn10000Postgres = onPostgres(
  'measureFleet.ts',
  [10_000, 'own'],
  24,
);

/** How many units there are of each health, against the same count over all stacks read from AWS. */
export const fleetCount10000 = onSqlite(
  'measureFleet.ts',
  [10_000, 'count'],
  6,
);
export const fleetCount10000Postgres = onPostgres(
  'measureFleet.ts',
  [10_000, 'count'],
  6,
);

/** The health of one unit of the fleet, against its stack, events and resources read from AWS. */
export const healthPage10000 = onSqlite(
  'measureFleet.ts',
  [10_000, 'health'],
  40,
);
export const healthPage10000Postgres = onPostgres(
  'measureFleet.ts',
  [10_000, 'health'],
  40,
);

/** A page of the audit trail from the ledger, against the events of the stack read from AWS back to that page. */
export const changesPage100000 = onSqlite('measureChanges.ts', [100_000], 40);
export const changesPage100000Postgres = onPostgres(
  'measureChanges.ts',
  [100_000],
  40,
);

/** From an event to the portal's store, while a hundred a second arrive, against asking AWS every five seconds. */
export const eventToStore = onSqlite('measureEvents.ts', [400, 'store'], 40);
/** The same to a page that follows the portal's signals. */
export const eventToBrowser = onSqlite('measureEvents.ts', [400, 'page'], 40);

/** A sweep of a thousand stacks of which ten have changed, against three questions for each stack. */
export const sweep1000 = onSqlite('measureSweep.ts', [1_000], 6);
