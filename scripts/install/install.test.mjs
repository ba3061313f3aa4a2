import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe } from 'node:test';
import { packPackages } from '../lib/packages.mjs';
import { freePort } from '../lib/ports.mjs';
import { startSandbox, until } from '../lib/portal.mjs';
import { root } from '../lib/toolchain.mjs';
import { infrastructureRepository } from './infrastructureRepository.mjs';
import { productionPortal } from './productionPortal.mjs';
import { stockApp } from './stockApp.mjs';
import { LoopbackRegistry } from './lib/LoopbackRegistry.mjs';

const hasUnit = async (github, folder) =>
  (
    await fetch(
      `${github}/api/v3/repos/acme/infrastructure/contents/${folder}`,
      { headers: { authorization: 'Bearer sandbox-developer' } },
    )
  ).ok;

/*
 * Plinth as somebody has it who knows only the npm registry: the packed packages, installed outside the checkout, with the
 * sandbox in place of GitHub and AWS. What takes time is shared.
 */
describe('installed from a registry', () => {
  const dataDir = path.join(root, '.data', `install-${process.pid}`);
  const running = { dataDir };
  before(
    async () => {
      running.registry = await LoopbackRegistry.start(await packPackages());
      running.ports = {
        PLINTH_PORT: await freePort(),
        PLINTH_GITHUB_PORT: await freePort(),
        PLINTH_AWS_PORT: await freePort(),
      };
      running.github = `http://localhost:${running.ports.PLINTH_GITHUB_PORT}`;
      running.aws = `http://127.0.0.1:${running.ports.PLINTH_AWS_PORT}`;
      running.sandbox = await startSandbox({ ports: running.ports, dataDir });
      await until(() => hasUnit(running.github, 'tenants/initech'), {
        limit: 120_000,
        failed: () => running.sandbox.failure(),
        what: 'The writing of the last unit of the demo',
      });
    },
    { timeout: 900_000 },
  );
  after(async () => {
    await running.sandbox?.stop();
    await running.registry?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  describe('an infrastructure repository', () =>
    infrastructureRepository(running));
  describe('a stock app', () => stockApp(running));
  describe('the portal in production', () => productionPortal(running));
});
