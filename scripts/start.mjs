/*
 * `npm start`: sets everything up, then serves the portal with its sandbox until Ctrl-C.
 * `npm start -- --reset` first empties the demo's data. `npm start -- --fleet 2000` has a generated fleet of so many environments and
 * tenants beside the demo.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fleetConfigs } from './lib/fleetConfigs.mjs';
import { readPorts, requireFreePorts } from './lib/ports.mjs';
import { startBackEnd, startSandbox, waitForDemo } from './lib/portal.mjs';
import { ensureDependencies, ensureFrontEnd } from './lib/setup.mjs';
import { root } from './lib/toolchain.mjs';

const dataDir = path.resolve(root, process.env.PLINTH_DATA_DIR ?? '.data/demo');
const services = [];
let stopping = false;

async function stopAll() {
  stopping = true;
  for (const service of [...services].reverse()) {
    await service.stop();
  }
}

/** What was asked for; throws an Error that names what npm start does not know. */
function readArguments(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: { reset: { type: 'boolean' }, fleet: { type: 'string' } },
    }));
  } catch (error) {
    throw new Error(
      `${error.message}. npm start knows --reset, which empties the demo's data, and --fleet N, which generates N environments and tenants beside it.`,
    );
  }
  const { reset, fleet } = values;
  if (
    fleet !== undefined &&
    !(/^\d{1,5}$/.test(fleet) && fleet >= 1 && fleet <= 20000)
  ) {
    throw new Error(
      `--fleet is "${fleet}", which is no size of a fleet: give a whole number of units from 1 to 20000, such as --fleet 2000.`,
    );
  }
  return { reset, fleet: fleet && Number(fleet) };
}

async function main(args) {
  const { reset, fleet } = readArguments(args);
  if (path.relative(root, dataDir).startsWith('..')) {
    throw new Error(
      `PLINTH_DATA_DIR is ${dataDir}: choose a folder inside ${root}, so that workflow runs find the dependencies.`,
    );
  }
  const ports = readPorts();
  await requireFreePorts(ports);
  if (reset) {
    rmSync(dataDir, { recursive: true, force: true });
  }
  await ensureDependencies();
  await ensureFrontEnd();
  if (stopping) return;
  console.log('Starting the sandbox (GitHub, AWS, workflow runner) …');
  if (fleet) {
    console.log(
      `A fleet of ${fleet} units is laid down at the first start, which takes a minute or two for each thousand …`,
    );
  }
  services.push(await startSandbox({ ports, dataDir, fleet }));
  if (stopping) return;
  console.log('Starting the portal …');
  const configs = fleetConfigs(dataDir);
  services.push(await startBackEnd({ ports, dataDir, configs }));
  const base = `http://localhost:${ports.PLINTH_PORT}`;
  await waitForDemo(base, { fleet: configs.length > 0 });
  if (stopping) return;
  console.log(`Plinth is ready at ${base} (Ctrl-C stops it)`);
  await Promise.race(services.map(service => service.whenEnded()));
  if (!stopping) {
    throw new Error(services.map(service => service.failure()).find(Boolean));
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (!stopping) {
      console.log('\nStopping …');
      await stopAll();
      process.exit(0);
    }
  });
}

main(process.argv.slice(2)).catch(async error => {
  if (stopping) return;
  console.error(`\n${error.message}`);
  await stopAll();
  process.exit(1);
});
