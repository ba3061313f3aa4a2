import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../lib/toolchain.mjs';

const execute = promisify(execFile);

/** What package managers fetched is kept between runs. */
const cache = path.join(root, '.data/install-cache');

/**
 * A folder outside the checkout, where nothing of it is found: neither its node_modules, nor its settings, nor the
 * environment of the command that runs the test.
 */
export class Outside {
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
   * Runs a program there to its end.
   *
   * @throws Error with all that the program said, if it fails
   */
  async run(program, args, { cwd = '.', env = {} } = {}) {
    try {
      const { stdout, stderr } = await execute(program, args, {
        cwd: path.resolve(this.folder, cwd),
        env: this.environment(env),
        maxBuffer: 64 * 1024 * 1024,
      });
      return { stdout, stderr };
    } catch (error) {
      throw new Error(
        `${program} ${args.join(' ')} ended with ${error.code}:\n${`${error.stdout}\n${error.stderr}`.slice(-6000)}`,
      );
    }
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
