import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../lib/ports.mjs';
import { ensureFrontEnd } from '../lib/setup.mjs';
import { root } from '../lib/toolchain.mjs';
import { work } from './commands.mjs';
import { compare } from './compare.mjs';
import { answers, timeToReady } from './timeToReady.mjs';

/** Ports and a data folder of one side's own. */
async function settings(dataDir) {
  mkdirSync(path.join(dataDir, 'portal'), { recursive: true });
  const port = await freePort();
  return {
    PLINTH_PORT: String(port),
    PLINTH_GITHUB_PORT: String(await freePort()),
    PLINTH_AWS_PORT: String(await freePort()),
    PLINTH_BASE_URL: `http://localhost:${port}`,
    PLINTH_DATA_DIR: dataDir,
  };
}

/** The app that the demo's configuration includes, for a portal that has no sandbox to be one of. */
function writePortalApp(dataDir) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  mkdirSync(path.join(dataDir, 'sandbox'), { recursive: true });
  writeFileSync(
    path.join(dataDir, 'sandbox', 'portal-app.json'),
    JSON.stringify({
      appId: 1,
      clientId: 'none',
      clientSecret: 'none',
      webhookSecret: 'none',
      privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }),
    }),
  );
}

/**
 * A second `npm start` until it says that it is ready, with the sandbox up and the demo loaded, against Backstage's own
 * start of the same portal for development: until the back end is ready and the front end's bundle is served. The peer
 * has no sandbox, so it has less to do.
 */
export async function startWarm(id) {
  await ensureFrontEnd();
  const ours = await settings(path.join(work, 'start'));
  const theirs = await settings(path.join(work, 'start-peer'));
  writePortalApp(theirs.PLINTH_DATA_DIR);
  const frontEnd = await freePort();
  const page = `http://localhost:${frontEnd}`;
  const config = path.join(work, 'app-config.start.json');
  writeFileSync(config, JSON.stringify({ app: { baseUrl: page } }));
  const configs = ['app-config.yaml', 'app-config.sandbox.yaml']
    .map(name => path.join(root, name))
    .concat(config)
    .flatMap(name => ['--config', name]);
  return compare(id, {
    n: 3,
    ours: () =>
      timeToReady('node', [path.join(root, 'scripts/start.mjs')], {
        env: ours,
        ready: async output => output.includes('Plinth is ready'),
      }),
    theirs: () =>
      timeToReady('backstage-cli', ['repo', 'start', ...configs], {
        env: {
          ...theirs,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'AKIA123456789012READ',
          AWS_SECRET_ACCESS_KEY: 'sandbox',
        },
        ready: async () =>
          (await answers(
            `${theirs.PLINTH_BASE_URL}/.backstage/health/v1/readiness`,
          )) &&
          (await answers(page)) &&
          (await answers(`${page}/static/main.js`)),
      }),
  });
}
