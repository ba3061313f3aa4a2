import path from 'node:path';
import { startDemo } from '../install/lib/startDemo.mjs';
import { stockConfiguration } from '../install/lib/stockConfiguration.mjs';
import { freePort } from '../lib/ports.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { ProductionFolder } from '../production/lib/ProductionFolder.mjs';
import { compare } from './compare.mjs';
import { stockApp } from './stockApp.mjs';
import { answers, timeToReady } from './timeToReady.mjs';

const health = address => `${address}/.backstage/health/v1/readiness`;

/** The database of a stock app, and where it listens. */
function backEnd(postgres, port) {
  const {
    hostname,
    port: databasePort,
    username,
    password,
  } = new URL(postgres.url);
  return {
    baseUrl: `http://localhost:${port}`,
    listen: `127.0.0.1:${port}`,
    database: {
      client: 'pg',
      connection: {
        host: hostname,
        port: Number(databasePort),
        user: username,
        password,
      },
    },
  };
}

/** Does a measurement with the stock app, the demo in place of GitHub and AWS, our built folder, and a PostgreSQL for each side. */
async function inProduction(measure) {
  const stock = await stockApp();
  const started = [];
  const begin = async starting => {
    const each = await starting;
    started.unshift(() => each.stop());
    return each;
  };
  try {
    const demo = await begin(startDemo('bench'));
    const folder = await ProductionFolder.build(demo);
    started.unshift(() => folder.remove());
    const database = await begin(startPostgres());
    const theirs = await begin(startPostgres());
    const ours = async () => {
      const ports = { port: await freePort(), metricsPort: await freePort() };
      const { program, args, env, cwd } = folder.command({
        ...ports,
        database: database.url,
      });
      const address = `http://localhost:${ports.port}`;
      return timeToReady(program, args, {
        cwd,
        env: { ...env, NODE_COMPILE_CACHE: undefined },
        ready: async () =>
          (await answers(health(address))) && (await answers(address)),
      });
    };
    return await measure({ ours, stock, demo, postgres: theirs });
  } finally {
    for (const stop of started) {
      await stop();
    }
  }
}

/**
 * The folder that `npm run build` makes, until it is ready and serves the front end, against `yarn start` of a stock app with the same
 * plugins: both with the demo, on PostgreSQL, a second time.
 */
export function startProduction(id) {
  return inProduction(async ({ ours, stock: { app }, demo, postgres }) => {
    const port = await freePort();
    const page = `http://localhost:${await freePort()}`;
    const configuration = stockConfiguration({
      ...demo,
      port,
      frontEnd: 'app',
    });
    app.write(
      'here.json',
      JSON.stringify({
        ...configuration,
        app: { baseUrl: page },
        backend: backEnd(postgres, port),
      }),
    );
    return compare(id, {
      n: 3,
      ours,
      theirs: () =>
        timeToReady(
          'yarn',
          [
            'start',
            ...['app-config.yaml', 'here.json'].flatMap(file => [
              '--config',
              path.join(app.folder, file),
            ]),
          ],
          {
            cwd: app.folder,
            env: app.environment({ NODE_COMPILE_CACHE: undefined }),
            ready: async () =>
              (await answers(health(`http://localhost:${port}`))) &&
              (await answers(page)) &&
              (await answers(`${page}/static/main.js`)),
          },
        ),
    });
  });
}

/** What is installed in a stock app with our plugins, against the stock app alone. */
export async function installedSize(id) {
  const { bare, whole } = await stockApp();
  return {
    id,
    ours: Math.round(whole.megabytes),
    theirs: Math.round(bare.megabytes),
    ratio: Number((bare.megabytes / whole.megabytes).toFixed(2)),
    unit: 'MB',
    n: 1,
    packages: { ours: whole.packages, theirs: bare.packages },
  };
}
