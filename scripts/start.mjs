/*
 * `npm start`: sets everything up, then serves the portal with its sandbox until Ctrl-C.
 * `npm start -- --reset` first empties the demo's data.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
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

async function main(args) {
  const unknown = args.filter(arg => arg !== '--reset');
  if (unknown.length) {
    throw new Error(
      `Unknown argument ${unknown.join(' ')}: npm start knows only --reset, which empties the demo's data.`,
    );
  }
  if (path.relative(root, dataDir).startsWith('..')) {
    throw new Error(
      `PLINTH_DATA_DIR is ${dataDir}: choose a folder inside ${root}, so that workflow runs find the dependencies.`,
    );
  }
  const ports = readPorts();
  await requireFreePorts(ports);
  if (args.includes('--reset')) {
    rmSync(dataDir, { recursive: true, force: true });
  }
  await ensureDependencies();
  await ensureFrontEnd();
  if (stopping) return;
  console.log('Starting the sandbox (GitHub, AWS, workflow runner) …');
  services.push(await startSandbox({ ports, dataDir }));
  if (stopping) return;
  console.log('Starting the portal …');
  services.push(await startBackEnd({ ports, dataDir }));
  const base = `http://localhost:${ports.PLINTH_PORT}`;
  await waitForDemo(base);
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
