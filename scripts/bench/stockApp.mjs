import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LoopbackRegistry } from '../install/lib/LoopbackRegistry.mjs';
import { StockApp } from '../install/lib/StockApp.mjs';
import { packPackages } from '../lib/packages.mjs';
import { say } from './commands.mjs';

/** What is installed in a repository: megabytes of disk, and packages. */
function installed(folder) {
  const modules = path.join(folder, 'node_modules');
  const [kilobytes] = execFileSync('du', ['-sk', modules], {
    encoding: 'utf8',
  }).split('\t');
  const state = readFileSync(path.join(modules, '.yarn-state.yml'), 'utf8');
  // An entry for each, and one more for each set of peers that it is used with.
  const entries = [...state.matchAll(/^"(.*)":$/gm)].map(([, name]) =>
    name.replace(/@virtual:[0-9a-f]+#/, '@'),
  );
  return {
    megabytes: Number(kilobytes) / 1024,
    packages: new Set(entries.filter(name => !name.includes('@workspace:')))
      .size,
  };
}

async function make() {
  say('  a stock app is made, and takes the plugins');
  const registry = await LoopbackRegistry.start(await packPackages());
  const app = new StockApp();
  try {
    await app.shareCache();
    await app.create(registry.url);
    // Its template has ranges, and no lock file for this release.
    await app.run('yarn', ['install', '--no-immutable']);
    const bare = installed(app.folder);
    await app.addPlugins();
    await app.install();
    return { app, bare, whole: installed(app.folder) };
  } finally {
    await registry.stop();
  }
}

let made;

/**
 * An app as `@backstage/create-app` makes it, with our plugins by the lines of their READMEs, once for all rows; what was installed before,
 * `bare`, and with them, `whole`. It goes away with the process.
 */
export function stockApp() {
  made ??= make();
  return made;
}
