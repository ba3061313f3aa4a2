import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
} from 'node:fs';
import path from 'node:path';
import { atExit, killGroup } from './atExit.mjs';
import { root, start } from './toolchain.mjs';

/** Waits until `check` answers something true; gives up when `failed` does, or after the time limit. */
export async function until(check, { limit, failed = () => undefined, what }) {
  const end = Date.now() + limit;
  for (;;) {
    const reason = failed();
    if (reason) {
      throw new Error(reason);
    }
    const answer = await check().catch(() => undefined);
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`${what} did not happen within ${limit / 1000} s`);
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

/** One long-running process of the portal: its log goes to a file, its end is noticed. */
class Service {
  #child;
  #exited;

  constructor(name, logFile, args, options) {
    this.name = name;
    this.logFile = logFile;
    const log = openSync(logFile, 'a');
    this.#child = start('node', args, {
      ...options,
      stdio: ['ignore', log, log],
      // A group of its own: Ctrl-C reaches the start script alone, which stops the services in order.
      detached: true,
    });
    closeSync(log);
    const ended = atExit(() => this.#signal('SIGKILL'));
    this.#exited = new Promise(resolve =>
      this.#child.once('close', (code, signal) => {
        ended();
        this.ended = signal ?? `exit code ${code}`;
        resolve();
      }),
    );
  }

  get pid() {
    return this.#child.pid;
  }

  /** Why the service is no longer there, with the end of its log; undefined while it runs. */
  failure() {
    return this.ended === undefined
      ? undefined
      : `The ${this.name} ended (${this.ended}). The end of ${path.relative(root, this.logFile)}:\n${this.tail()}`;
  }

  tail() {
    return readFileSync(this.logFile, 'utf8').split('\n').slice(-25).join('\n');
  }

  whenEnded() {
    return this.#exited;
  }

  async stop(signal = 'SIGTERM') {
    if (this.ended === undefined) {
      this.#signal(signal);
      const hard = setTimeout(() => this.#signal('SIGKILL'), 10_000);
      await this.#exited;
      clearTimeout(hard);
    }
  }

  #signal(signal) {
    killGroup(this.#child.pid, signal);
  }
}

/** The environment variables that both processes read: ports, addresses and the data folder. */
function settings({ ports, dataDir }) {
  return {
    PLINTH_PORT: String(ports.PLINTH_PORT),
    PLINTH_GITHUB_PORT: String(ports.PLINTH_GITHUB_PORT),
    PLINTH_AWS_PORT: String(ports.PLINTH_AWS_PORT),
    PLINTH_BASE_URL: `http://localhost:${ports.PLINTH_PORT}`,
    PLINTH_DATA_DIR: dataDir,
  };
}

/** What a unit of a generated fleet may take to be laid down on a busy machine. */
const MS_PER_UNIT = 500;

/**
 * Starts the sandbox with its demo organisation and waits until it serves.
 *
 * @param ports - `PLINTH_PORT`, `PLINTH_GITHUB_PORT`, `PLINTH_AWS_PORT`
 * @param dataDir - a folder below the checkout, so that workflow runs find its dependencies
 * @param fleet - how many units to generate beside the demo
 */
export async function startSandbox({ ports, dataDir, fleet }) {
  mkdirSync(path.join(dataDir, 'logs'), { recursive: true });
  const service = new Service(
    'sandbox',
    path.join(dataDir, 'logs/sandbox.log'),
    ['--require', 'tsx/cjs', path.join(root, 'packages/sandbox/src/cli.ts')],
    {
      env: {
        ...settings({ ports, dataDir }),
        ...(fleet ? { PLINTH_FLEET: String(fleet) } : {}),
      },
    },
  );
  const serves = async url => (await fetch(url)).status < 500;
  await until(
    async () =>
      (await serves(
        `http://localhost:${ports.PLINTH_GITHUB_PORT}/api/v3/meta`,
      )) &&
      (await serves(`http://127.0.0.1:${ports.PLINTH_AWS_PORT}/_control`)) &&
      // The seed writes it, and the portal's configuration includes it.
      existsSync(path.join(dataDir, 'sandbox/portal-app.json')) &&
      // It is served while it is being laid down, which takes a while.
      (!fleet || existsSync(path.join(dataDir, 'sandbox/seeded.json'))),
    {
      limit: 240_000 + (fleet ?? 0) * MS_PER_UNIT,
      failed: () => service.failure(),
      what: 'The start of the sandbox',
    },
  ).catch(async error => {
    await service.stop();
    throw error;
  });
  return service;
}

/**
 * Starts the portal's back end, which serves the front end too, and waits until it is ready.
 *
 * @param configs - further configuration files, which win over the others
 * @returns the running service
 */
export async function startBackEnd({ ports, dataDir, configs = [] }) {
  mkdirSync(path.join(dataDir, 'logs'), { recursive: true });
  mkdirSync(path.join(dataDir, 'portal'), { recursive: true });
  const service = new Service(
    'portal',
    path.join(dataDir, 'logs/portal.log'),
    [
      '--no-node-snapshot',
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      'src/index.ts',
      '--config',
      path.join(root, 'app-config.yaml'),
      '--config',
      path.join(root, 'app-config.sandbox.yaml'),
      ...configs.flatMap(file => ['--config', file]),
    ],
    {
      cwd: path.join(root, 'packages/backend'),
      env: {
        NODE_ENV: 'development',
        ...settings({ ports, dataDir }),
        // The queue of stack events belongs to the shared services account; this key reads it.
        AWS_ACCESS_KEY_ID: 'AKIA123456789012READ',
        AWS_SECRET_ACCESS_KEY: 'sandbox',
        AWS_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    },
  );
  const base = `http://localhost:${ports.PLINTH_PORT}`;
  await until(
    async () => (await fetch(`${base}/.backstage/health/v1/readiness`)).ok,
    {
      limit: 480_000,
      failed: () => service.failure(),
      what: 'The start of the portal',
    },
  ).catch(async error => {
    await service.stop();
    throw error;
  });
  return service;
}

/** A token of the demo's guest, as the browser would get one. */
export async function guestToken(base) {
  const answer = await fetch(`${base}/api/auth/guest/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (!answer.ok) {
    throw new Error(`Guest sign-in answered ${answer.status}`);
  }
  return (await answer.json()).backstageIdentity.token;
}

/** A token of somebody of the demo, whom its identity provider signs in as it does in the browser. */
export async function demoToken(base, login) {
  const cookies = new Map();
  const ask = async (url, form) => {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(pair => pair.join('=')).join('; '),
      },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      if (value) {
        cookies.set(name, value);
      } else {
        cookies.delete(name);
      }
    }
    const next = answer.headers.get('location');
    return next ? new URL(next, url).href : answer;
  };
  const auth = `${base}/api/auth/oidc`;
  const scope = 'openid+profile+email';
  let at = await ask(`${auth}/start?env=production&scope=${scope}`);
  at = await ask(at);
  at = await ask(at, { login });
  while (typeof at === 'string') {
    at = await ask(at);
  }
  const [, message] = /decodeURIComponent\('([^']+)'\)/.exec(await at.text());
  const { response, error } = JSON.parse(decodeURIComponent(message));
  if (error) {
    throw new Error(`${login} cannot sign in: ${error.message}`);
  }
  return response.backstageIdentity.token;
}

/** An account of the demo alone. */
const DEMO_ACCOUNT = '111122223333';

/**
 * Waits until the demo's environments are in the portal, each with a health of its own, and the forms that ask for more.
 *
 * @param fleet - whether a generated fleet is there too: nobody waits until all of it is read
 */
export async function waitForDemo(base, { fleet = false } = {}) {
  const own = fleet ? `?account=${DEMO_ACCOUNT}` : '';
  const get = async route => {
    const answer = await fetch(`${base}${route}`, {
      headers: { authorization: `Bearer ${await guestToken(base)}` },
    });
    return answer.ok ? answer.json() : {};
  };
  await until(
    async () => {
      const { items = [] } = await get(
        `/api/environments/v1/environments${own}`,
      );
      const form = await get(
        '/api/catalog/entities/by-name/template/default/new-environment',
      );
      return (
        items.length > 0 &&
        items.every(item => item.health !== 'Unknown') &&
        form.kind === 'Template'
      );
    },
    {
      limit: fleet ? 600_000 : 120_000,
      what: 'The loading of the demo into the catalog',
    },
  );
}
