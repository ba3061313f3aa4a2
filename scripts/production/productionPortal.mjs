import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../lib/ports.mjs';
import { until } from '../lib/portal.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { root } from '../lib/toolchain.mjs';
import { ask, entities } from './lib/ask.mjs';
import { backUp } from './lib/backUp.mjs';
import { addNextMigrations } from './lib/nextMigrations.mjs';
import { ProductionFolder } from './lib/ProductionFolder.mjs';
import { query } from './lib/query.mjs';
import { ready, withLog } from '../install/lib/ready.mjs';
import { replicas } from './replicas.mjs';
import { rollingUpgrade } from './rollingUpgrade.mjs';

/** The folder that `npm run build` makes, where there is nothing but Node.js and PostgreSQL. */
export function productionPortal(running) {
  let folder;
  let postgres;
  let address;
  let ports;
  let portal;

  const start = options =>
    folder.start({ ...ports, database: postgres.url, ...options });

  before(
    async () => {
      ports = { port: await freePort(), metricsPort: await freePort() };
      address = `http://localhost:${ports.port}`;
      postgres = await startPostgres();
      folder = await ProductionFolder.build(running);
      running.production = { folder, database: postgres.url };
    },
    { timeout: 900_000 },
  );
  after(async () => {
    await portal?.stop();
    await postgres?.stop();
    folder?.remove();
  });

  it('does not start without what it needs, and names it', async () => {
    const refused = start({ without: 'POSTGRES_PASSWORD' });
    assert.equal(await refused.whenEnded(), 1);
    assert.match(
      refused.output,
      /\n- backend\.database\.connection\.password is missing/,
    );
    assert.doesNotMatch(refused.output, /Listening on/);
  });

  it('tells with the doctor what is not connected as the guide asks', async () => {
    const doctor = start({
      words: ['doctor', '--json'],
      env: { GITHUB_ENTERPRISE_TOKEN: 'sandbox-admin' },
    });
    assert.equal(await doctor.whenEnded(), 1, doctor.output);
    const { findings } = JSON.parse(
      doctor.output.slice(doctor.output.indexOf('{\n')),
    );
    // The demo belongs to a portal at another address.
    assert.deepEqual(
      findings
        .filter(({ status }) => status !== 'good')
        .map(({ check, status }) => `${check}: ${status}`)
        .sort(),
      ['portal-address: missing', 'webhook: missing'],
    );
    assert.ok(findings.length > 30);
  });

  it('starts', { timeout: 240_000 }, async () => {
    portal = start();
    await ready(portal, ports.port);
  });

  it('serves the front end', async () => {
    const page = await (await ask(address, '/environments')).text();
    const [, script] = page.match(/<script[^>]*src="([^"]+\.js)"/);
    assert.match(
      (await ask(address, new URL(script, address).pathname)).headers.get(
        'content-type',
      ),
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
        const found = (await entities(address, 'kind=template')).map(
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
        (await entities(address, 'kind=user')).find(
          ({ metadata, relations = [] }) =>
            metadata.name === 'engineer' && relations.length > 0,
        ),
      { limit: 60_000, what: 'The reading of the organisation' },
    ).catch(withLog(portal));
    assert.deepEqual(engineer.spec.memberOf, ['platform']);
    const groups = await entities(address, 'kind=group');
    assert.ok(groups.some(({ metadata }) => metadata.name === 'platform'));
  });

  it('reads the infrastructure repository', async () => {
    await until(
      async () =>
        (
          await entities(address, 'kind=resource,spec.type=aws-environment')
        ).some(({ metadata }) => metadata.name === 'claims-staging'),
      { limit: 120_000, what: 'The reading of the units' },
    );
  });

  it('finds what is in the catalog, by an index in the database', async () => {
    await until(
      async () => {
        const { results } = await (
          await ask(address, '/api/search/query?term=claims-staging')
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
          await fetch(`http://localhost:${ports.metricsPort}/metrics`)
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

  it(
    'answers the same from a backup that was taken while it worked',
    { timeout: 240_000 },
    async () => {
      const ledger = 'select seq, leaf_hash from ledger_entries order by seq';
      const changes =
        '/api/environments/v1/entities/default/resource/claims-staging/changes';
      const answers = async (portalAddress, server) => ({
        entries: await query(server.url, ledger),
        changes: (await (await ask(portalAddress, changes)).json()).items,
        resources: (await entities(portalAddress, 'kind=resource'))
          .map(({ metadata }) => metadata.name)
          .sort(),
      });
      const before = await answers(address, postgres);
      const backup = folder.path('backup');
      await backUp(postgres, backup);

      const restored = await startPostgres({ backup });
      const others = { port: await freePort(), metricsPort: await freePort() };
      const second = folder.start({ ...others, database: restored.url });
      try {
        await ready(second, others.port);
        const after = await answers(
          `http://localhost:${others.port}`,
          restored,
        );
        // The ledger may have grown before the backup was done.
        after.entries.length = before.entries.length;
        assert.deepEqual(after, before);
      } finally {
        await second.stop();
        await restored.stop();
      }
    },
  );

  describe('as two replicas', () => {
    before(() => portal.stop());
    replicas(running);
  });

  describe('while an upgrade to the version after it rolls', () => {
    let next;
    after(() => next?.remove());
    rollingUpgrade(running, {
      name: 'onward',
      versions: () => {
        next = folder.copy();
        addNextMigrations(next.portal);
        return { old: folder, next };
      },
    });
  });

  const { PLINTH_PREVIOUS_PORTAL: previous } = process.env;
  // There is none where the version before was not built.
  if (previous) {
    describe('while an upgrade from the version before rolls', () => {
      let old;
      after(() => old?.remove());
      rollingUpgrade(running, {
        name: 'upgraded',
        versions: () => {
          old = ProductionFolder.existing(path.resolve(previous), running);
          return { old, next: folder };
        },
      });
    });
  }
}
