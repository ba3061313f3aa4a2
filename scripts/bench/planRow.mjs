import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root, start } from '../lib/toolchain.mjs';
import { makePeer } from './cdkInit.mjs';
import { must, script, work } from './commands.mjs';
import { compare, timed } from './compare.mjs';
import { publishPackages } from './publishedPackages.mjs';

const UNITS = 100;

/** An AWS in which the changed unit is deployed as it is on main, for ours to compare with. */
async function deployedBaseline(repository) {
  const baseline = path.join(work, 'plan-baseline.json');
  writeFileSync(
    baseline,
    await must('git', ['show', 'main:environments/bench-0/environment.json'], {
      cwd: repository,
    }),
  );
  const server = start('node', script('serveAws.ts', baseline), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(server, 'close');
  const { value: url } = await createInterface({ input: server.stdout })
    [Symbol.asyncIterator]()
    .next();
  assert.ok(url, 'The AWS of the measurement did not start');
  return {
    url,
    stop: async () => {
      server.stdin.end();
      await ended;
    },
  };
}

/** One changed unit among 100: our plan of it, against `cdk synth` of the whole app, which has no other way. */
export async function planOneUnit(id) {
  const repository = path.join(work, 'plan');
  await must(
    'node',
    script('makeRepository.ts', repository, 'dev', String(UNITS), '0'),
  );
  await publishPackages();
  const peer = await makePeer(repository);
  const aws = await deployedBaseline(repository);
  const env = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'AKIA111122223333DEMO',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_REGION: 'us-east-1',
  };
  const plinth = path.join(root, 'packages/delivery/bin/plinth');
  const outdir = path.join(peer, 'cdk.out');
  try {
    return await compare(id, {
      n: 3,
      ours: async () => {
        let output;
        const time = await timed(async () => {
          output = await must(
            'node',
            [plinth, '--root', repository, '--json', 'plan', '--base', 'main'],
            { env, stdio: ['ignore', 'pipe', 'ignore'] },
          );
        });
        const { outcome, stacks } = JSON.parse(output);
        assert.equal(outcome, 'passed');
        assert.deepEqual(
          stacks.map(stack => stack.stackName),
          ['bench-0'],
        );
        return time;
      },
      theirs: async () => {
        rmSync(outdir, { recursive: true, force: true });
        const time = await timed(() =>
          must('cdk', ['synth', '--quiet'], { cwd: peer, env }),
        );
        const made = readdirSync(outdir).filter(name =>
          name.endsWith('.template.json'),
        );
        assert.equal(made.length, UNITS);
        return time;
      },
    });
  } finally {
    await aws.stop();
  }
}
