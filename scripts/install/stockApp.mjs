import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchBrowser } from '../../packages/app/e2e/lib/browser.mjs';
import { requestEnvironment } from '../../packages/app/e2e/lib/requestEnvironment.mjs';
import { freePort } from '../lib/ports.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { Process } from './lib/Process.mjs';
import { ready, withLog } from './lib/ready.mjs';
import { OLD_APP, StockApp } from './lib/StockApp.mjs';
import { stockConfiguration } from './lib/stockConfiguration.mjs';

/** Against what hangs; how fast it is depends on the machine. */
const TIME = { timeout: 900_000 };

/**
 * Apps as `@backstage/create-app` makes them, to which the plugins come by the lines of their READMEs and by configuration. One
 * back end serves first the app of the new front-end system, then that of the old one.
 */
export function stockApp(running) {
  let app;
  let postgres;
  let port;
  let portal;
  let browser;
  let page;

  /** Starts the portal as its image does, with the front end of that package. */
  const start = async frontEnd => {
    await portal?.stop();
    app.write(
      'here.json',
      JSON.stringify(stockConfiguration({ ...running, port, frontEnd })),
    );
    const { hostname, port: databasePort, username } = new URL(postgres.url);
    portal = new Process(
      process.execPath,
      [
        '--no-node-snapshot',
        'packages/backend',
        ...[
          'app-config.yaml',
          'app-config.production.yaml',
          'here.json',
        ].flatMap(file => ['--config', file]),
      ],
      {
        cwd: app.folder,
        env: app.environment({
          NODE_ENV: 'production',
          POSTGRES_HOST: hostname,
          POSTGRES_PORT: databasePort,
          POSTGRES_USER: username,
          POSTGRES_PASSWORD: new URL(postgres.url).password,
        }),
      },
    );
    await ready(portal, port);
  };
  /** Shows what the portal said, beside what did not happen. */
  const said = error => withLog(portal)(error);

  before(async () => {
    app = new StockApp();
    port = await freePort();
    postgres = await startPostgres();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
    page.setDefaultTimeout(60_000);
  }, TIME);
  after(async () => {
    await browser?.close();
    await portal?.stop();
    await postgres?.stop();
    app?.remove();
  });

  it('is made', TIME, async () => {
    await app.shareCache();
    await app.create(running.registry.url);
    await app.createOldApp();
  });

  it('takes the plugins by the lines of their READMEs', TIME, async () => {
    await app.addPlugins();
    await app.add('environments', `packages/${OLD_APP}`);
    app.addElements('environments', {
      block: 0,
      file: `packages/${OLD_APP}/src/App.tsx`,
      closing: '</FlatRoutes>',
    });
    app.addElements('environments', {
      block: 1,
      file: `packages/${OLD_APP}/src/components/catalog/EntityPage.tsx`,
      closing: '</EntityLayout>',
      upTo: 'const componentPage',
    });
    await app.install();
  });

  it('compiles, with the old front-end system too', TIME, async () => {
    await app.run('yarn', ['tsc']);
  });

  it('builds', TIME, async () => {
    await Promise.all([
      app.run('yarn', ['build:backend']),
      app.run('yarn', ['workspace', OLD_APP, 'build']),
    ]);
    // As in its image: over the dependencies.
    await app.run('tar', ['-xzf', 'packages/backend/dist/bundle.tar.gz']);
  });

  describe('on the new front-end system', () => {
    before(() => start('app'), TIME);

    it('shows the environments to who signs in', TIME, async () => {
      await page.goto(`http://localhost:${port}/environments`);
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByRole('heading', { name: 'Environments' }).waitFor();
      await page
        .getByRole('row', { name: /claims-dev.*Healthy/ })
        .first()
        .waitFor(TIME)
        .catch(said);
    });

    it('prices a request and opens its pull request', TIME, async () => {
      await requestEnvironment(page, { name: 'stock-dev' });
      const link = page.getByRole('link', { name: /Pull request #\d+/ });
      await link.waitFor(TIME).catch(said);
      const number = path.basename(await link.getAttribute('href'));
      const answer = await fetch(
        `${running.github}/api/v3/repos/acme/infrastructure/pulls/${number}`,
        { headers: { authorization: 'Bearer sandbox-developer' } },
      );
      const pull = await answer.json();
      assert.equal(pull.state, 'open');
      assert.match(pull.title, /stock-dev/);
    });
  });

  describe('on the old front-end system', () => {
    before(() => start(OLD_APP), TIME);

    it('shows the tabs of an environment', TIME, async () => {
      const entity = `http://localhost:${port}/catalog/default/resource/claims-dev`;
      await page.goto(`${entity}/health`);
      await page.getByText('Healthy').first().waitFor();
      await page.getByRole('tab', { name: 'Cost' }).click();
      await page.getByText('Month to date').first().waitFor();
      await page.getByRole('tab', { name: 'Audit trail' }).click();
      await page
        .getByText(/New environment claims-dev/)
        .first()
        .waitFor();
    });

    it('shows the environments', async () => {
      await page.goto(`http://localhost:${port}/environments`);
      await page.getByRole('link', { name: 'claims-dev' }).first().waitFor();
    });
  });
}
