import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { atExit } from '../../lib/atExit.mjs';
import { freePort } from '../../lib/ports.mjs';
import { startSandbox, until } from '../../lib/portal.mjs';
import { root } from '../../lib/toolchain.mjs';

/**
 * Starts the sandbox and waits until its demo is written, in place of GitHub and AWS.
 *
 * @param name - tells its data apart from others'
 * @returns its addresses, ports and data folder, and `stop`, which removes the data
 */
export async function startDemo(name) {
  const dataDir = path.join(root, '.data', `${name}-${process.pid}`);
  const ports = {
    PLINTH_PORT: await freePort(),
    PLINTH_GITHUB_PORT: await freePort(),
    PLINTH_AWS_PORT: await freePort(),
  };
  const github = `http://localhost:${ports.PLINTH_GITHUB_PORT}`;
  const sandbox = await startSandbox({ ports, dataDir });
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  const removed = atExit(remove);
  const stop = async () => {
    await sandbox.stop();
    remove();
    removed();
  };
  // It serves while its history is still being written.
  await until(
    async () => existsSync(path.join(dataDir, 'sandbox/seeded.json')),
    {
      limit: 600_000,
      failed: () => sandbox.failure(),
      what: 'The writing of the demo',
    },
  ).catch(async error => {
    await stop();
    throw error;
  });
  return {
    dataDir,
    ports,
    github,
    aws: `http://127.0.0.1:${ports.PLINTH_AWS_PORT}`,
    stop,
  };
}
