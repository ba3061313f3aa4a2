import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { digest, filesBelow, isDone, markDone, seconds } from './setup.mjs';
import { root, run, yarn } from './toolchain.mjs';

const tarballs = path.join(root, '.data/packages');
const packing = path.join(root, '.data/packing');

const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

/** The workspaces that go to the npm registry: each with its manifest as it is in the checkout, folder and tarball. */
export function publishedPackages() {
  return ['packages', 'plugins']
    .flatMap(folder =>
      readdirSync(path.join(root, folder)).map(name =>
        path.join(root, folder, name),
      ),
    )
    .filter(folder => existsSync(path.join(folder, 'package.json')))
    .map(folder => ({
      folder,
      manifest: readJson(path.join(folder, 'package.json')),
    }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => ({
      name: manifest.name,
      folder,
      manifest,
      tarball: path.join(
        tarballs,
        `${manifest.name.replace('@', '').replace('/', '-')}.tgz`,
      ),
    }));
}

/** Waits for a command to end; what it said is in the error, if it fails. */
export async function must(what, promise) {
  const { code, output } = await promise;
  if (code !== 0) {
    throw new Error(`${what} failed:\n${output.slice(-4000)}`);
  }
}

/** Options with which a command's output is kept instead of shown. */
export const quietly = { stdio: ['ignore', 'pipe', 'pipe'] };

/** One hash over all that the published packages are made of. */
const sourcesOf = packages =>
  digest([
    path.join(root, 'yarn.lock'),
    path.join(root, 'tsconfig.json'),
    ...packages.flatMap(({ folder }) =>
      filesBelow(folder, name => !/\.test\.tsx?$/.test(name)),
    ),
  ]);

/** What of a workspace its tarball is made of: not what was installed within it, nor what the portal's own packages are built into. */
const isPacked = source =>
  path.basename(source) !== 'node_modules' &&
  !/packages\/(app|backend)\/dist$/.test(source);

/**
 * Copies the workspaces into a folder of their own and returns it. Packing writes manifests anew, as they are published, and back: in
 * the checkout, whoever imports a package meanwhile would get what was compiled, and a packing that is cut off would leave them so.
 */
function copyWorkspaces() {
  rmSync(packing, { recursive: true, force: true });
  mkdirSync(packing, { recursive: true });
  for (const name of [
    'package.json',
    'yarn.lock',
    '.yarnrc.yml',
    'tsconfig.json',
    'packages',
    'plugins',
    '.yarn/install-state.gz',
  ]) {
    cpSync(path.join(root, name), path.join(packing, name), {
      recursive: true,
      filter: isPacked,
    });
  }
  symlinkSync(
    path.join(root, 'node_modules'),
    path.join(packing, 'node_modules'),
  );
  return packing;
}

/** Compiles all packages into their `dist`, with declarations, but for the portal's front and back end, if a source changed. */
export async function compilePackages() {
  const packages = publishedPackages();
  const key = sourcesOf(packages);
  if (
    isDone('compiled', key) &&
    packages.every(({ folder }) => existsSync(path.join(folder, 'dist')))
  ) {
    return;
  }
  await must('The making of declarations', run('tsc', [], quietly));
  await must(
    'The build of the packages',
    run('backstage-cli', ['repo', 'build'], quietly),
  );
  markDone('compiled', key);
}

/**
 * Compiles every published package and packs it as it is published, if a source changed.
 *
 * @returns the packages, as `publishedPackages` answers them
 */
export async function packPackages() {
  const packages = publishedPackages();
  const key = sourcesOf(packages);
  if (
    isDone('packages', key) &&
    packages.every(({ tarball }) => existsSync(tarball))
  ) {
    return packages;
  }
  const began = Date.now();
  console.log('Building and packing the published packages …');
  rmSync(tarballs, { recursive: true, force: true });
  mkdirSync(tarballs, { recursive: true });
  await compilePackages();
  const workspaces = copyWorkspaces();
  // A few seconds each, of which most are the start of the command.
  const waiting = [...packages];
  const pack = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await must(
        `The packing of ${next.name}`,
        yarn(['pack', '--out', next.tarball], {
          ...quietly,
          cwd: path.join(workspaces, path.relative(root, next.folder)),
        }),
      );
    }
  };
  await Promise.all([pack(), pack()]);
  rmSync(packing, { recursive: true, force: true });
  markDone('packages', key);
  console.log(`The packages are built and packed (${seconds(began)}).`);
  return packages;
}

/** Unpacks a package's tarball into a folder, without the folder `package` that tarballs have at their top. */
export function unpack({ tarball }, folder) {
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}
