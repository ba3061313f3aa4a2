import {
  copyFile,
  mkdir,
  readdir,
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
const ASKED_FOR = ['@plinth/blueprints', '@plinth/delivery'];

/** A package of the checkout. */
interface Workspace {
  readonly folder: string;
  readonly manifest: {
    readonly name: string;
    readonly bin?: Readonly<Record<string, string>>;
    readonly dependencies?: Readonly<Record<string, string>>;
  };
}

/**
 * Lays our own packages into the `node_modules` of a folder, compiled: as a runner's image carries them, and as the registry
 * would bring them. Jobs below the folder find them before the sources, which each of their processes would have to
 * compile anew: that takes longer than most of what `plinth` does.
 *
 * @param folder - below a checkout whose dependencies are installed. What its `node_modules` held is gone: the sources may
 * have changed since
 */
export async function carryPackages(folder: string): Promise<void> {
  const modules = path.join(folder, 'node_modules');
  await rm(modules, { recursive: true, force: true });
  await mkdir(path.join(modules, '.bin'), { recursive: true });
  for (const { folder: source, manifest } of await workspacesAbove(folder)) {
    const target = path.join(modules, manifest.name);
    await compile(source, target);
    for (const [command, file] of Object.entries(manifest.bin ?? {})) {
      const program = path.join(target, file);
      await mkdir(path.dirname(program), { recursive: true });
      await copyFile(path.join(source, file), program);
      await symlink(program, path.join(modules, '.bin', command));
    }
  }
}

/** What is asked for, and what of ours that depends on. */
async function workspacesAbove(folder: string): Promise<Workspace[]> {
  const { resolve } = createRequire(path.join(folder, 'package.json'));
  const found = new Map<string, Workspace>();
  const waiting = [...ASKED_FOR];
  for (let name = waiting.pop(); name; name = waiting.pop()) {
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

/** Each source becomes a file of its own, and the manifest names those. */
async function compile(source: string, target: string): Promise<void> {
  const files = await readdir(path.join(source, 'src'), { recursive: true });
  await build({
    absWorkingDir: source,
    entryPoints: files
      .filter(file => /\.(ts|json)$/.test(file))
      .filter(file => !/\.(test|d)\.ts$|__testUtils__/.test(file))
      .map(file => path.join('src', file)),
    outbase: '.',
    outdir: target,
    loader: { '.json': 'copy' },
    format: 'cjs',
    platform: 'node',
    target: `node${process.versions.node}`,
    logLevel: 'error',
  });
  const manifest = await readFile(path.join(source, 'package.json'), 'utf8');
  await writeFile(
    path.join(target, 'package.json'),
    manifest.replaceAll('.ts"', '.js"'),
  );
}
