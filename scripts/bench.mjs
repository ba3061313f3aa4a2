/*
 * `npm run bench`: compares Plinth with what a user would do instead. Each row measures both sides in turn, in one run,
 * and prints a JSON line `{id, ours, theirs, ratio, unit, n}`: medians, and how many times faster ours is.
 * `npm run bench -- ROW ...` measures only those rows. What is being done goes to standard error.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { DemoPortal } from '../packages/app/e2e/lib/DemoPortal.mjs';
import { freePort } from './lib/ports.mjs';
import { until } from './lib/portal.mjs';
import { ensureDependencies, ensureFrontEnd } from './lib/setup.mjs';
import { root, run, start } from './lib/toolchain.mjs';

const work = path.join(root, '.data/bench');
const TYPESCRIPT = '7.0.2';
const CLEAN = {
  CDK_DISABLE_VERSION_CHECK: '1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const say = message => process.stderr.write(`${message}\n`);

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Measures both sides in turn, after one round that does not count, and prints the row. */
async function compare(id, n, ours, theirs) {
  const times = { ours: [], theirs: [] };
  for (let round = -1; round < n; round += 1) {
    const a = await timed(() => ours(round));
    const b = await timed(() => theirs(round));
    say(
      `  ${id} ${round < 0 ? 'warm-up' : round + 1}: ${Math.round(a)} ms, ${Math.round(b)} ms`,
    );
    if (round >= 0) {
      times.ours.push(a);
      times.theirs.push(b);
    }
  }
  print(id, times.ours, times.theirs);
}

function print(id, ours, theirs) {
  const [a, b] = [median(ours), median(theirs)];
  const round = value => Math.round(value * 10) / 10;
  process.stdout.write(
    `${JSON.stringify({ id, ours: round(a), theirs: round(b), ratio: Math.round((b / a) * 100) / 100, unit: 'ms', n: theirs.length })}\n`,
  );
}

async function must(program, args, options) {
  const { code, output } = await run(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { ...CLEAN, ...options?.env },
  });
  if (code !== 0) {
    throw new Error(
      `${program} ${args.join(' ')} failed:\n${output.slice(-3000)}`,
    );
  }
  return output;
}

const script = (name, ...args) =>
  must('node', [
    '--require',
    'tsx/cjs',
    path.join(root, 'scripts/bench', name),
    ...args,
  ]);

/** The compiler that `cdk init` sets a project up with, and the declarations that a published package would bring. */
async function preparePeer() {
  const home = path.join(work, 'typescript');
  const compiler = path.join(home, 'node_modules/typescript/bin/tsc');
  if (!existsSync(compiler)) {
    say(`Fetching TypeScript ${TYPESCRIPT} …`);
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'package.json'), '{ "private": true }\n');
    await must(
      'npm',
      [
        'install',
        '--no-save',
        '--no-audit',
        '--no-fund',
        `typescript@${TYPESCRIPT}`,
      ],
      { cwd: home },
    );
  }
  const types = path.join(work, 'types');
  const config = path.join(work, 'tsconfig.types.json');
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(root, 'tsconfig.json'),
      include: [path.join(root, 'packages/blueprints/src')],
      exclude: [path.join(root, 'packages/blueprints/src/**/*.test.ts')],
      compilerOptions: {
        rootDir: path.join(root, 'packages'),
        outDir: types,
        declaration: true,
        emitDeclarationOnly: true,
        noEmit: false,
        incremental: false,
      },
    }),
  );
  rmSync(types, { recursive: true, force: true });
  await must('tsc', ['-p', config]);
  return compiler;
}

async function repository(name, stage, environments, tenants) {
  const folder = path.join(work, name);
  await script(
    'makeRepository.ts',
    folder,
    stage,
    String(environments),
    String(tenants),
  );
  return folder;
}

/** What `cdk init` makes today: compile, then run. */
async function peerSynth(compiler, folder) {
  const env = { CDK_OUTDIR: path.join(folder, 'peer.out') };
  await must('node', [compiler, '-p', 'tsconfig.peer.json'], { cwd: folder });
  await must('tsx', ['bin/app.ts'], { cwd: folder, env });
}

/** What the pipeline runs. */
function ourSynth(folder, validation, units = '') {
  return must('node', ['--require', 'tsx/cjs', 'app.ts'], {
    cwd: folder,
    env: {
      CDK_OUTDIR: path.join(folder, 'ours.out'),
      CDK_VALIDATION: String(validation),
      ...(units && { PLINTH_UNITS: units }),
    },
  });
}

async function planOneUnit() {
  const compiler = await preparePeer();
  const folder = await repository('plan', 'dev', 100, 0);
  const server = start(
    'node',
    ['--require', 'tsx/cjs', path.join(root, 'scripts/bench/serveAws.ts')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const url = await new Promise(resolve =>
      server.stdout.once('data', data => resolve(String(data).trim())),
    );
    const env = {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'AKIA111122223333DEMO',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_REGION: 'us-east-1',
    };
    const app = `node ${compiler} -p tsconfig.peer.json && tsx bin/app.ts`;
    await compare(
      'plan-one-unit',
      3,
      () =>
        must(
          'node',
          [
            path.join(root, 'packages/delivery/bin/plinth'),
            '--root',
            folder,
            '--json',
            'plan',
            '--base',
            'main',
          ],
          { cwd: folder, env },
        ),
      () =>
        must(
          'cdk',
          ['synth', '--quiet', '--app', app, '--output', 'peer.out'],
          { cwd: folder, env },
        ),
    );
  } finally {
    server.kill('SIGKILL');
  }
}

async function formToPullRequest() {
  await ensureFrontEnd();
  const config = path.join(work, 'app-config.bench.yaml');
  mkdirSync(work, { recursive: true });
  const file = (target, ...kinds) =>
    `    - { type: file, target: '${path.join(root, target)}', rules: [{ allow: [${kinds.join(', ')}] }] }\n`;
  writeFileSync(
    config,
    `catalog:\n  locations:\n${file('templates/all.yaml', 'Location', 'Template')}${file('packages/sandbox/demo/organization.yaml', 'User', 'Group', 'System', 'Domain')}${file('scripts/bench/peer-template/template.yaml', 'Template')}`,
  );
  const portal = await DemoPortal.start({ configs: [config] });
  try {
    const finish = async submitted => {
      if (submitted.status !== 201)
        throw new Error(JSON.stringify(submitted.body));
      const task = await portal.finished(submitted.body.id);
      if (task.status !== 'completed') throw new Error(task.log);
    };
    await until(
      async () =>
        (
          await portal.api(
            '/api/catalog/entities/by-name/template/default/bench-peer',
          )
        ).status === 200,
      { limit: 60_000, what: 'The loading of the peer template' },
    );
    const host = new URL(portal.github).host;
    await compare(
      'form-to-pr',
      5,
      async round =>
        finish(await portal.submit({ name: `ours-${round + 1}-dev` })),
      async round =>
        finish(
          await portal.api('/api/scaffolder/v2/tasks', {
            method: 'POST',
            body: {
              templateRef: 'template:default/bench-peer',
              values: {
                name: `theirs-${round + 1}-dev`,
                repoUrl: `${host}?owner=acme&repo=infrastructure`,
              },
            },
          }),
        ),
    );
  } finally {
    await portal.stop();
  }
}

/** Starts a command, waits until `ready`, stops it and all it started. */
async function startAndStop(program, args, options, ready) {
  const child = start(program, args, {
    ...options,
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise(resolve => child.once('close', resolve));
  try {
    await until(ready, {
      limit: 300_000,
      failed: () =>
        child.exitCode === null
          ? undefined
          : `${program} ended with ${child.exitCode}`,
      what: 'The start',
    });
  } finally {
    process.kill(-child.pid, 'SIGTERM');
    const hard = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 10_000);
    await ended;
    clearTimeout(hard);
  }
}

/**
 * A warm `npm start` with sandbox and demo, against Backstage's own development start of the same app and back end
 * (without a sandbox, which it does not have).
 */
async function startWarm() {
  await ensureFrontEnd();
  const dataDir = path.join(work, 'start');
  const env = {
    PLINTH_PORT: String(await freePort()),
    PLINTH_GITHUB_PORT: String(await freePort()),
    PLINTH_AWS_PORT: String(await freePort()),
    PLINTH_DATA_DIR: dataDir,
  };
  const base = `http://localhost:${env.PLINTH_PORT}`;
  const frontEnd = await freePort();
  const peerConfig = path.join(work, 'app-config.peer.yaml');
  mkdirSync(path.join(dataDir, 'portal'), { recursive: true });
  writeFileSync(
    peerConfig,
    `app:\n  baseUrl: http://localhost:${frontEnd}\n  listen: { port: ${frontEnd} }\n`,
  );
  const configs = ['app-config.yaml', 'app-config.sandbox.yaml']
    .map(name => path.join(root, name))
    .concat(peerConfig)
    .flatMap(name => ['--config', name]);
  const answers = async url => (await fetch(url)).ok;
  await compare(
    'start-warm',
    3,
    () =>
      startAndStop(
        'node',
        [path.join(root, 'scripts/start.mjs')],
        { env },
        async () => {
          const token = await fetch(`${base}/api/auth/guest/refresh`, {
            method: 'POST',
            body: '{}',
            headers: { 'content-type': 'application/json' },
          });
          const { backstageIdentity } = await token.json();
          const fleet = await fetch(
            `${base}/api/environments/v1/environments`,
            {
              headers: { authorization: `Bearer ${backstageIdentity.token}` },
            },
          );
          return (await fleet.json()).items.length > 0;
        },
      ),
    () =>
      startAndStop(
        'backstage-cli',
        ['repo', 'start', ...configs],
        { env: { ...env, PLINTH_BASE_URL: base, AWS_REGION: 'us-east-1' } },
        async () =>
          (await answers(`${base}/.backstage/health/v1/readiness`)) &&
          (await answers(`http://localhost:${frontEnd}/`)),
      ),
  );
}

async function synth1() {
  const compiler = await preparePeer();
  const folder = await repository('synth-1', 'production', 1, 0);
  await compare(
    'synth-1',
    3,
    () => ourSynth(folder, true),
    () => peerSynth(compiler, folder),
  );
}

async function synth200() {
  const compiler = await preparePeer();
  const folder = await repository('synth-200', 'production', 1, 199);
  await compare(
    'synth-200',
    3,
    () => ourSynth(folder, true),
    () => peerSynth(compiler, folder),
  );
}

async function synth1Preview() {
  const compiler = await preparePeer();
  const folder = await repository('synth-1', 'production', 1, 0);
  const theirs = [];
  await compare(
    'synth-1-preview',
    3,
    () => ourSynth(folder, false),
    async () => theirs.push(await timed(() => peerSynth(compiler, folder))),
  );
  const unit = path.join(folder, 'environments/bench-0/environment.json');
  print(
    'synth-1-preview-warm',
    JSON.parse(await script('warmPreview.ts', unit, '9')),
    theirs.slice(1),
  );
}

const rows = {
  'form-to-pr': formToPullRequest,
  'plan-one-unit': planOneUnit,
  'start-warm': startWarm,
  'synth-1': synth1,
  'synth-200': synth200,
  'synth-1-preview': synth1Preview,
};

async function main(chosen) {
  const unknown = chosen.filter(name => !(name in rows));
  if (unknown.length) {
    throw new Error(
      `There is no row ${unknown.join(', ')}; the rows are ${Object.keys(rows).join(', ')}.`,
    );
  }
  await ensureDependencies();
  mkdirSync(work, { recursive: true });
  for (const [name, measure] of Object.entries(rows)) {
    if (chosen.length && !chosen.includes(name)) continue;
    say(`${name} …`);
    await measure();
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  error => {
    say(error.stack);
    process.exit(1);
  },
);
