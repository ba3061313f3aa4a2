import {
  copyFile,
  mkdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

/** Of our packages, those that the `package.json` of an infrastructure repository names. */
const ASKED_FOR = ['@plinth/delivery', '@plinth/blueprints'];

/**
 * What stays where it is installed: what stacks import too, of which a process must have one, and what finds files of its own by
 * its place.
 */
const INSTALLED = [
  'aws-cdk',
  'aws-cdk-lib',
  '@aws-cdk/*',
  '@aws/*',
  'cdk-nag',
  'constructs',
  'esbuild',
  'jsonc-parser',
  'tsx',
];

/**
 * The one file of all packages, in the folder of the first of them. Node takes a name without an extension for CommonJS; what is called
 * `.js`, `tsx` reads and searches for ES modules first, which of so large a file is a sixth of a synthesis.
 */
const BUNDLE = 'carried';

/** A package of the checkout. */
interface Workspace {
  readonly folder: string;
  readonly manifest: {
    readonly name: string;
    readonly main: string;
    readonly exports?: Readonly<Record<string, string>>;
    readonly bin?: Readonly<Record<string, string>>;
    readonly dependencies?: Readonly<Record<string, string>>;
  };
}

/**
 * Lays our own packages into the `node_modules` of a folder, compiled: as a runner's image carries them, and as the registry
 * would bring them. Jobs below the folder find them before the sources, which each of their processes would have to
 * compile anew: that takes longer than most of what `plinth` does. With most of what they depend on they are one file, whose
 * modules run when they are first asked for: Node would look for more than a thousand files, in every process.
 *
 * @param folder - below a checkout whose dependencies are installed. What its `node_modules` held is gone: the sources may
 * have changed since
 */
export async function carryPackages(folder: string): Promise<void> {
  const modules = path.join(folder, 'node_modules');
  await rm(modules, { recursive: true, force: true });
  await mkdir(path.join(modules, '.bin'), { recursive: true });
  const workspaces = await workspacesAbove(folder);
  const bundle = path.join(modules, workspaces[0].manifest.name, BUNDLE);
  await compile(workspaces, bundle);
  for (const { folder: source, manifest } of workspaces) {
    const target = path.join(modules, manifest.name);
    await writeEntries(manifest, target, bundle);
    for (const [command, file] of Object.entries(manifest.bin ?? {})) {
      const program = path.join(target, file);
      await mkdir(path.dirname(program), { recursive: true });
      await copyFile(path.join(source, file), program);
      const bin = path.join(modules, '.bin');
      await symlink(path.relative(bin, program), path.join(bin, command));
    }
  }
}

/** What is asked for, and what of ours that depends on. */
async function workspacesAbove(folder: string): Promise<Workspace[]> {
  const { resolve } = createRequire(path.join(folder, 'package.json'));
  const found = new Map<string, Workspace>();
  const waiting = [...ASKED_FOR];
  for (const name of waiting) {
    if (!found.has(name)) {
      const file = await realpath(resolve(`${name}/package.json`));
      const manifest = JSON.parse(await readFile(file, 'utf8'));
      found.set(name, { folder: path.dirname(file), manifest });
      waiting.push(
        ...Object.keys(manifest.dependencies ?? {}).filter(dependency =>
          dependency.startsWith('@plinth/'),
        ),
      );
    }
  }
  return [...found.values()];
}

/** Everything by which packages are imported, each behind a function that loads it. */
async function compile(
  workspaces: readonly Workspace[],
  outfile: string,
): Promise<void> {
  const entries = workspaces.flatMap(({ manifest }) =>
    sourcesOf(manifest).map(([name]) => JSON.stringify(name)),
  );
  await build({
    stdin: {
      contents: `module.exports = {${entries.map(name => `${name}: () => require(${name})`).join(',\n')}};`,
      // The one that depends on all others.
      resolveDir: workspaces[0].folder,
    },
    bundle: true,
    outfile,
    external: INSTALLED,
    format: 'cjs',
    platform: 'node',
    target: `node${process.versions.node}`,
    mainFields: ['main'],
    keepNames: true,
    // Every process reads all of it, and makes sure that it is what Node has compiled before.
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'error',
  });
}

/** The sources that a package lets others import, by the name by which they do. */
function sourcesOf({
  name,
  main,
  exports = { '.': main },
}: Workspace['manifest']): [name: string, source: string][] {
  return Object.entries(exports)
    .filter(([, file]) => file.endsWith('.ts'))
    .map(([entry, file]) => [path.posix.join(name, entry), file]);
}

/** Lays a file at the place of each such source, and a manifest that names those. */
async function writeEntries(
  manifest: Workspace['manifest'],
  target: string,
  bundle: string,
): Promise<void> {
  for (const [name, source] of sourcesOf(manifest)) {
    const file = path.join(target, source.replace(/\.ts$/, '.js'));
    await mkdir(path.dirname(file), { recursive: true });
    const from = path.relative(path.dirname(file), bundle);
    await writeFile(
      file,
      `module.exports = require(${JSON.stringify(`./${from}`)})[${JSON.stringify(name)}]();\n`,
    );
  }
  await writeFile(
    path.join(target, 'package.json'),
    JSON.stringify(manifest).replaceAll('.ts"', '.js"'),
  );
}
