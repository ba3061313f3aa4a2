import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import typescript from 'typescript';
import { LoopbackRegistry } from '../install/lib/LoopbackRegistry.mjs';
import { packPackages, publishedPackages, unpack } from '../lib/packages.mjs';
import { root } from '../lib/toolchain.mjs';

/*
 * What the registry gets, package by package. Each tarball lies unpacked in a folder of its own outside the checkout, whose
 * `node_modules` has what its manifest declares and nothing else: whatever else it loads is not found there.
 */

const execute = promisify(execFile);
const stage = realpathSync(
  mkdtempSync(path.join(os.tmpdir(), 'plinth-packages-')),
);
const folderOf = name => path.join(stage, name.replaceAll('/', '+'));

const packages = publishedPackages();
const isOurs = name => packages.some(each => each.name === name);

const readManifest = folder =>
  JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

/** The folder of an installed dependency of a workspace, though its `exports` may not name its manifest. */
function installed(workspace, name) {
  for (let folder = workspace; ; folder = path.dirname(folder)) {
    const found = path.join(folder, 'node_modules', name);
    if (existsSync(found)) {
      return found;
    }
    assert.notEqual(folder, root, `${name} is not installed for ${workspace}`);
  }
}

function declared({ dependencies = {}, peerDependencies = {} }) {
  return Object.keys({ ...dependencies, ...peerDependencies });
}

/** A folder that has one package, as somebody would who depends on it. */
function dependent(name) {
  const folder = path.join(stage, 'dependents', name.replaceAll('/', '+'));
  const link = path.join(folder, 'node_modules', name);
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(folderOf(name), link);
  return folder;
}

/** Unpacks a package, and links what it declares beside it. */
function place({ name, folder: workspace, tarball }) {
  const folder = folderOf(name);
  unpack({ tarball }, folder);
  for (const dependency of declared(readManifest(folder))) {
    const link = path.join(folder, 'node_modules', dependency);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(
      isOurs(dependency)
        ? folderOf(dependency)
        : installed(workspace, dependency),
      link,
    );
  }
}

/** Every path inside the package that its manifest names. */
function namedPaths(manifest) {
  const below = value =>
    typeof value === 'string' ? [value] : Object.values(value).flatMap(below);
  const exports = Object.values(manifest.exports ?? {}).map(entry => {
    const { backstage: feature, ...conditions } =
      typeof entry === 'string' ? { default: entry } : entry;
    return conditions;
  });
  return [
    manifest.main,
    manifest.module,
    manifest.types,
    ...below(exports),
    ...below(manifest.bin ?? {}),
    ...below(manifest.typesVersions ?? {}),
    ...manifest.files,
    manifest.configSchema,
  ].filter(Boolean);
}

/** The entry points: the specifier with which one loads each, and its conditions. */
function entries(manifest) {
  const { name, exports, main, module, types } = manifest;
  return Object.entries(
    exports ?? { '.': { import: module, types, default: main } },
  )
    .filter(([mount]) => mount !== './package.json')
    .map(([mount, conditions]) => ({
      specifier: path.posix.join(name, mount),
      conditions,
    }));
}

const filesOf = (folder, pattern) =>
  globSync(pattern, { cwd: folder, exclude: name => name === 'node_modules' });

/** The packages that a file of JavaScript or declarations loads by name. */
function importedPackages(text) {
  return typescript
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter(specifier => !/^[./]|^node:/.test(specifier))
    .map(specifier =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    .filter(name => !builtinModules.includes(name));
}

async function node(folder, script) {
  const { stdout } = await execute(process.execPath, ['-e', script], {
    cwd: folder,
    env: { PATH: process.env.PATH },
  });
  return stdout;
}

describe('the published packages', () => {
  before(
    async () => {
      (await packPackages()).forEach(place);
    },
    { timeout: 600_000 },
  );
  after(() => rmSync(stage, { recursive: true, force: true }));

  for (const { name, manifest: source } of packages) {
    describe(name, () => {
      const folder = folderOf(name);

      it('carries every file that its manifest names', () => {
        const missing = namedPaths(readManifest(folder)).filter(
          file => !existsSync(path.join(folder, file)),
        );
        assert.deepEqual(missing, []);
      });

      it('has its entry points compiled, with types', () => {
        const manifest = readManifest(folder);
        assert.deepEqual(
          entries(manifest).map(({ specifier }) => specifier),
          Object.keys(source.exports ?? { '.': '' })
            .filter(mount => mount !== './package.json')
            .map(mount => path.posix.join(name, mount)),
        );
        for (const { specifier, conditions } of entries(manifest)) {
          assert.match(conditions.types, /^(\.\/)?dist\/.*\.d\.ts$/, specifier);
          assert.match(
            conditions.default,
            /^(\.\/)?dist\/.*\.(cjs|esm)\.js$/,
            specifier,
          );
        }
      });

      it('tells what the registry and the plugin directory show', () => {
        const manifest = readManifest(folder);
        assert.ok(manifest.keywords.includes('backstage'));
        assert.ok(manifest.description);
        assert.match(manifest.repository.directory, /^(packages|plugins)\//);
        assert.equal(manifest.publishConfig.access, 'public');
        assert.equal(
          readFileSync(path.join(folder, 'LICENSE'), 'utf8'),
          readFileSync(path.join(root, 'LICENSE'), 'utf8'),
        );
        assert.ok(existsSync(path.join(folder, 'README.md')));
        assert.doesNotMatch(JSON.stringify(manifest), /workspace:/);
      });

      it('has no tests, no sources of TypeScript and no path of the machine that built it', () => {
        const files = filesOf(folder, '**/*');
        assert.deepEqual(
          files.filter(file =>
            /\.test\.|__testUtils__|setupTests|fast-check|(?<!\.d)\.tsx?$/.test(
              file,
            ),
          ),
          [],
        );
        for (const file of files.filter(each => /\.(js|map|ts)$/.test(each))) {
          const text = readFileSync(path.join(folder, file), 'utf8');
          assert.ok(!text.includes(root), `${file} has a path of this machine`);
        }
      });

      it('declares what it loads', () => {
        const known = new Set([name, ...declared(readManifest(folder))]);
        const loaded = filesOf(folder, 'dist/**/*.{js,d.ts}').flatMap(file =>
          importedPackages(readFileSync(path.join(folder, file), 'utf8')),
        );
        assert.ok(loaded.length > 0 || known.size === 1);
        assert.deepEqual(
          [...new Set(loaded)].filter(each => !known.has(each)),
          [],
        );
      });

      if (source.backstage.role !== 'frontend-plugin') {
        it('is loaded by plain Node.js', async () => {
          const loadable = entries(readManifest(folder)).filter(
            ({ specifier }) => specifier !== '@plinth/delivery/cli',
          );
          const from = dependent(name);
          for (const { specifier } of loadable) {
            const count = await node(
              from,
              `console.log(Object.keys(require(${JSON.stringify(specifier)})).length)`,
            );
            assert.ok(Number(count) > 0, `${specifier} exports nothing`);
          }
        });
      }
    });
  }

  it('the command is executable and tells its help', async () => {
    const command = path.join(folderOf('@plinth/delivery'), 'bin/plinth');
    accessSync(command, constants.X_OK);
    const { stdout } = await execute(command, ['--help'], {
      env: { PATH: process.env.PATH },
    });
    assert.match(stdout, /Usage: plinth/);
  });

  it('the thread that prices units runs from the package', async () => {
    const folder = folderOf('@plinth/plugin-environments-backend');
    const monthly = await node(
      folder,
      `
      const { blueprintSchemas } = require('@plinth/blueprints/schema');
      const { PricingWorker } = require('./dist/estimate/PricingWorker.cjs.js');
      const { name, version, example } = blueprintSchemas.find(each => each.name === 'application');
      const pricer = new PricingWorker();
      pricer.price({
        kind: 'environment', name: 'claims', blueprint: name, version, stage: 'dev', account: '111122223333',
        region: 'us-east-1', owner: 'group:default/claims', monthlyBudget: 500, parameters: example('dev'),
      }).then(({ monthly }) => { console.log(monthly); return pricer.close(); });
      `,
    );
    assert.ok(Number(monthly) > 0, `priced at ${monthly}`);
  });

  it('an infrastructure repository asks for the versions that are published', () => {
    const { dependencies } = JSON.parse(
      readFileSync(
        path.join(root, 'templates/platform-repository/skeleton/package.json'),
        'utf8',
      ),
    );
    const asked = Object.entries(dependencies).filter(([name]) => isOurs(name));
    assert.equal(asked.length, 2);
    for (const [name, range] of asked) {
      assert.equal(range, readManifest(folderOf(name)).version, name);
    }
  });

  it('a release publishes what the registry lacks, with the address of the sources', async () => {
    const registry = await LoopbackRegistry.start(
      packages.filter(({ name }) => name !== '@plinth/pricing'),
    );
    try {
      const { stdout } = await execute(
        process.execPath,
        [path.join(root, 'scripts/release.mjs'), '--dry-run'],
        {
          env: {
            ...process.env,
            GITHUB_SERVER_URL: 'https://github.com',
            GITHUB_REPOSITORY: 'acme/plinth',
            npm_config_registry: registry.url,
          },
        },
      );
      const told = stdout.split('\n').filter(line => /^@plinth/.test(line));
      assert.equal(told.length, packages.length);
      assert.deepEqual(
        told.filter(line => / would be published$/.test(line)),
        [
          `@plinth/pricing ${readManifest(folderOf('@plinth/pricing')).version} would be published`,
        ],
      );
    } finally {
      await registry.stop();
    }
  });

  it('the API document and the migrations are where the back end looks for them', () => {
    assert.ok(
      existsSync(
        path.join(
          folderOf('@plinth/plugin-environments-backend'),
          'src/schema/openapi.yaml',
        ),
      ),
    );
    const migrating = packages.filter(({ folder }) =>
      existsSync(path.join(folder, 'migrations')),
    );
    assert.equal(migrating.length, 2);
    for (const { name, folder } of migrating) {
      assert.deepEqual(
        readdirSync(path.join(folderOf(name), 'migrations')),
        readdirSync(path.join(folder, 'migrations')),
        name,
      );
    }
  });
});
