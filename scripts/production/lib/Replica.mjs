import { freePort } from '../../lib/ports.mjs';
import { portalConnections } from '../../install/lib/portalConnections.mjs';
import { ready } from '../../install/lib/ready.mjs';
import { Relay } from './Relay.mjs';

/** How often each source is read, and how long a reading may take; seconds. */
export const SCHEDULE = { frequency: 10, timeout: 30 };

/** A run ends with its timeout; Backstage's scheduler looks for such once a minute, and the next run waits for its time. */
export const TAKEN_OVER_MS =
  1000 * (SCHEDULE.timeout + 60 + 2 * SCHEDULE.frequency);

/** One of several portals on one database, with GitHub and AWS behind relays of its own. */
export class Replica {
  #start;
  #process;

  /**
   * @param options.folder - the `ProductionFolder`
   * @param options.database - the URL of the PostgreSQL
   * @param options.address - where people find the portal
   * @param options.running - the sandbox
   * @param options.templates - the file that names the templates, where it is not the folder's own
   */
  static async create({ folder, database, address, running, templates }) {
    const replica = new Replica();
    replica.github = await Relay.start({ targets: [running.github] });
    replica.aws = await Relay.start({ targets: [running.aws] });
    replica.#start = () =>
      folder.start({
        port: replica.port,
        metricsPort: replica.metricsPort,
        database,
        address,
        configuration: replica.#configuration(running, templates),
      });
    return replica;
  }

  #configuration(running, templates) {
    const { auth, integrations, environments } = portalConnections({
      ...running,
      aws: this.aws.url,
    });
    const [github] = integrations.github;
    return {
      ...(templates && {
        catalog: {
          locations: [
            {
              type: 'file',
              target: templates,
              rules: [{ allow: ['Location', 'Template'] }],
            },
          ],
        },
      }),
      auth: {
        providers: {
          ...auth.providers,
          guest: {
            userEntityRef: 'user:default/developer',
            dangerouslyAllowOutsideDevelopment: true,
          },
        },
      },
      integrations: {
        github: [{ ...github, apiBaseUrl: `${this.github.url}/api/v3` }],
      },
      environments: {
        ...environments,
        schedule: Object.fromEntries(
          Object.keys(environments.schedule).map(name => [
            name,
            {
              frequency: { seconds: SCHEDULE.frequency },
              // Beside the minutes of the configuration that this one is laid over.
              timeout: { minutes: 0, seconds: SCHEDULE.timeout },
            },
          ]),
        ),
      },
    };
  }

  /** Starts it on ports that are free now; `url` is its address from then on. */
  async start() {
    this.port = await freePort();
    this.metricsPort = await freePort();
    this.url = `http://localhost:${this.port}`;
    this.#process = this.#start();
    await ready(this.#process, this.port);
  }

  /** Ends it as a crash would. */
  kill() {
    return this.#process.stop('SIGKILL');
  }

  /** Ends it as an operator does; it can start again. */
  end() {
    return this.#process.stop();
  }

  /** Ends it for good. */
  async stop() {
    await this.#process?.stop();
    await this.github.stop();
    await this.aws.stop();
  }

  /** How often scheduled tasks came to a result in this process, by their names. */
  async taskRuns(result) {
    const answer = await fetch(`http://localhost:${this.metricsPort}/metrics`);
    const runs = new Map();
    for (const [, labels, count] of (await answer.text()).matchAll(
      /^backend_tasks_task_runs_count_total\{(.*)\} (\d+)$/gm,
    )) {
      const label = name => labels.match(`${name}="([^"]*)"`)?.[1];
      if (label('result') === result && label('scope') === 'global') {
        runs.set(label('taskId'), Number(count));
      }
    }
    return runs;
  }
}
