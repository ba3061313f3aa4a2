import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { packPackages } from '../../lib/packages.mjs';
import { LoopbackRegistry } from '../../install/lib/LoopbackRegistry.mjs';
import { freePort } from '../../lib/ports.mjs';
import { startPostgres } from '../../lib/postgres.mjs';
import { root } from '../../lib/toolchain.mjs';
import { EmptyOrganization } from './EmptyOrganization.mjs';
import { Portal } from './Portal.mjs';
import { Terminal } from './Terminal.mjs';

const require = createRequire(path.join(root, 'packages/sandbox/package.json'));
const { parse } = require('yaml');

/** What somebody has who follows the guide, and what they have by then: the variables, the folder of the portal, the terminal. */
export class World {
  /** The variables that the portal is started with. */
  settings = {};
  /** Values that some step of the guide, or of the one for production, has brought into being, by the name of their variable. */
  values = {};
  #began = [];

  static async start() {
    const world = new World();
    try {
      await world.#start();
    } catch (error) {
      await world.stop();
      throw error;
    }
    return world;
  }

  async #start() {
    const begin = async starting => {
      const part = await starting;
      this.#began.unshift(part);
      return part;
    };
    const port = await freePort();
    this.registry = await begin(LoopbackRegistry.start(await packPackages()));
    this.database = await begin(startPostgres());
    this.organization = await begin(
      EmptyOrganization.start(`http://localhost:${port}`),
    );
    this.terminal = new Terminal();
    this.#began.unshift({ stop: () => this.terminal.remove() });
    this.portal = await begin(
      Portal.build(this.terminal.path('portal'), { port }),
    );
    this.portal.configure(this.#standIns());
    const {
      hostname,
      port: databasePort,
      username,
      password,
    } = new URL(this.database.url);
    this.values = {
      PLINTH_BASE_URL: this.portal.url,
      PLINTH_ORGANIZATION: 'Acme',
      PLINTH_GITHUB_ORGANIZATION: this.organization.name,
      PLINTH_EVENTS_QUEUE_REGION: this.organization.portal.region,
      POSTGRES_HOST: hostname,
      POSTGRES_PORT: databasePort,
      POSTGRES_USER: username,
      POSTGRES_PASSWORD: password,
      // The sandbox lets any OAuth app in.
      AUTH_GITHUB_CLIENT_ID: 'portal',
      AUTH_GITHUB_CLIENT_SECRET: 'secret',
    };
  }

  async stop() {
    for (const part of this.#began) {
      await part.stop();
    }
  }

  /** What the production configuration says of github.com and AWS, said of the sandbox; nothing else of it is changed but by the guide. */
  #standIns() {
    const { github, awsUrl } = this.organization;
    const often = { frequency: { seconds: 10 }, timeout: { minutes: 2 } };
    return {
      'backend.listen': { host: '127.0.0.1', port: this.portal.port },
      'backend.database.connection.ssl': false,
      'auth.providers.github.production.enterpriseInstanceUrl': github.url,
      'integrations.github.0.host': new URL(github.url).host,
      'integrations.github.0.apiBaseUrl': github.apiUrl,
      'catalog.providers.githubOrg.0.githubUrl': github.url,
      'catalog.providers.githubOrg.0.schedule': {
        ...often,
        initialDelay: { seconds: 1 },
      },
      'environments.repositories.0.oidc.issuer': github.issuer,
      'environments.aws': { endpoint: awsUrl },
      'environments.schedule': {
        sweep: often,
        repositories: often,
        costs: often,
        trail: often,
      },
    };
  }

  /** The words of the guide for which everybody puts their own, and those addresses of github.com and AWS for which the sandbox has its. */
  words({ account, region } = {}) {
    const { name, portal, accounts } = this.organization;
    return {
      ORGANISATION: name,
      PORTAL: new URL(this.portal.url).host,
      PORTALACCOUNT: portal.account,
      PORTALREGION: portal.region,
      ACCOUNTS: accounts.map(({ id }) => id).join(','),
      ACCOUNT: account,
      REGION: region,
      REGISTRY: new URL(this.registry.url).host,
    };
  }

  /**
   * A text of the guide as somebody writes it in this world.
   *
   * @param place - the account and region whose turn it is
   * @throws Error when the text has a word for which there is nothing to put in
   */
  fill(text, place) {
    const { github, awsUrl } = this.organization;
    const standIns = [
      [/https:\/\/token\.actions\.githubusercontent\.com/g, github.issuer],
      [/https:\/\/REGISTRY\b/g, this.registry.url],
      [/https:\/\/sqs\.PORTALREGION\.amazonaws\.com/g, awsUrl],
      [/https:\/\/github\.com/g, github.url],
      [/https:\/\/PORTAL\b/g, this.portal.url],
      // Where GitHub's own command has the token of another GitHub than github.com.
      [/\bGITHUB_TOKEN=/g, 'GITHUB_ENTERPRISE_TOKEN='],
    ];
    let filled = text;
    for (const [address, other] of standIns) {
      filled = filled.replace(address, other);
    }
    for (const [word, value] of Object.entries(this.words(place))) {
      filled = filled.replace(new RegExp(`\\b${word}\\b`, 'g'), () => {
        if (value === undefined) {
          throw new Error(`Nobody knows which ${word} is meant in: ${text}`);
        }
        return value;
      });
    }
    return filled;
  }

  /** Sets variables of the portal that the guide names, to what it has brought into being. */
  set(names) {
    for (const name of names) {
      if (this.values[name] === undefined) {
        throw new Error(`The guide has ${name} set, and does not say to what.`);
      }
      this.settings[name] = this.values[name];
    }
  }

  /** The environment of the portal where it runs. */
  environmentOfPortal() {
    return {
      ...this.settings,
      ...this.terminal.exported,
      ...this.#aws(this.organization.portal.region),
      ...this.organization.credentialsOfPortal(),
    };
  }

  /** Runs code of the guide as who is signed in to GitHub as the organisation's owner and to an account as its administrator. */
  async run(code, place) {
    const { github, portal } = this.organization;
    const { account, region } = place ?? portal;
    const { code: ended, output } = await this.terminal.run(
      this.fill(code, place),
      {
        env: {
          ...this.#gh(),
          ...this.#aws(region),
          AWS_ACCESS_KEY_ID: `AKIA${account}DEMO`,
          AWS_SECRET_ACCESS_KEY: 'sandbox',
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: `url.${github.url.replace('//', `//x-access-token:${github.tokenFor('owner')}@`)}/.insteadOf`,
          GIT_CONFIG_VALUE_0: `${github.url}/`,
        },
      },
    );
    if (ended !== 0) {
      throw new Error(
        `It ended with ${ended}:\n${code}\n${output.slice(-6000)}`,
      );
    }
    return output;
  }

  /** Asks the doctor where the portal runs, by a command of the guide; answers its exit code and findings. */
  async doctor(command) {
    const { code, output } = await this.terminal.run(
      `${this.fill(command.trim())} --json`,
      {
        cwd: this.portal.folder,
        env: { ...this.environmentOfPortal(), ...this.#gh() },
      },
    );
    const json = output.slice(
      output.indexOf('{\n'),
      output.lastIndexOf('}') + 1,
    );
    if (!json.includes('"findings"')) {
      throw new Error(`The doctor found nothing:\n${output.slice(-6000)}`);
    }
    return { code, findings: JSON.parse(json).findings };
  }

  /** The values of a template's form by the fields' titles, with its defaults for what is not given. */
  form(template, values) {
    const { spec } = parse(
      readFileSync(
        path.join(root, 'templates', template, 'template.yaml'),
        'utf8',
      ),
    );
    const fields = spec.parameters.flatMap(({ properties }) =>
      Object.entries(properties),
    );
    const filled = Object.fromEntries(
      fields.flatMap(([name, field]) =>
        field.default === undefined ? [] : [[name, field.default]],
      ),
    );
    for (const [title, value] of Object.entries(values)) {
      const found = fields.find(([, field]) => field.title === title);
      if (!found) {
        throw new Error(`The form of ${template} has no field ${title}.`);
      }
      const [name, field] = found;
      filled[name] = field.type === 'integer' ? Number(value) : value;
    }
    return filled;
  }

  #gh() {
    const { github } = this.organization;
    return { GH_TOKEN: github.tokenFor('owner'), GH_API_URL: github.apiUrl };
  }

  #aws(region) {
    return {
      AWS_ENDPOINT_URL: this.organization.awsUrl,
      AWS_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }
}
