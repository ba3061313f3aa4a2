import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ensureToolchain, root, run, yarn } from './toolchain.mjs';

const stamps = path.join(root, 'node_modules', '.plinth');

/** One hash over the names and the content of files. */
export function digest(files) {
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash.update(path.relative(root, file));
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** The files below a folder whose name `keep` wants, but none that were installed or made. */
export function filesBelow(folder, keep) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', 'coverage'].includes(entry.name)) {
      continue;
    }
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      found.push(...filesBelow(full, keep));
    } else if (keep(entry.name)) {
      found.push(full);
    }
  }
  return found;
}

/** True when the named step was last done with exactly these inputs. */
export function isDone(step, key) {
  const stamp = path.join(stamps, step);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === key;
}

/** Notes that the named step was done with these inputs. */
export function markDone(step, key) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(path.join(stamps, step), key);
}

/** How long ago that was, for people. */
export function seconds(since) {
  return `${Math.round((Date.now() - since) / 1000)} s`;
}

/** Installs the dependencies that `yarn.lock` names, if they are not there yet. */
export async function ensureDependencies() {
  ensureToolchain();
  const manifests = ['packages', 'plugins'].flatMap(folder =>
    filesBelow(path.join(root, folder), name => name === 'package.json').filter(
      file =>
        path.relative(path.join(root, folder), file).split(path.sep).length ===
        2,
    ),
  );
  const key = digest([
    path.join(root, 'yarn.lock'),
    path.join(root, 'package.json'),
    ...manifests,
  ]);
  if (isDone('install', key)) {
    return;
  }
  const began = Date.now();
  console.log('Installing dependencies (about three minutes the first time) …');
  const progress = setInterval(
    () => console.log(`  still installing, ${seconds(began)}`),
    20_000,
  );
  const { code, output } = await yarn(['install', '--immutable'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  clearInterval(progress);
  if (code !== 0) {
    throw new Error(`yarn install failed:\n${output.slice(-4000)}`);
  }
  markDone('install', key);
  console.log(`Dependencies are installed (${seconds(began)}).`);
}

/** Builds the front end into `packages/app/dist`, if its sources changed. */
export async function ensureFrontEnd() {
  const isSource = name => /\.(tsx?|css|html|svg|png|ico|json)$/.test(name);
  const folders = [
    'packages/app',
    'plugins/environments',
    'plugins/environments-common',
  ];
  const key = digest([
    path.join(root, 'yarn.lock'),
    ...folders.flatMap(folder => filesBelow(path.join(root, folder), isSource)),
  ]);
  if (
    isDone('front-end', key) &&
    existsSync(path.join(root, 'packages/app/dist/index.html'))
  ) {
    return;
  }
  const began = Date.now();
  console.log('Building the front end …');
  const { code, output } = await run(
    'backstage-cli',
    ['package', 'build', '--config', '../../app-config.yaml'],
    {
      cwd: path.join(root, 'packages/app'),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (code !== 0) {
    throw new Error(
      `The front end could not be built:\n${output.slice(-4000)}`,
    );
  }
  markDone('front-end', key);
  console.log(`The front end is built (${seconds(began)}).`);
}
