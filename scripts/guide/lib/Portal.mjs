import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Process } from '../../install/lib/Process.mjs';
import { ready } from '../../install/lib/ready.mjs';
import { until } from '../../lib/portal.mjs';
import { buildPortal } from '../../lib/portalFolder.mjs';
import { root } from '../../lib/toolchain.mjs';

const require = createRequire(path.join(root, 'packages/sandbox/package.json'));
const { parseDocument } = require('yaml');

const CONFIGURATION = 'app-config.production.yaml';

/** The portal's folder, as `npm run build` makes it, and what a person does in the portal. */
export class Portal {
  #process;
  #tokens = new Map();

  /** Builds it into a folder. */
  static async build(folder, { port }) {
    await buildPortal(folder);
    return new Portal(folder, port);
  }

  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.url = `http://localhost:${port}`;
  }

  /** Changes what the production configuration says. */
  configure(change) {
    const file = path.join(this.folder, CONFIGURATION);
    const document = parseDocument(readFileSync(file, 'utf8'));
    for (const [key, value] of Object.entries(change)) {
      document.setIn(key.split('.'), document.createNode(value));
    }
    writeFileSync(file, document.toString());
  }

  /** Starts it by a command of the guide, anew if it runs. */
  async start(command, environment) {
    await this.stop();
    this.#process = new Process('bash', ['-c', command], {
      cwd: this.folder,
      env: environment,
    });
    await ready(this.#process, this.port);
    this.#tokens.clear();
  }

  /** Calls the portal as somebody who signed in. */
  async call(login, method, route, body) {
    const answer = await fetch(`${this.url}${route}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#tokenOf(login)}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${route}: ${answer.status} ${text}`);
    }
    return JSON.parse(text);
  }

  /** Sends a template's form, and waits for the end of its task; answers the task's output. */
  async request(login, template, values) {
    const { id } = await this.call(login, 'POST', '/api/scaffolder/v2/tasks', {
      templateRef: `template:default/${template}`,
      values,
    });
    const task = `/api/scaffolder/v2/tasks/${id}`;
    const { status } = await until(
      async () => {
        const found = await this.call(login, 'GET', task);
        return ['completed', 'failed'].includes(found.status) && found;
      },
      {
        limit: 300_000,
        what: `The end of the task of ${template}`,
        failed: () => this.#process.failure(),
      },
    );
    const events = await this.call(login, 'GET', `${task}/events`);
    assert.equal(
      status,
      'completed',
      events.map(({ body }) => body.message).join('\n'),
    );
    return events.find(({ type }) => type === 'completion').body.output;
  }

  /** Waits until the portal answers somebody what is expected; what it said last, where that does not happen, is in the error. */
  async until(login, route, expected, what) {
    let last;
    try {
      return await until(
        async () => {
          last = await this.call(login, 'GET', route).catch(error => error);
          return !(last instanceof Error) && expected(last) && last;
        },
        { limit: 300_000, what, failed: () => this.#process.failure() },
      );
    } catch (error) {
      const answer =
        last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`${error.message}: ${answer?.slice(0, 4000)}`);
    }
  }

  async #tokenOf(login) {
    // It is good for an hour.
    const token = this.#tokens.get(login) ?? (await this.#signIn(login));
    this.#tokens.set(login, token);
    return token;
  }

  /** What a browser does: to GitHub, to say who one is there, and back. */
  async #signIn(login) {
    const auth = `${this.url}/api/auth/github`;
    const cookiesOf = answer =>
      answer.headers
        .getSetCookie()
        .map(cookie => cookie.split(';')[0])
        // What is emptied is taken back.
        .filter(cookie => !cookie.endsWith('='))
        .join('; ');
    const started = await fetch(
      `${auth}/start?env=production&scope=read:user`,
      { redirect: 'manual' },
    );
    const authorize = started.headers.get('location');
    const page = await fetch(authorize);
    const [, csrf] = (await page.text()).match(/name="csrf"\s+value="([^"]+)"/);
    const chosen = await fetch(authorize, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        cookie: cookiesOf(page),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ login, csrf }),
    });
    const { search } = new URL(chosen.headers.get('location'));
    const answer = await fetch(`${auth}/handler/frame${search}`, {
      headers: { cookie: cookiesOf(started) },
    });
    const [, message] = (await answer.text()).match(
      /decodeURIComponent\('([^']+)'\)/,
    );
    const { response, error } = JSON.parse(decodeURIComponent(message));
    if (error) {
      throw new Error(`${login} may not sign in: ${error.message}`);
    }
    return response.backstageIdentity.token;
  }

  async stop() {
    await this.#process?.stop();
  }
}
