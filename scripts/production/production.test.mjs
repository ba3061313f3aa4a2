import { after, before, describe } from 'node:test';
import { startDemo } from '../install/lib/startDemo.mjs';
import { productionPortal } from './productionPortal.mjs';

/* The portal as it runs in production: the folder that `npm run build` makes, outside the checkout, on PostgreSQL. */
describe('the portal in production', () => {
  const running = {};
  let demo;
  before(
    async () => {
      demo = await startDemo('production');
      Object.assign(running, demo);
    },
    { timeout: 400_000 },
  );
  after(() => demo?.stop());

  productionPortal(running);
});
