import { after, before, describe } from 'node:test';
import { endOnSignals } from '../lib/atExit.mjs';
import { packPackages } from '../lib/packages.mjs';
import { infrastructureRepository } from './infrastructureRepository.mjs';
import { LoopbackRegistry } from './lib/LoopbackRegistry.mjs';
import { startDemo } from './lib/startDemo.mjs';
import { stockApp } from './stockApp.mjs';

/*
 * Plinth as somebody has it who knows only the npm registry: the packed packages, installed outside the checkout, with the
 * sandbox in place of GitHub and AWS. What takes time is shared, and one installation waits for the network while the other computes.
 */
endOnSignals();

describe('installed from a registry', { concurrency: true }, () => {
  const running = {};
  let demo;
  before(
    async () => {
      running.registry = await LoopbackRegistry.start(await packPackages());
      demo = await startDemo('install');
      Object.assign(running, demo);
    },
    { timeout: 900_000 },
  );
  after(async () => {
    await demo?.stop();
    await running.registry?.stop();
  });

  // Within each, one step stands on the other.
  const inOrder = { concurrency: 1 };
  describe('an infrastructure repository', inOrder, () =>
    infrastructureRepository(running),
  );
  describe('a stock app', inOrder, () => stockApp(running));
});
