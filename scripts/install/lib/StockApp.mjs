import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ensureToolchain } from '../../lib/toolchain.mjs';
import { Outside } from './Outside.mjs';
import { shareYarnCache } from './shareYarnCache.mjs';
import { readmeBlocks } from './readmeBlocks.mjs';

/** Makes apps of the release of Backstage that the packages are built for, 1.55. */
const CREATE_APP = '@backstage/create-app@0.9.2';

/** By then that release was whole. Its template asks for ranges, and parts of the next release do not start with its own. */
const RELEASED_BY = Date.parse('2026-10-01');

/** The old front-end system's app, beside the new one in one repository. */
export const OLD_APP = 'old-app';

/** The plugins of the back end. */
const FEATURES = [
  'environments-backend',
  'catalog-backend-module-environments',
  'scaffolder-backend-module-environments',
];

/** A Backstage repository as `@backstage/create-app` makes it, outside the checkout. */
export class StockApp {
  #outside;
  #bin;

  constructor() {
    this.#outside = new Outside('stock-app');
    // Yarn, which who develops Backstage has.
    this.#bin = path.join(this.#outside.folder, 'bin');
    mkdirSync(this.#bin);
    const yarn = path.join(this.#bin, 'yarn');
    const { yarnHome } = ensureToolchain();
    writeFileSync(
      yarn,
      `#!/bin/sh\nexec '${process.execPath}' '${yarnHome}/bin/yarn.js' "$@"\n`,
    );
    chmodSync(yarn, 0o755);
  }

  get folder() {
    return path.join(this.#outside.folder, 'portal');
  }

  environment(extra) {
    const environment = this.#outside.environment();
    return {
      ...environment,
      PATH: [this.#bin, environment.PATH].join(path.delimiter),
      // What would be compiled here is the driver of SQLite, which production has not, and what is optional.
      YARN_ENABLE_SCRIPTS: 'false',
      ...extra,
    };
  }

  /** Runs a program at the top of the repository. */
  run(program, args) {
    return this.#runIn('portal', program, args);
  }

  #runIn(cwd, program, args, env) {
    return this.#outside.run(program, args, {
      cwd,
      env: this.environment(env),
    });
  }

  read(file) {
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  write(file, text) {
    writeFileSync(path.join(this.folder, file), text);
  }

  /** Lets what the checkout has of the same packages be fetched once. Each is held to its checksum all the same. */
  shareCache() {
    return shareYarnCache(this.environment().HOME);
  }

  /**
   * Makes the app of the new front-end system. Nothing is installed yet.
   *
   * @param registry - the address of the registry that has the scope `@plinth`
   */
  async create(registry) {
    await this.#make('portal');
    const days = Math.floor((Date.now() - RELEASED_BY) / 86_400_000);
    const set = (name, value) =>
      this.run('yarn', [
        'config',
        'set',
        '--json',
        name,
        JSON.stringify(value),
      ]);
    await set('npmMinimalAgeGate', `${days}d`);
    await set('npmPreapprovedPackages', ['*', '@!(backstage)/*']);
    await set('npmScopes', { plinth: { npmRegistryServer: registry } });
    await set('unsafeHttpWhitelist', ['127.0.0.1']);
  }

  /**
   * Brings the app of the old front-end system into the repository: both templates ask for the same versions, so that one
   * installation and one back end serve both.
   */
  async createOldApp() {
    await this.#make(OLD_APP, '--legacy');
    cpSync(
      path.join(this.#outside.folder, OLD_APP, 'packages/app'),
      path.join(this.folder, 'packages', OLD_APP),
      { recursive: true },
    );
    const manifest = `packages/${OLD_APP}/package.json`;
    this.write(
      manifest,
      this.read(manifest).replace('"name": "app"', `"name": "${OLD_APP}"`),
    );
  }

  #make(name, ...options) {
    return this.#runIn(
      '.',
      'npm',
      // Each word of it is for create-app.
      [
        'exec',
        '--yes',
        CREATE_APP,
        '--',
        '--skip-install',
        ...options,
        '--path',
        name,
      ],
      { BACKSTAGE_APP_NAME: name },
    );
  }

  /**
   * Runs the lines with which a plugin's README adds its package. What they bring is linked by `install`, once for all of them.
   *
   * @param packages - the folder that stands where the README says `packages/app`
   */
  async add(plugin, packages = 'packages/app') {
    const [commands] = readmeBlocks(plugin, 'sh');
    for (const command of commands.trim().split('\n')) {
      const [program, ...args] = command.split(' ');
      await this.run(program, [
        ...args.map(word => (word === 'packages/app' ? packages : word)),
        '--mode=update-lockfile',
      ]);
    }
  }

  /** Installs what the lock file has by now, and refuses if that does not suffice. */
  async install() {
    await this.run('yarn', ['install', '--immutable']);
  }

  /** Adds the plugins to the new app and its back end, by what their READMEs say. */
  async addPlugins() {
    await this.add('environments');
    for (const plugin of FEATURES) {
      await this.add(plugin);
      this.addFeature(plugin);
    }
  }

  /** Writes the line of a README that adds a feature to the back end. */
  addFeature(plugin) {
    const [line] = readmeBlocks(plugin, 'ts');
    const file = 'packages/backend/src/index.ts';
    this.write(
      file,
      this.read(file).replace('backend.start();', `${line}\nbackend.start();`),
    );
  }

  /**
   * Writes what a README shows for a file of the old app: its imports to the top, its elements before a closing tag.
   *
   * @param block - which of the README's blocks of TSX it is, from 0
   * @param closing - the closing tag, the last of its kind before `upTo`
   */
  addElements(plugin, { block, file, closing, upTo }) {
    const shown = readmeBlocks(plugin, 'tsx')[block];
    const end = shown.lastIndexOf("';\n") + 3;
    const imports = shown.slice(0, end);
    // A statement each in the README, children of one element here.
    const elements = shown.slice(end).replace(/>;$/gm, '>');
    const text = this.read(file);
    const limit = upTo ? text.indexOf(upTo) : text.length;
    const at = text.lastIndexOf(closing, limit);
    this.write(
      file,
      `${imports}${text.slice(0, at)}${elements}${text.slice(at)}`,
    );
  }

  remove() {
    this.#outside.remove();
  }
}
