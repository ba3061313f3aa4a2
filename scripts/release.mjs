/*
 * `npm run release`: publishes each packed package whose version the npm registry does not have yet; `-- --dry-run` only says
 * which. The workflow `release` runs it: the registry then shows from which commit and run a package comes.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { must, packPackages, quietly, unpack } from './lib/packages.mjs';
import { ensureDependencies } from './lib/setup.mjs';
import { run } from './lib/toolchain.mjs';

/** Where the packages' sources are: the repository in which the workflow runs. */
function readRepository(environment) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = environment;
  if (!server || !name) {
    throw new Error(
      'GITHUB_SERVER_URL and GITHUB_REPOSITORY are not set: packages are published by the workflow `release`.',
    );
  }
  return `git+${server}/${name}.git`;
}

/** Which registry npm asks, and with which token, as the workflow set it. */
function npmSettings() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^npm_config_(userconfig|registry)$/i.test(name),
    ),
  );
}

/**
 * True when the registry has this version.
 *
 * @throws Error when the registry cannot tell
 */
async function isPublished({ name, manifest }, npm) {
  const { code, output } = await npm([
    'view',
    `${name}@${manifest.version}`,
    'version',
    '--json',
  ]);
  if (code === 0) {
    // It knows the package, and answers nothing for a version that it does not have; npm's warnings are in the output too.
    return output.includes(JSON.stringify(manifest.version));
  }
  if (/\bE404\b/.test(output)) {
    return false;
  }
  throw new Error(`npm view ${name} failed:\n${output.slice(-2000)}`);
}

/** Publishes what is in the tarball, with the address of its sources. */
async function publish(pack, { npm, repository, dryRun }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plinth-release-'));
  try {
    unpack(pack, folder);
    const file = path.join(folder, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    manifest.repository.url = repository;
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
    await must(
      `The publishing of ${pack.name}`,
      npm([
        'publish',
        folder,
        '--ignore-scripts',
        '--access=public',
        ...(dryRun ? ['--dry-run'] : ['--provenance']),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(args) {
  const dryRun = args.includes('--dry-run');
  const repository = readRepository(process.env);
  await ensureDependencies();
  const npm = given => run('npm', given, { ...quietly, env: npmSettings() });
  for (const pack of await packPackages()) {
    const title = `${pack.name} ${pack.manifest.version}`;
    if (await isPublished(pack, npm)) {
      console.log(`${title} is published already`);
    } else {
      await publish(pack, { npm, repository, dryRun });
      console.log(`${title} ${dryRun ? 'would be' : 'is'} published`);
    }
  }
}

main(process.argv.slice(2)).catch(error => {
  console.error(`\n${error.message}`);
  process.exit(1);
});
