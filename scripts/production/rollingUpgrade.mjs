import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { until } from '../lib/portal.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { ledgerIsWhole } from './lib/ledger.mjs';
import { Load } from './lib/Load.mjs';
import { People } from './lib/People.mjs';
import { query } from './lib/query.mjs';
import { Relay } from './lib/Relay.mjs';
import { Replica, TAKEN_OVER_MS } from './lib/Replica.mjs';

const LONG = { timeout: 400_000 };
const CLAIMS = '/api/environments/v1/entities/default/resource/claims-staging';

/** The names of the migrations that a portal's folder has. */
const migrationsOf = ({ portal }) =>
  readdirSync(
    path.join(
      portal,
      'node_modules/@plinth/plugin-environments-backend/migrations',
    ),
  ).sort();

/**
 * Two replicas of a version make way for those of the version after it, one after the other, under load, back once and forth again, as
 * docs/how-to/run-in-production.md says.
 *
 * @param running - the sandbox
 * @param options.name - begins the names of the environments that are requested meanwhile
 * @param options.versions - makes the `ProductionFolder` of each, `{ old, next }`
 */
export function rollingUpgrade(running, { name, versions }) {
  let postgres;
  let front;
  let people;
  let folders;
  let load;
  let old;
  let next;
  /** Runs of scheduled tasks that failed, as `[task, runs]`, of replicas that have ended. */
  const failed = [];

  const rows = sql => query(postgres.url, sql);
  const migrations = async () =>
    (await rows('select name from knex_migrations'))
      .map(each => each.name)
      .sort();

  /** Brings a replica behind the proxy once it is ready. */
  const join = async replica => {
    await replica.start();
    front.targets = [...front.targets, replica.url];
  };
  /** Takes a replica from the proxy, and ends it when it has answered what it was asked. */
  const leave = async replica => {
    await front.takeOut(replica.url);
    failed.push(...(await replica.taskRuns('failed')));
    await replica.end();
  };

  /** A request that is made now ends in one pull request, and the approval of that is once in the ledger. */
  const requestsEnd = async stage => {
    const unit = `${name}-${stage}`;
    const pull = await people.pullRequestOf(unit, await people.request(unit));
    await people.recorded(await people.approve(pull), TAKEN_OVER_MS);
  };
  /** Each source is read, and written, by the replica that is alone. */
  const readsAllSources = async replica => {
    const tasks = (
      await rows('select id from backstage_backend_tasks__tasks')
    ).map(({ id }) => id);
    const sources = tasks.filter(id =>
      /^(sweep|trail|repository|runs|costs)/.test(id),
    );
    assert.ok(sources.length > 10, tasks.join(', '));
    const earlier = await replica.taskRuns('completed');
    let left = sources;
    await until(
      async () => {
        const now = await replica.taskRuns('completed');
        left = sources.filter(
          id => (now.get(id) ?? 0) <= (earlier.get(id) ?? 0),
        );
        return left.length === 0;
      },
      { limit: TAKEN_OVER_MS, what: 'The reading of all sources' },
    ).catch(error => {
      throw new Error(`${error.message}: ${left.join(', ')}`);
    });
  };

  before(async () => {
    postgres = await startPostgres();
    // The address to which the demo's webhook goes.
    front = await Relay.start({ targets: [], port: running.ports.PLINTH_PORT });
    people = new People({
      portal: front.url,
      github: running.github,
      database: postgres.url,
    });
    folders = await versions();
    const replica = folder =>
      Replica.create({
        folder,
        database: postgres.url,
        address: front.url,
        running,
        // The catalog knows templates by their path, which is that of the old version on every machine but this one.
        templates: path.join(folders.old.portal, 'templates/all.yaml'),
      });
    old = [await replica(folders.old), await replica(folders.old)];
    next = await replica(folders.next);
    for (const each of old) {
      await join(each);
    }
    load = new Load(front.url, {
      people: 4,
      routes: [
        '/api/catalog/entities/by-query?limit=20',
        '/api/environments/v1/environments',
        ...['health', 'costs', 'changes'].map(view => `${CLAIMS}/${view}`),
      ],
    });
  }, LONG);
  after(async () => {
    await load?.stop();
    for (const replica of [...(old ?? []), next]) {
      await replica?.stop();
    }
    await front?.stop();
    await postgres?.stop();
  });

  it('the old version works', LONG, () => requestsEnd('old'));

  it(
    'both work when a new replica has brought the tables up to date',
    LONG,
    async () => {
      assert.deepEqual(await migrations(), migrationsOf(folders.old));
      await join(next);
      assert.deepEqual(await migrations(), migrationsOf(folders.next));
      await leave(old[0]);
      await requestsEnd('both');
    },
  );

  it('the old version goes on alone, and reads all sources', LONG, async () => {
    await leave(next);
    await requestsEnd('back');
    await readsAllSources(old[1]);
  });

  it('the old version starts on the new tables', LONG, async () => {
    await join(old[0]);
    await leave(old[1]);
    await requestsEnd('again');
  });

  it('the new version takes over, and reads all sources', LONG, async () => {
    await join(next);
    await leave(old[0]);
    await requestsEnd('next');
    await readsAllSources(next);
  });

  it('nothing was refused, lost or doubled', async () => {
    await load.stop();
    failed.push(...(await next.taskRuns('failed')));
    await ledgerIsWhole(postgres.url);
    assert.ok(load.answered > 100);
    assert.deepEqual(load.failures, []);
    assert.deepEqual(failed, []);
  });
}
