import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { DemoPortal } from '../../packages/app/e2e/lib/DemoPortal.mjs';
import { ensureFrontEnd } from '../lib/setup.mjs';
import { must, program, say } from './commands.mjs';

/** What a measurement of the environments back end prints as JSON. */
async function measure(file, ...args) {
  const output = await must(
    'node',
    program(`plugins/environments-backend/bench/${file}`, ...args.map(String)),
  );
  return JSON.parse(output.split('\n').find(line => line.startsWith('{')));
}

/** What Cost Explorer is paid a day for 500 tenants and their environments, against a query for each that somebody looks at. */
export async function ceRequestsPerDay(id) {
  const days = 14;
  const { ours, theirs, first } = await measure('measureCosts.ts', 625, days);
  say(`  the history costs $${first.toFixed(2)} once`);
  return {
    id,
    ours: Number(ours.toFixed(3)),
    theirs: Number(theirs.toFixed(2)),
    ratio: Number((theirs / ours).toFixed(1)),
    unit: 'USD a day',
    n: days,
  };
}

/** Ten minutes of events, sweeps and readers; only when it is asked for. */
export async function soak(id) {
  const seconds = 600;
  const { before, after, ...more } = await measure(
    'measureSoak.ts',
    2_000,
    seconds,
  );
  say(`  ${JSON.stringify(more)}`);
  return {
    id,
    ours: after.heap,
    theirs: before.heap,
    ratio: Number((before.heap / after.heap).toFixed(2)),
    unit: 'MB of heap at the end, and after two minutes',
    n: seconds,
    rss: [before.rss, after.rss],
    peak: more.peak,
  };
}

const BURST = 1_000;

/**
 * A thousand estimates that one person asks for at once, each of another unit, while somebody looks at the fleet; against as many in
 * turn, as a tool does that starts for each.
 */
export async function estimateBurst(id) {
  await ensureFrontEnd();
  const portal = await DemoPortal.start();
  try {
    const ask = index =>
      portal.api('/api/environments/v1/estimates', {
        method: 'POST',
        body: {
          name: `burst-${index}`,
          blueprint: 'application',
          stage: 'dev',
          account: '111122223333',
          region: 'us-east-1',
          parameters: {},
        },
      });
    const alone = performance.now();
    assert.equal((await ask('first')).status, 200);
    say(
      `  the first estimate took ${Math.round(performance.now() - alone)} ms`,
    );
    let asking = true;
    const others = [];
    const look = async () => {
      while (asking) {
        const began = performance.now();
        const { status } = await portal.api(
          '/api/environments/v1/environments',
        );
        assert.equal(status, 200);
        others.push(performance.now() - began);
      }
    };
    const looking = look();
    const began = performance.now();
    const answers = await Promise.all(
      Array.from({ length: BURST }, (_, index) => ask(index)),
    );
    const ours = performance.now() - began;
    asking = false;
    await looking;
    const refused = answers.filter(({ status }) => status !== 200);
    assert.equal(refused.length, 0, JSON.stringify(refused[0]?.body));
    others.sort((a, b) => a - b);
    say(`  the fleet was shown ${others.length} times meanwhile`);
    const single = [];
    for (let round = 0; round < 3; round += 1) {
      const start = performance.now();
      await must('node', program('scripts/bench/priceOnce.ts'));
      single.push(performance.now() - start);
    }
    const theirs = single.sort((a, b) => a - b)[1] * BURST;
    return {
      id,
      ours: Math.round(ours),
      theirs: Math.round(theirs),
      ratio: Number((theirs / ours).toFixed(1)),
      unit: 'ms',
      n: BURST,
      otherRoute: {
        median: Math.round(others[Math.floor(others.length / 2)]),
        p95: Math.round(others[Math.ceil(others.length * 0.95) - 1]),
        slowest: Math.round(others.at(-1)),
      },
    };
  } finally {
    await portal.stop();
  }
}
