import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the checkout. */
export const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../..',
);

const NODE_VERSION = '22.23.3';
const YARN_VERSION = '4.18.1';
const folder = path.join(root, '.toolchain');
const modules = path.join(folder, 'node_modules');

/** Where Node.js of the right version lies, and the headers that native addons are built against. */
function nodeHome() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return path.join(modules, `node-${platform}-${process.arch}`);
}

function installed(folderOfPackage, version) {
  const manifest = path.join(folderOfPackage, 'package.json');
  return (
    existsSync(manifest) &&
    JSON.parse(readFileSync(manifest, 'utf8')).version === version
  );
}

/**
 * Brings Node.js 22 and Yarn from the npm registry into `.toolchain`, once. Nothing outside the checkout
 * changes, so a machine with another Node.js stays as it is.
 */
export function ensureToolchain() {
  const home = nodeHome();
  const yarnHome = path.join(modules, '@yarnpkg/cli-dist');
  if (!installed(home, NODE_VERSION) || !installed(yarnHome, YARN_VERSION)) {
    console.log(`Fetching Node.js ${NODE_VERSION} and Yarn ${YARN_VERSION} …`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, 'package.json'),
      '{ "private": true, "name": "plinth-toolchain" }\n',
    );
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const { status } = spawnSync(
      npm,
      [
        'install',
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--loglevel=error',
        `${path.basename(home)}@${NODE_VERSION}`,
        `@yarnpkg/cli-dist@${YARN_VERSION}`,
      ],
      { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    if (status !== 0) {
      throw new Error(
        `Node.js ${NODE_VERSION} and Yarn ${YARN_VERSION} could not be fetched from the npm registry. ` +
          'Check that npm reaches it (`npm ping`), then try again.',
      );
    }
  }
  return { node: path.join(home, 'bin', 'node'), home, yarnHome };
}

/** The environment in which the project's own commands run: the right Node.js first on the path. */
function toolEnvironment(extra = {}) {
  const { home } = ensureToolchain();
  const inherited = { ...process.env };
  // npm passes its own settings down; Yarn and Backstage would read some of them as theirs.
  for (const name of Object.keys(inherited)) {
    if (/^npm_(config|package|lifecycle)_/i.test(name)) {
      delete inherited[name];
    }
  }
  return {
    ...inherited,
    npm_config_nodedir: home,
    // What one process has compiled, the next has not to: a back end loads in two thirds of the time.
    NODE_COMPILE_CACHE:
      process.env.NODE_COMPILE_CACHE ??
      path.join(root, 'node_modules', '.plinth', 'compile-cache'),
    YARN_ENABLE_TELEMETRY: '0',
    PATH: [
      path.join(home, 'bin'),
      path.join(root, 'node_modules', '.bin'),
      process.env.PATH,
    ].join(path.delimiter),
    ...extra,
  };
}

/** Starts a program of the project; the caller holds the child process. */
export function start(program, args, options = {}) {
  const { node } = ensureToolchain();
  const { env, ...rest } = options;
  return spawn(program === 'node' ? node : program, args, {
    cwd: root,
    stdio: 'inherit',
    ...rest,
    env: toolEnvironment(env),
  });
}

/**
 * Runs a program of the project to its end; answers its exit code, and its output where it was piped.
 *
 * @param options.show - whether piped standard output is shown as it comes, too
 */
export function run(program, args, { show = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = start(program, args, options);
    let output = '';
    child.stdout?.on('data', data => {
      output += data;
      if (show) {
        process.stdout.write(data);
      }
    });
    child.stderr?.on('data', data => {
      output += data;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code: code ?? 1, output }));
  });
}

/** Runs Yarn with the given arguments. */
export function yarn(args, options = {}) {
  const { yarnHome } = ensureToolchain();
  return run('node', [path.join(yarnHome, 'bin', 'yarn.js'), ...args], options);
}
