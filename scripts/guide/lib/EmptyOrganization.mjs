import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { atExit } from '../../lib/atExit.mjs';
import { root } from '../../lib/toolchain.mjs';

const require = createRequire(
  path.join(root, 'packages/delivery/package.json'),
);
// From here on this process takes TypeScript, of which the sandbox is.
require('tsx/cjs');

const ORGANIZATION = 'acme';

/** The account in which the portal runs, and which pays. */
const PORTAL = { account: '123456789012', region: 'us-east-1' };

/** What somebody has who knows nothing of Plinth yet: people in teams, and accounts in which nothing is. */
const ACCOUNTS = [
  {
    id: '111122223333',
    name: 'dev',
    stages: ['preview', 'dev'],
    regions: ['us-east-1', 'us-west-2'],
  },
  {
    id: PORTAL.account,
    name: 'shared-services',
    stages: ['shared'],
    regions: [PORTAL.region],
  },
];

/** An organisation on a GitHub and an AWS on loopback, without an app, a repository, a role or a stack. */
export class EmptyOrganization {
  name = ORGANIZATION;
  portal = PORTAL;
  accounts = ACCOUNTS;
  #sandbox;
  #dataDir;
  #forget = atExit(() => this.#remove());

  /** @param portalUrl - where the portal will be */
  static async start(portalUrl) {
    const organization = new EmptyOrganization();
    // Below the checkout, since the runner's image carries the dependencies.
    organization.#dataDir = path.join(root, '.data', `guide-${process.pid}`);
    const { startSandbox } = require(
      path.join(root, 'packages/sandbox/src/index.ts'),
    );
    organization.#sandbox = await startSandbox({
      dataDir: path.join(organization.#dataDir, 'sandbox'),
      githubPort: 0,
      awsPort: 0,
      portalUrl,
      seed: 'empty',
    });
    organization.#people();
    return organization;
  }

  #people() {
    const { github, aws } = this.#sandbox;
    for (const login of ['owner', 'engineer', 'reviewer']) {
      github.accounts.createUser({ login, email: `${login}@example.com` });
    }
    github.accounts.createOrganization({
      login: ORGANIZATION,
      defaultRole: 'read',
      members: [
        { login: 'owner', role: 'admin' },
        { login: 'engineer', role: 'member' },
        { login: 'reviewer', role: 'member' },
      ],
    });
    github.accounts.createTeam({
      organization: ORGANIZATION,
      slug: 'platform',
      members: ['engineer', 'reviewer'],
    });
    github.accounts.createTeam({
      organization: ORGANIZATION,
      slug: 'platform-admins',
      members: ['owner'],
    });
    for (const { id, name } of ACCOUNTS) {
      aws.accounts.add({ id, name });
    }
    // A tag is not active until somebody makes it so.
    for (const tag of ['unit', 'entity', 'tenant']) {
      aws.costs.setActive(`plinth:${tag}`, false);
    }
  }

  get github() {
    return this.#sandbox.github;
  }

  get awsUrl() {
    return this.#sandbox.aws.url;
  }

  /** Every place that the portal looks after. */
  get places() {
    return ACCOUNTS.flatMap(({ id, regions }) =>
      regions.map(region => ({ account: id, region })),
    );
  }

  /** The trust of a role, as JSON. */
  trustOf(account, role) {
    return JSON.stringify(this.#sandbox.aws.iam.role(account, role)?.trust);
  }

  /** What the place where the portal runs gives it as its role, as environment variables; nothing while the role is not there. */
  credentialsOfPortal() {
    const { iam, sessions } = this.#sandbox.aws;
    const role = iam.role(PORTAL.account, 'plinth-portal');
    if (!role) {
      return {};
    }
    const session = sessions.open(role, 'portal', 3600);
    return {
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
    };
  }

  /** Calls GitHub's REST API as a login; any answer but a good one fails. */
  async call(login, method, route, body) {
    const answer = await fetch(`${this.github.apiUrl}${route}`, {
      method,
      headers: {
        authorization: `Bearer ${this.github.tokenFor(login)}`,
        accept: 'application/vnd.github+json',
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${route}: ${answer.status} ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
  }

  async stop() {
    await this.#sandbox?.close();
    this.#remove();
    this.#forget();
  }

  #remove() {
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}
