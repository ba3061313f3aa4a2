import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { start } from '../lib/toolchain.mjs';
import { makePeer, PEER_APP } from './cdkInit.mjs';
import { must, script, work } from './commands.mjs';
import { compare, timed } from './compare.mjs';
import { publishPackages } from './publishedPackages.mjs';

/** An infrastructure repository of our template, and the same units in a project of `cdk init`. */
async function projects(name, tenants) {
  const ours = path.join(work, name);
  await must(
    'node',
    script('makeRepository.ts', ours, 'production', '1', String(tenants)),
  );
  await publishPackages();
  return { ours, theirs: await makePeer(ours) };
}

/** Runs an app as the CDK would: a fresh process, with a folder to write to. */
function synthesize(folder, program, args, env = {}) {
  const outdir = path.join(folder, 'cdk.out');
  rmSync(outdir, { recursive: true, force: true });
  return timed(() =>
    must(program, args, { cwd: folder, env: { CDK_OUTDIR: outdir, ...env } }),
  );
}

/** The command of our template's cdk.json, as `plinth` runs it. */
function ourSynth(folder, validation) {
  const { app } = JSON.parse(
    readFileSync(path.join(folder, 'cdk.json'), 'utf8'),
  );
  return synthesize(folder, 'sh', ['-c', app], {
    CDK_VALIDATION: String(validation),
  });
}

/** The command of `cdk init`'s cdk.json; it validates by default. */
const theirSynth = folder => synthesize(folder, 'sh', ['-c', PEER_APP]);

function templates(folder) {
  const outdir = path.join(folder, 'cdk.out');
  return Object.fromEntries(
    readdirSync(outdir)
      .filter(name => name.endsWith('.template.json'))
      .map(name => {
        const { Resources } = JSON.parse(
          readFileSync(path.join(outdir, name), 'utf8'),
        );
        // Where the CDK reports its version to; our apps switch that off.
        delete Resources.CDKMetadata;
        return [name, Resources];
      }),
  );
}

/** A row whose two sides are whole runs, checked to make the same resources. */
async function synthRow(id, { tenants, validation, n }) {
  const { ours, theirs } = await projects(`synth-${tenants + 1}`, tenants);
  return compare(id, {
    n,
    ours: () => ourSynth(ours, validation),
    theirs: async round => {
      const time = await theirSynth(theirs);
      if (round === 0) assert.deepEqual(templates(theirs), templates(ours));
      return time;
    },
  });
}

/** One production environment, validated. */
export const synth1 = id =>
  synthRow(id, { tenants: 0, validation: true, n: 5 });

/** One production environment and 199 tenants, validated. */
export const synth200 = id =>
  synthRow(id, { tenants: 199, validation: true, n: 3 });

/** One production environment for the form: in a fresh process, not validated. */
export const synth1Preview = id =>
  synthRow(id, { tenants: 0, validation: false, n: 5 });

/** The same in a worker that has made one before; it makes one for each line it is sent. */
export async function synth1PreviewWarm(id) {
  const { ours, theirs } = await projects('synth-1', 0);
  const unit = path.join(ours, 'environments/bench-0/environment.json');
  const worker = start('node', script('warmPreview.ts', unit), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: worker.stdout })[
    Symbol.asyncIterator
  ]();
  try {
    await lines.next();
    return await compare(id, {
      n: 5,
      ours: () =>
        timed(async () => {
          worker.stdin.write('again\n');
          const { done } = await lines.next();
          assert.ok(!done, 'The worker ended');
        }),
      theirs: () => theirSynth(theirs),
    });
  } finally {
    const ended = once(worker, 'close');
    worker.stdin.end();
    await ended;
  }
}
