import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startPostgres } from './postgres.mjs';
import { ensureFrontEnd } from './setup.mjs';
import { root, run } from './toolchain.mjs';

const REPORT = path.join(root, '.data/test-reports/jest.json');

/** A check of the whole repository by one command, whose output is worth reading when it fails. */
const command =
  (program, ...args) =>
  async () => {
    const { code, output } = await run(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return code === 0
      ? { passed: 1, failed: 0 }
      : { passed: 0, failed: 1, output: output.trimEnd() };
  };

/** Does something once, however often it is asked for. */
const once = work => {
  let result;
  return () => {
    result ??= work();
    return result;
  };
};

/** With declarations, which the packages are built from. */
const types = once(command('tsc'));
const apiReports = command('node', 'scripts/apiReports.mjs', '--check');

/** The checks of what is written. They start nothing, so they run beside each other. */
export const quickChecks = {
  types,
  'api-reports': async () => {
    const { failed } = await types();
    return failed
      ? { passed: 0, failed, output: 'There are no types to report on.' }
      : apiReports();
  },
  reference: command('node', 'scripts/reference.mjs', '--check'),
  lint: command('backstage-cli', 'repo', 'lint', '--max-warnings', '0'),
  formatting: command('prettier', '--check', '--log-level=warn', '.'),
  dockerfile: command('node', 'scripts/lintDockerfile.mjs'),
  unused: command('knip', '--no-config-hints'),
  cycles: command('depcruise', '--output-type=err-long', 'packages', 'plugins'),
};

/** What came of a run of test cases, which ended with an exit code: a run in which no case ran has shown nothing, so it fails. */
function outcome({ passed, failed, skipped, code, patterns }) {
  if (passed + failed === 0) {
    const chosen = patterns.length ? ` for ${patterns.join(' ')}` : '';
    return { passed, failed: 1, skipped, output: `No test ran${chosen}.` };
  }
  return { passed, failed: Math.max(failed, code === 0 ? 0 : 1), skipped };
}

/** Unit and integration tests of all packages, under Jest; stores run on SQLite and PostgreSQL. */
async function jest(patterns) {
  const postgres = await startPostgres();
  rmSync(REPORT, { force: true });
  mkdirSync(path.dirname(REPORT), { recursive: true });
  try {
    const { code } = await run(
      'node',
      [
        // For Jest's workers too, of which there are as many as cores: collecting beside a test takes a core from the other, and with
        // WebAssembly, whose memory grows by small steps, it begins anew with each.
        '--single-threaded-gc',
        path.join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
        'repo',
        'test',
        `--config=${path.join(root, 'scripts/lib/jest.config.cjs')}`,
        ...patterns,
        '--watchAll=false',
        '--maxWorkers=2',
        // Modules of one test file stay in memory for the next: a worker that grows collects ever longer, and starts processes ever slower.
        '--workerIdleMemoryLimit=700MB',
        `--testSequencer=${path.join(root, 'scripts/lib/PipelinesFirst.cjs')}`,
        // Against what hangs; how fast a test is depends on the machine.
        '--testTimeout=600000',
        '--json',
        `--outputFile=${REPORT}`,
      ],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {
          CI: 'true',
          NODE_OPTIONS:
            '--no-node-snapshot --max-old-space-size=6144 --max-semi-space-size=32',
          PLINTH_TEST_POSTGRES_URL: postgres.url,
          PLINTH_TEST_FILES: patterns.length ? 'each' : 'all',
        },
      },
    );
    if (!existsSync(REPORT)) {
      return { passed: 0, failed: 1 };
    }
    const result = JSON.parse(readFileSync(REPORT, 'utf8'));
    return outcome({
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      skipped: result.numPendingTests,
      code,
      patterns,
    });
  } finally {
    await postgres.stop();
  }
}

/** Test files under Node's own test runner, one after the other. */
async function nodeTests(files, patterns) {
  const { code, output } = await run(
    'node',
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      ...patterns.map(pattern => `--test-name-pattern=${pattern}`),
      path.join(root, files),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], show: true },
  );
  const count = word =>
    Number(output.match(new RegExp(`^ℹ ${word} (\\d+)`, 'm'))?.[1] ?? 0);
  // Node counts a file in which no case ran as a test that passed, and shows its path as the title.
  const empty = output.match(/^✔ .+\.test\.mjs \(/gm)?.length ?? 0;
  return outcome({
    passed: count('pass') - empty,
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped'),
    code,
    patterns,
  });
}

/** What the npm registry would get, package by package. */
const packages = patterns => nodeTests('scripts/packages/*.test.mjs', patterns);

/** Plinth as an adopter gets it: the packed packages, installed outside the checkout. */
const install = patterns => nodeTests('scripts/install/*.test.mjs', patterns);

/** The guide to connecting AWS and GitHub, from nothing to the first healthy environment. */
const guide = patterns => nodeTests('scripts/guide/*.test.mjs', patterns);

/** The portal as it runs in production, alone and as two replicas. */
const production = patterns =>
  nodeTests('scripts/production/*.test.mjs', patterns);

/** The journeys on the running portal, over HTTP and in a real browser. */
async function journey(patterns) {
  await ensureFrontEnd();
  return nodeTests('packages/app/e2e/*.test.mjs', patterns);
}

/** The checks that run test cases, one after the other; each takes patterns that choose among its cases. */
export const testRuns = {
  jest,
  packages,
  install,
  guide,
  production,
  journey,
};
