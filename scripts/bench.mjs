/*
 * `npm run bench`: compares Plinth with what a user would do instead. Each row measures both sides in turn, in one run,
 * and prints a JSON line `{id, ours, theirs, ratio, unit, n}`: medians, and how many times faster ours is.
 * `npm run bench -- ROW ...` measures only those rows. What is being done goes to standard error.
 */
import { mkdirSync } from 'node:fs';
import { say, work } from './bench/commands.mjs';
import { formToPullRequest, requestAt2000Units } from './bench/formRow.mjs';
import { firstPage } from './bench/pageRow.mjs';
import { planOneUnit } from './bench/planRow.mjs';
import { installedSize, startProduction } from './bench/productionRows.mjs';
import { ceRequestsPerDay, estimateBurst, soak } from './bench/scaleRows.mjs';
import { startWarm } from './bench/startRow.mjs';
import {
  changesPage100000,
  changesPage100000Postgres,
  eventToBrowser,
  eventToStore,
  fleetCount10000,
  fleetCount10000Postgres,
  fleetQuery100,
  fleetQuery1000,
  fleetQuery10000,
  fleetQuery10000Postgres,
  fleetQueryOwn10000,
  fleetQueryOwn10000Postgres,
  healthPage10000,
  healthPage10000Postgres,
  sweep1000,
} from './bench/storeRows.mjs';
import {
  synth1,
  synth1Preview,
  synth1PreviewWarm,
  synth200,
} from './bench/synthRows.mjs';
import { ensureDependencies } from './lib/setup.mjs';

const rows = {
  'ce-requests-per-day': ceRequestsPerDay,
  'changes-page-100000': changesPage100000,
  'changes-page-100000-postgresql': changesPage100000Postgres,
  'estimate-burst': estimateBurst,
  'event-to-browser': eventToBrowser,
  'event-to-store': eventToStore,
  'first-page': firstPage,
  'fleet-count-10000': fleetCount10000,
  'fleet-count-10000-postgresql': fleetCount10000Postgres,
  'fleet-query-100': fleetQuery100,
  'fleet-query-1000': fleetQuery1000,
  'fleet-query-10000': fleetQuery10000,
  'fleet-query-10000-postgresql': fleetQuery10000Postgres,
  'fleet-query-own-10000': fleetQueryOwn10000,
  'fleet-query-own-10000-postgresql': fleetQueryOwn10000Postgres,
  'health-page-10000': healthPage10000,
  'health-page-10000-postgresql': healthPage10000Postgres,
  'form-to-pr': formToPullRequest,
  'plan-one-unit': planOneUnit,
  'request-at-2000-units': requestAt2000Units,
  'installed-size': installedSize,
  'start-production': startProduction,
  'start-warm': startWarm,
  'sweep-1000': sweep1000,
  'synth-1': synth1,
  'synth-200': synth200,
  'synth-1-preview': synth1Preview,
  'synth-1-preview-warm': synth1PreviewWarm,
};

/** What takes as long as it is told to, and is measured only when it is named. */
const onRequest = { soak };

async function main(chosen) {
  const known = { ...rows, ...onRequest };
  const unknown = chosen.filter(name => !(name in known));
  if (unknown.length) {
    throw new Error(
      `There is no row ${unknown.join(', ')}; the rows are ${Object.keys(known).join(', ')}.`,
    );
  }
  // Standard output holds the rows and nothing else, also while things are being installed or built.
  console.log = say;
  await ensureDependencies();
  mkdirSync(work, { recursive: true });
  let failed = 0;
  const asked = chosen.length
    ? Object.entries(known).filter(([name]) => chosen.includes(name))
    : Object.entries(rows);
  for (const [name, measure] of asked) {
    say(`${name} …`);
    try {
      const row = await measure(name);
      process.stdout.write(`${JSON.stringify(row)}\n`);
    } catch (error) {
      failed += 1;
      say(`${name} could not be measured: ${error.stack}`);
    }
  }
  return failed;
}

main(process.argv.slice(2)).then(
  failed => process.exit(failed ? 1 : 0),
  error => {
    say(error.message);
    process.exit(1);
  },
);
