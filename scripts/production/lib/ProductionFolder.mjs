import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildPortal } from '../../lib/portalFolder.mjs';
import { TOKEN } from './ask.mjs';
import { Outside } from '../../install/lib/Outside.mjs';
import { portalConnections } from '../../install/lib/portalConnections.mjs';
import { Process } from '../../install/lib/Process.mjs';

/** What a person sets who follows docs/how-to/run-in-production.md. */
function variables({ github, database, address }) {
  return {
    PLINTH_BASE_URL: address,
    PLINTH_ORGANIZATION: 'acme',
    PLINTH_GITHUB_ORGANIZATION: 'acme',
    PLINTH_INFRASTRUCTURE_REPOSITORY: `${github}/acme/infrastructure`,
    PLINTH_EVENTS_QUEUE_URL: 'https://queue.example.com/1/plinth-events',
    POSTGRES_HOST: database.hostname,
    POSTGRES_PORT: database.port,
    POSTGRES_USER: database.username,
    POSTGRES_PASSWORD: database.password,
    AUTH_GITHUB_CLIENT_ID: 'sandbox',
    AUTH_GITHUB_CLIENT_SECRET: 'sandbox',
    GITHUB_APP_ID: '1',
    GITHUB_APP_CLIENT_ID: 'sandbox',
    GITHUB_APP_CLIENT_SECRET: 'sandbox',
    GITHUB_APP_PRIVATE_KEY: 'sandbox',
    GITHUB_WEBHOOK_SECRET: 'sandbox-webhook-secret',
  };
}

/** The folder that `npm run build` makes, where there is nothing but Node.js and a database. */
export class ProductionFolder {
  #outside = new Outside('portal');
  #sandbox;

  /** Where the portal is. */
  portal;

  /** @param sandbox - the addresses of its GitHub and AWS, and its data folder */
  static async build(sandbox) {
    const folder = new ProductionFolder(sandbox);
    await buildPortal(folder.portal);
    return folder;
  }

  /**
   * One that is there already, such as that of another version, and is left alone.
   *
   * @param portal - the folder that `npm run build` made
   */
  static existing(portal, sandbox) {
    return new ProductionFolder(sandbox, portal);
  }

  constructor(sandbox, portal = this.path('portal')) {
    this.#sandbox = sandbox;
    this.portal = portal;
  }

  /** The same once more. */
  copy() {
    const copied = new ProductionFolder(this.#sandbox);
    // Its files are links: what is added to the copy is in the copy alone.
    execFileSync('cp', ['-al', this.portal, copied.portal]);
    return copied;
  }

  /** Where a file or folder of the test lies; all go away together. */
  path(name) {
    return path.join(this.#outside.folder, name);
  }

  /**
   * The command that starts a portal from it, with its metrics on: its words, folder and variables.
   *
   * @param options.port - where it listens
   * @param options.metricsPort - where it serves its metrics
   * @param options.database - the URL of the PostgreSQL
   * @param options.address - the portal's address, where it is another one than its own
   * @param options.without - a variable that is not set
   * @param options.words - words of the command, such as `doctor`
   * @param options.configuration - more configuration, which wins
   * @param options.env - more variables
   */
  command(options) {
    const { port, metricsPort, words = [], configuration = {} } = options;
    const here = `here-${port}.json`;
    writeFileSync(this.path(here), JSON.stringify(this.#configuration(port)));
    const more = `more-${port}.json`;
    writeFileSync(this.path(more), JSON.stringify(configuration));
    const set = variables({
      github: this.#sandbox.github,
      database: new URL(options.database),
      address: options.address ?? `http://localhost:${port}`,
    });
    delete set[options.without];
    return {
      program: process.execPath,
      args: [
        '--require',
        './packages/backend/instrumentation.js',
        'packages/backend',
        ...words,
        ...[
          'app-config.yaml',
          'app-config.production.yaml',
          this.path(here),
          this.path(more),
        ].flatMap(file => ['--config', file]),
      ],
      cwd: this.portal,
      env: this.#outside.environment({
        NODE_ENV: 'production',
        OTEL_EXPORTER_PROMETHEUS_PORT: metricsPort,
        ...set,
        ...options.env,
      }),
    };
  }

  /** Starts it; options as above. */
  start(options) {
    const { program, args, ...rest } = this.command(options);
    return new Process(program, args, rest);
  }

  /** What stands in place of GitHub and AWS, and what would make the test wait. */
  #configuration(port) {
    const often = {
      initialDelay: { seconds: 3 },
      frequency: { seconds: 20 },
      timeout: { minutes: 1 },
    };
    return {
      ...portalConnections(this.#sandbox),
      search: { collators: { catalog: { schedule: often } } },
      backend: {
        listen: { host: '127.0.0.1', port },
        database: { connection: { ssl: false } },
        auth: {
          externalAccess: [
            { type: 'static', options: { token: TOKEN, subject: 'test' } },
          ],
        },
      },
    };
  }

  remove() {
    this.#outside.remove();
  }
}
