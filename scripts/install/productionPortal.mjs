import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { portalConnections } from './lib/portalConnections.mjs';
import { freePort } from '../lib/ports.mjs';
import { until } from '../lib/portal.mjs';
import { buildPortal } from '../lib/portalFolder.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { root } from '../lib/toolchain.mjs';
import { Outside } from './lib/Outside.mjs';
import { Process } from './lib/Process.mjs';

const TOKEN = 'a-token-of-the-test-alone';

/** What a person sets who follows docs/how-to/run-in-production.md. */
function variables({ github, postgres, port }) {
  return {
    PLINTH_BASE_URL: `http://localhost:${port}`,
    PLINTH_ORGANIZATION: 'acme',
    PLINTH_GITHUB_ORGANIZATION: 'acme',
    PLINTH_INFRASTRUCTURE_REPOSITORY: `${github}/acme/infrastructure`,
    PLINTH_EVENTS_QUEUE_URL: 'https://queue.example.com/1/plinth-events',
    POSTGRES_HOST: postgres.hostname,
    POSTGRES_PORT: postgres.port,
    POSTGRES_USER: postgres.username,
    POSTGRES_PASSWORD: postgres.password,
    AUTH_GITHUB_CLIENT_ID: 'sandbox',
    AUTH_GITHUB_CLIENT_SECRET: 'sandbox',
    GITHUB_APP_ID: '1',
    GITHUB_APP_CLIENT_ID: 'sandbox',
    GITHUB_APP_CLIENT_SECRET: 'sandbox',
    GITHUB_APP_PRIVATE_KEY: 'sandbox',
    GITHUB_WEBHOOK_SECRET: 'sandbox-webhook-secret',
  };
}

/** The folder that `npm run build` makes, where there is nothing but Node.js and PostgreSQL. */
export function productionPortal(running) {
  let outside;
  let postgres;
  let port;
  let metricsPort;
  let portal;

  const start = (environment, ...words) =>
    new Process(
      process.execPath,
      [
        '--require',
        './packages/backend/instrumentation.js',
        'packages/backend',
        ...words,
        '--config',
        'app-config.yaml',
        '--config',
        'app-config.production.yaml',
        '--config',
        '../here.json',
      ],
      {
        cwd: path.join(outside.folder, 'portal'),
        env: outside.environment({
          NODE_ENV: 'production',
          OTEL_EXPORTER_PROMETHEUS_PORT: metricsPort,
          ...environment,
        }),
      },
    );
  const all = () =>
    variables({
      github: running.github,
      postgres: new URL(postgres.url),
      port,
    });
  const get = async route => {
    const answer = await fetch(`http://localhost:${port}${route}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    assert.equal(
      answer.status,
      200,
      `${route}: ${await answer.clone().text()}`,
    );
    return answer;
  };
  const entities = async filter =>
    (
      await (
        await get(`/api/catalog/entities/by-query?limit=200&filter=${filter}`)
      ).json()
    ).items;

  before(
    async () => {
      outside = new Outside('portal');
      port = await freePort();
      metricsPort = await freePort();
      postgres = await startPostgres();
      await buildPortal(path.join(outside.folder, 'portal'));
      writeFileSync(
        path.join(outside.folder, 'here.json'),
        JSON.stringify({
          ...portalConnections(running),
          backend: {
            listen: { host: '127.0.0.1', port },
            database: { connection: { ssl: false } },
            auth: {
              externalAccess: [
                { type: 'static', options: { token: TOKEN, subject: 'test' } },
              ],
            },
          },
        }),
      );
    },
    { timeout: 900_000 },
  );
  after(async () => {
    await portal?.stop();
    await postgres?.stop();
    outside.remove();
  });

  it('does not start without what it needs, and names it', async () => {
    const { POSTGRES_PASSWORD: _, ...others } = all();
    const refused = start(others);
    assert.equal(await refused.whenEnded(), 1);
    assert.match(
      refused.output,
      /\n- backend\.database\.connection\.password is missing/,
    );
    assert.doesNotMatch(refused.output, /Listening on/);
  });

  it('tells with the doctor what is not connected as the guide asks', async () => {
    const doctor = start(
      { ...all(), GITHUB_ENTERPRISE_TOKEN: 'sandbox-admin' },
      'doctor',
      '--json',
    );
    assert.equal(await doctor.whenEnded(), 1, doctor.output);
    const { findings } = JSON.parse(
      doctor.output.slice(doctor.output.indexOf('{\n')),
    );
    // The demo belongs to a portal at another address, and takes an approval of who pushed last.
    assert.deepEqual(
      findings
        .filter(({ status }) => status !== 'good')
        .map(({ check, status }) => `${check}: ${status}`)
        .sort(),
      [
        'branch-protection: missing',
        'portal-address: missing',
        'webhook: missing',
      ],
    );
    assert.ok(findings.length > 30);
  });

  it('starts', { timeout: 240_000 }, async () => {
    portal = start(all());
    await until(
      async () =>
        (await fetch(`http://localhost:${port}/.backstage/health/v1/readiness`))
          .ok,
      {
        limit: 180_000,
        failed: () => portal.failure(),
        what: 'The start of the portal',
      },
    ).catch(error => {
      throw new Error(`${error.message}\n${portal.output.slice(-6000)}`);
    });
  });

  it('serves the front end', async () => {
    const page = await (await get('/environments')).text();
    const [, script] = page.match(/<script[^>]*src="([^"]+\.js)"/);
    assert.match(
      (
        await get(new URL(script, `http://localhost:${port}`).pathname)
      ).headers.get('content-type'),
      /javascript/,
    );
  });

  it('offers the templates', async () => {
    const all = readFileSync(path.join(root, 'templates/all.yaml'), 'utf8');
    const listed = [...all.matchAll(/- \.\/([\w-]+)\/template\.yaml/g)].map(
      ([, name]) => name,
    );
    assert.ok(listed.length > 0);
    await until(
      async () => {
        const found = (await entities('kind=template')).map(
          ({ metadata }) => metadata.name,
        );
        return listed.every(name => found.includes(name));
      },
      { limit: 60_000, what: `The reading of ${listed.join(', ')}` },
    );
  });

  it('knows the people and teams of the organisation', async () => {
    const engineer = await until(
      async () =>
        (await entities('kind=user')).find(
          ({ metadata, relations = [] }) =>
            metadata.name === 'engineer' && relations.length > 0,
        ),
      { limit: 60_000, what: 'The reading of the organisation' },
    ).catch(error => {
      throw new Error(`${error.message}\n${portal.output.slice(-6000)}`);
    });
    assert.deepEqual(engineer.spec.memberOf, ['platform']);
    const groups = await entities('kind=group');
    assert.ok(groups.some(({ metadata }) => metadata.name === 'platform'));
  });

  it('reads the infrastructure repository', async () => {
    await until(
      async () =>
        (await entities('kind=resource,spec.type=aws-environment')).some(
          ({ metadata }) => metadata.name === 'claims-staging',
        ),
      { limit: 120_000, what: 'The reading of the units' },
    );
  });

  it('finds what is in the catalog, by an index in the database', async () => {
    await until(
      async () => {
        const { results } = await (
          await get('/api/search/query?term=claims-staging')
        ).json();
        return results.some(
          ({ document }) => document.title === 'claims-staging',
        );
      },
      { limit: 120_000, what: 'The indexing of the catalog' },
    );
  });

  it('serves its metrics to Prometheus', async () => {
    const metrics = await until(
      async () => {
        const text = await (
          await fetch(`http://localhost:${metricsPort}/metrics`)
        ).text();
        return /^plinth_source_age\{source=/m.test(text) && text;
      },
      { limit: 60_000, what: 'The first reading of a source' },
    );
    for (const name of [
      'plinth_aws_calls_total',
      'plinth_github_calls_total',
      'plinth_ledger_entries',
      'backend_tasks_task_runs_count_total',
    ]) {
      assert.match(metrics, new RegExp(`^${name}\\{`, 'm'));
    }
  });
}
