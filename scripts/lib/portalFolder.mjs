import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { compilePackages, must, quietly } from './packages.mjs';
import { ensureFrontEnd } from './setup.mjs';
import { root, run, yarn } from './toolchain.mjs';

/** The files of the checkout that the running portal reads, beside what is compiled. */
const READ_AS_THEY_ARE = [
  '.yarnrc.yml',
  'app-config.yaml',
  'app-config.production.yaml',
  'catalog-info.yaml',
  'docs',
  'LICENSE',
  'templates',
];

/**
 * Makes the folder with which the portal runs: the compiled back end with the front end that it serves, the blueprints, the
 * templates, the configuration, and the dependencies that it has when it runs. It can be moved, to a machine with the same
 * operating system, processor and version of Node.js.
 *
 * @param target - the folder; it is emptied first
 * @throws Error when the folder has something that no earlier build made
 */
export async function buildPortal(target) {
  if (
    existsSync(target) &&
    readdirSync(target).length > 0 &&
    !existsSync(path.join(target, 'packages/backend'))
  ) {
    throw new Error(
      `${target} has other things in it: name a folder that is empty or not there yet.`,
    );
  }
  await compilePackages();
  await ensureFrontEnd();
  await must(
    'The build of the back end',
    run('backstage-cli', ['package', 'build', '--skip-build-dependencies'], {
      ...quietly,
      cwd: path.join(root, 'packages/backend'),
    }),
  );
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync('tar', [
    '-xzf',
    path.join(root, 'packages/backend/dist/bundle.tar.gz'),
    '-C',
    target,
  ]);
  for (const name of READ_AS_THEY_ARE) {
    cpSync(path.join(root, name), path.join(target, name), { recursive: true });
  }
  await must(
    'The installation of what the portal runs with',
    yarn(['workspaces', 'focus', '--all', '--production'], {
      ...quietly,
      cwd: target,
    }),
  );
}
