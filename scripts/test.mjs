/*
 * `npm test`: sets everything up and runs every check. Each check is a step; a step that runs test cases counts
 * each of them, any other counts as one. The last line says `N passed, N failed`.
 *
 * `npm test -- NAME ...` runs only the steps of those names.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startPostgres } from './lib/postgres.mjs';
import { ensureDependencies, ensureFrontEnd } from './lib/setup.mjs';
import { root, run } from './lib/toolchain.mjs';

const reports = path.join(root, '.data/test-reports');

/** Runs a command; a failure prints its output. */
async function check(program, args, options = {}) {
  const { code, output } = await run(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (code !== 0) {
    console.log(output.trimEnd());
  }
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** Unit and integration tests of all packages, under Jest; stores run on SQLite and PostgreSQL. */
async function jest() {
  const postgres = await startPostgres();
  const report = path.join(reports, 'jest.json');
  try {
    const { code } = await run(
      'backstage-cli',
      [
        'repo',
        'test',
        '--watchAll=false',
        '--maxWorkers=2',
        '--testTimeout=120000',
        '--json',
        `--outputFile=${report}`,
      ],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {
          CI: 'true',
          NODE_OPTIONS: '--no-node-snapshot --max-old-space-size=6144',
          PLINTH_TEST_POSTGRES_URL: postgres.url,
        },
      },
    );
    if (!existsSync(report)) {
      return { passed: 0, failed: 1 };
    }
    const result = JSON.parse(readFileSync(report, 'utf8'));
    const broken = result.numRuntimeErrorTestSuites;
    return {
      passed: result.numPassedTests,
      failed: Math.max(
        result.numFailedTests + broken,
        code !== 0 && result.numFailedTests + broken === 0 ? 1 : 0,
      ),
      skipped: result.numPendingTests,
    };
  } finally {
    await postgres.stop();
  }
}

/** The journeys on the running portal, over HTTP and in a real browser, under Node's own test runner. */
async function journey() {
  await ensureFrontEnd();
  const { code, output } = await run(
    'node',
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      path.join(root, 'packages/app/e2e/*.test.mjs'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  console.log(output.trimEnd());
  const count = word =>
    Number(output.match(new RegExp(`^ℹ ${word} (\\d+)`, 'm'))?.[1] ?? 0);
  return {
    passed: count('pass'),
    failed: Math.max(count('fail') + count('cancelled'), code === 0 ? 0 : 1),
    skipped: count('skipped'),
  };
}

const steps = {
  types: () => check('tsc', ['--noEmit', '--incremental', 'false']),
  lint: () => check('backstage-cli', ['repo', 'lint', '--max-warnings', '0']),
  formatting: () => check('prettier', ['--check', '--log-level=warn', '.']),
  jest,
  journey,
};

async function main(chosen) {
  const unknown = chosen.filter(name => !(name in steps));
  if (unknown.length) {
    throw new Error(
      `There is no check called ${unknown.join(', ')}; the checks are ${Object.keys(steps).join(', ')}.`,
    );
  }
  await ensureDependencies();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, step] of Object.entries(steps)) {
    if (chosen.length && !chosen.includes(name)) continue;
    const began = Date.now();
    console.log(`\n── ${name}`);
    const { passed, failed, skipped = 0 } = await step();
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    console.log(
      `── ${name}: ${passed} passed, ${failed} failed, ${Math.round((Date.now() - began) / 1000)} s`,
    );
  }
  console.log(
    `\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
  );
  process.exit(total.failed ? 1 : 0);
}

main(process.argv.slice(2)).catch(error => {
  console.error(`\n${error.message}\n\n0 passed, 1 failed`);
  process.exit(1);
});
