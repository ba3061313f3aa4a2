import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { root } from '../lib/toolchain.mjs';
import { must, say, work } from './commands.mjs';
import { published } from './publishedPackages.mjs';

const TYPESCRIPT = '7.0.2';
/** What `cdk init` of the CDK CLI beside us writes. */
const INIT = path.join(
  root,
  'node_modules/aws-cdk/lib/init-templates/app/typescript',
);
/** The app command of that project. */
export const PEER_APP = 'npx tsc && npx tsx bin/app.ts';

async function typescript() {
  const home = path.join(work, 'typescript');
  if (!existsSync(path.join(home, 'node_modules/typescript/package.json'))) {
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
  return path.join(home, 'node_modules/typescript');
}

/** All units of an infrastructure repository, environments first. */
function unitsOf(repository) {
  return ['environment', 'tenant'].flatMap(kind => {
    const folder = path.join(repository, `${kind}s`);
    return existsSync(folder)
      ? readdirSync(folder, { withFileTypes: true })
          .filter(entry => entry.isDirectory())
          .map(({ name }) =>
            JSON.parse(
              readFileSync(path.join(folder, name, `${kind}.json`), 'utf8'),
            ),
          )
      : [];
  });
}

/**
 * Lays out a project as `cdk init` does today, with one app that makes the stacks of all units of a repository.
 * Everything that can speak for it does: the blueprints come compiled, as for us.
 *
 * @returns its folder
 */
export async function makePeer(repository) {
  const compiler = await typescript();
  const folder = `${repository}-peer`;
  rmSync(folder, { recursive: true, force: true });
  cpSync(path.join(root, 'scripts/bench/cdk-init'), folder, {
    recursive: true,
  });
  cpSync(path.join(INIT, 'tsconfig.json'), path.join(folder, 'tsconfig.json'));
  const write = (name, content) =>
    writeFileSync(path.join(folder, name), `${JSON.stringify(content)}\n`);
  write('package.json', { private: true, name: 'peer' });
  write('cdk.json', { app: PEER_APP });
  write('units.json', unitsOf(repository));
  const modules = path.join(folder, 'node_modules');
  const link = (target, name) => {
    const at = path.join(modules, name);
    mkdirSync(path.dirname(at), { recursive: true });
    symlinkSync(target, at);
  };
  link(compiler, 'typescript');
  link(path.join(compiler, 'bin/tsc'), '.bin/tsc');
  link(path.join(root, 'node_modules/.bin/tsx'), '.bin/tsx');
  link(path.join(root, 'node_modules/@types'), '@types');
  link(published('blueprints'), '@plinth/blueprints');
  return folder;
}
