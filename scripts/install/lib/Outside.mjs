import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { atExit, killGroup } from '../../lib/atExit.mjs';
import { seconds } from '../../lib/setup.mjs';
import { root } from '../../lib/toolchain.mjs';

/** What package managers fetched is kept between runs. */
const cache = path.join(root, '.data/install-cache');

/**
 * A folder outside the checkout, where nothing of it is found: neither its node_modules, nor its settings, nor the
 * environment of the command that runs the test.
 */
export class Outside {
  #running = new Set();
  #forget = atExit(() => this.remove());

  /** @param name - tells the folder apart from others */
  constructor(name) {
    this.folder = realpathSync(
      mkdtempSync(path.join(os.tmpdir(), `plinth-${name}-`)),
    );
    mkdirSync(path.join(cache, 'home'), { recursive: true });
  }

  /** What a login shell would have: the programs, a home and the settings of the npm registry, if there are any. */
  environment(extra) {
    const own = process.env;
    return {
      PATH: [
        path.dirname(process.execPath),
        '/usr/local/bin',
        '/usr/bin',
        '/bin',
      ].join(path.delimiter),
      HOME: path.join(cache, 'home'),
      LANG: 'C.UTF-8',
      CI: 'true',
      npm_config_cache: path.join(cache, 'npm'),
      npm_config_nodedir: path.dirname(path.dirname(process.execPath)),
      ...Object.fromEntries(
        [
          'NPM_CONFIG_REGISTRY',
          'npm_config_registry',
          'NPM_CONFIG_USERCONFIG',
          'YARN_NPM_REGISTRY_SERVER',
          'HTTP_PROXY',
          'HTTPS_PROXY',
          'NO_PROXY',
          'http_proxy',
          'https_proxy',
          'no_proxy',
          'NODE_EXTRA_CA_CERTS',
          'SSL_CERT_FILE',
        ]
          .filter(name => own[name])
          .map(name => [name, own[name]]),
      ),
      ...extra,
    };
  }

  /**
   * Runs a program there to its end, and says how long it took.
   *
   * @throws Error with all that the program said, if it fails
   */
  async run(program, args, { cwd = '.', env = {} } = {}) {
    const began = Date.now();
    const child = spawn(program, args, {
      cwd: path.resolve(this.folder, cwd),
      env: this.environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: what it starts ends with it.
      detached: true,
    });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', text => {
        said[stream] += text;
      });
    }
    this.#running.add(child.pid);
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }).finally(() => this.#running.delete(child.pid));
    const command = [program, ...args].join(' ');
    if (code !== 0) {
      throw new Error(
        `${command} ended with ${code}:\n${`${said.stdout}\n${said.stderr}`.slice(-6000)}`,
      );
    }
    console.log(`${command} (${seconds(began)})`);
    return said;
  }

  /** Ends what still runs there, and takes the folder away. */
  remove() {
    this.#forget();
    for (const pid of this.#running) {
      killGroup(pid);
    }
    // Node's own takes minutes for what is installed here.
    execFileSync('rm', ['-rf', this.folder]);
  }
}
