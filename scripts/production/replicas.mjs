import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { until } from '../lib/portal.mjs';
import { ask } from './lib/ask.mjs';
import { ledgerIsWhole } from './lib/ledger.mjs';
import { Load } from './lib/Load.mjs';
import { People } from './lib/People.mjs';
import { Relay } from './lib/Relay.mjs';
import { Replica, SCHEDULE, TAKEN_OVER_MS } from './lib/Replica.mjs';

const LONG = { timeout: 240_000 };
const PEOPLE = 4;
const NAME = 'replicated-dev';

/** Two portals on one database behind a proxy, under load, of which one dies again and again. */
export function replicas(running) {
  let front;
  let all;
  let load;
  let people;
  let pull;

  /** Brings a replica behind the proxy, which asks only who is ready. */
  const begin = async replica => {
    await replica.start();
    front.targets = [...front.targets, replica.url];
  };
  /**
   * Kills the replica that is the first to wait for an answer that matches, after `cause`; then lets the others go on.
   *
   * @returns the request that it waited for, and the replicas that are dead and alive
   */
  const killAmid = async (outside, matches, cause) => {
    const keeps = all.map(replica => {
      let request;
      const keep = replica[outside].keepAnswer((each, body) => {
        request = each;
        return matches(each, body);
      });
      return { ...keep, first: keep.kept.then(() => ({ replica, request })) };
    });
    await cause?.();
    const { replica: dead, request } = await Promise.race(
      keeps.map(({ first }) => first),
    );
    await dead.kill();
    front.targets = front.targets.filter(url => url !== dead.url);
    keeps.forEach(({ letGo }) => letGo());
    return { request, dead, alive: all.find(each => each !== dead) };
  };

  before(async () => {
    // The address to which the demo's webhook goes.
    front = await Relay.start({
      targets: [],
      port: running.ports.PLINTH_PORT,
    });
    people = new People({
      portal: front.url,
      github: running.github,
      database: running.production.database,
    });
    all = await Promise.all(
      [0, 1].map(() =>
        Replica.create({ ...running.production, address: front.url, running }),
      ),
    );
    // The second finds the first's migrations done.
    for (const replica of all) {
      await begin(replica);
    }
    load = new Load(front.url, {
      people: PEOPLE,
      routes: [
        '/api/catalog/entities/by-query?limit=20',
        '/api/environments/v1/environments',
        '/api/search/query?term=claims',
      ],
    });
  }, LONG);
  after(async () => {
    await load?.stop();
    await Promise.all((all ?? []).map(replica => replica.stop()));
    await front?.stop();
  });

  it('find the same by search', LONG, async () => {
    for (const { url } of all) {
      await until(
        async () => {
          const answer = await ask(
            url,
            '/api/search/query?term=claims-staging',
          );
          const { results } = await answer.json();
          return results.some(
            ({ document }) => document.title === 'claims-staging',
          );
        },
        { limit: 60_000, what: `claims-staging at ${url}` },
      );
    }
  });

  it('run each scheduled task once', LONG, async () => {
    const started = async () => {
      const sum = new Map();
      for (const replica of all) {
        for (const [task, runs] of await replica.taskRuns('started')) {
          sum.set(task, (sum.get(task) ?? 0) + runs);
        }
      }
      return sum;
    };
    const earlier = await started();
    const began = Date.now();
    const since = async () =>
      [...(await started())]
        .filter(([task]) => /^(sweep|trail|repository|runs|costs)/.test(task))
        .map(([task, runs]) => [task, runs - (earlier.get(task) ?? 0)]);
    const runs = await until(
      async () => {
        const found = await since();
        return (
          found.length > 10 && found.every(([, count]) => count >= 4) && found
        );
      },
      { limit: 120_000, what: 'Four runs of each task' },
    );
    const most =
      Math.ceil((Date.now() - began) / 1000 / SCHEDULE.frequency) + 1;
    assert.deepEqual(
      runs.filter(([, count]) => count > most),
      [],
    );
  });

  it(
    'end a request in one pull request when one is killed amid it',
    LONG,
    async () => {
      let task;
      const { dead } = await killAmid(
        'github',
        ({ method, url }) => method === 'POST' && /\/pulls$/.test(url),
        async () => {
          task = await people.request(NAME);
        },
      );
      pull = await people.pullRequestOf(NAME, task);
      await begin(dead);
    },
  );

  it('go on with a collection when one is killed amid it', LONG, async () => {
    const { request, dead, alive } = await killAmid('aws', (_, body) =>
      body.includes('Action=DescribeStacks'),
    );
    // AKIA111122223333READ/20261129/us-east-1/cloudformation/aws4_request
    const [, account, region] = request.headers.authorization.match(
      /Credential=AKIA(\d+)READ\/\d+\/([\w-]+)\//,
    );
    const sweep = `sweep-${account}-${region}`;
    const earlier = (await alive.taskRuns('completed')).get(sweep) ?? 0;
    await until(
      async () => (await alive.taskRuns('completed')).get(sweep) > earlier,
      {
        limit: TAKEN_OVER_MS,
        what: `The other replica's ${sweep}`,
      },
    );
    await begin(dead);
  });

  it('record an event once when one is killed amid it', LONG, async () => {
    let review;
    await killAmid(
      'github',
      ({ url }) => url.includes(`/pulls/${pull.number}/reviews`),
      async () => {
        review = await people.approve(pull);
      },
    );
    await people.recorded(review, TAKEN_OVER_MS);
  });

  it('have lost nothing, doubled nothing, and cut off only what the dead were answering', async () => {
    await load.stop();
    await ledgerIsWhole(running.production.database);
    assert.ok(load.answered > 100);
    assert.deepEqual(
      load.failures.filter(({ status }) => status !== 502),
      [],
    );
    // At each of three deaths, of each person at most the one that was being answered, and one that the system took for the dead
    // before it had closed its port.
    assert.ok(
      load.failures.length <= 3 * 2 * PEOPLE,
      JSON.stringify(load.failures),
    );
  });
}
