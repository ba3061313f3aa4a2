import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { findFaults } from './findFaults';

/** A configuration that is whole: what the production file gives once every variable is set. */
function whole() {
  return {
    app: { baseUrl: 'https://plinth.example.com' },
    organization: { name: 'acme' },
    backend: {
      baseUrl: 'https://plinth.example.com',
      cors: { origin: 'https://plinth.example.com' },
      database: {
        client: 'pg',
        connection: { host: 'db', user: 'plinth', password: 'secret' } as
          JsonObject | string,
      },
    },
    auth: {
      environment: 'production',
      providers: {
        github: { production: { clientId: 'id', clientSecret: 'secret' } },
      } as JsonObject,
    },
    integrations: {
      github: [
        {
          host: 'github.com',
          apps: [
            {
              appId: 1,
              clientId: 'id',
              clientSecret: 'secret',
              webhookSecret: 'secret',
              privateKey: 'key',
            },
          ],
        },
      ] as JsonObject[],
    },
    aws: { accounts: [{ accountId: '111122223333' }] } as JsonObject,
    environments: {
      repositories: [{ url: 'https://github.com/acme/infrastructure' }],
      accounts: [{ id: '111122223333', name: 'dev', regions: ['us-east-1'] }],
      payerAccount: '111122223333',
    },
    events: {
      http: { topics: ['github'] },
      modules: { github: { webhookSecret: 'secret' } } as JsonObject,
    },
    access: { superAdmins: ['group:default/platform-admins'] },
    catalog: {
      locations: [{ type: 'file', target: './templates/all.yaml' }],
      providers: { githubOrg: [{ id: 'people', orgs: ['acme'] }] },
    },
  };
}

type Whole = ReturnType<typeof whole>;

/** People sign in with an OpenID Connect provider and nothing else. */
function withProviderAlone(c: Whole) {
  Object.assign(c.app, { githubSignIn: false, oidcSignIn: { title: 'Okta' } });
  c.auth = {
    environment: 'production',
    providers: {
      oidc: {
        production: {
          metadataUrl: 'https://acme.example/.well-known/openid-configuration',
          clientId: 'id',
          clientSecret: 'secret',
          signIn: { resolvers: [{ resolver: 'personOfIdToken' }] },
        },
      },
    },
  };
  Object.assign(c.auth, { session: { secret: 'secret' } });
}

const faultsOf = (change: (config: Whole) => void, files = true) => {
  const config = whole();
  change(config);
  return findFaults(new ConfigReader(config), { isFile: () => files });
};

describe('findFaults', () => {
  it('finds none in a configuration that is whole', () => {
    expect(faultsOf(() => {})).toEqual([]);
    expect(faultsOf(withProviderAlone)).toEqual([]);
  });

  it.each<[string, (config: Whole) => void]>([
    ['app.baseUrl is missing', c => (c.app.baseUrl = '')],
    ['app.baseUrl is "plinth"', c => (c.app.baseUrl = 'plinth')],
    ['organization.name is missing', c => (c.organization.name = '')],
    [
      'backend.baseUrl is at https://api.example.com, but app.baseUrl',
      c => (c.backend.baseUrl = 'https://api.example.com'),
    ],
    [
      'backend.cors.origin is https://other.example.com',
      c => (c.backend.cors.origin = 'https://other.example.com'),
    ],
    [
      'backend.database.client is missing',
      c => (c.backend.database.client = ''),
    ],
    [
      'backend.database.connection.password is missing',
      c => (c.backend.database.connection = { host: 'db', user: 'plinth' }),
    ],
    ['auth.providers is empty', c => (c.auth.providers = {})],
    [
      'auth.providers.github.staging.clientId is missing',
      c => (c.auth.environment = 'staging'),
    ],
    [
      'auth.providers.github.production.signIn.resolvers[0].organizations is missing',
      c =>
        (c.auth.providers = {
          github: {
            production: {
              clientId: 'id',
              clientSecret: 'secret',
              signIn: {
                resolvers: [{ resolver: 'userIdMatchingUserEntityAnnotation' }],
              },
            },
          },
        }),
    ],
    [
      'auth.session.secret is missing',
      c => {
        withProviderAlone(c);
        Object.assign(c.auth, { session: {} });
      },
    ],
    [
      'auth.providers.oidc.production.signIn.resolvers is empty',
      c => {
        withProviderAlone(c);
        const { oidc } = c.auth.providers as Record<string, JsonObject>;
        Object.assign(oidc.production!, { signIn: { resolvers: [] } });
      },
    ],
    [
      'app.oidcSignIn.title is missing',
      c => {
        withProviderAlone(c);
        Object.assign(c.app, { oidcSignIn: undefined });
      },
    ],
    [
      'app.oidcSignIn is set, but auth.providers.oidc is missing',
      c => Object.assign(c.app, { oidcSignIn: { title: 'Okta' } }),
    ],
    [
      'auth.providers.github is missing: set app.githubSignIn to false',
      c => {
        withProviderAlone(c);
        Object.assign(c.app, { githubSignIn: true });
      },
    ],
    [
      'app.guestSignIn is true, but auth.providers.guest',
      c => Object.assign(c.app, { guestSignIn: true }),
    ],
    ['integrations.github is empty', c => (c.integrations.github = [])],
    [
      'integrations.github[0].token is missing',
      c => (c.integrations.github = [{ host: 'github.com' }]),
    ],
    [
      'integrations.github[0].apps[0].privateKey is missing',
      c =>
        (c.integrations.github = [
          {
            host: 'github.com',
            apps: [
              {
                appId: 1,
                clientId: 'id',
                clientSecret: 'secret',
                webhookSecret: 'secret',
              },
            ],
          },
        ]),
    ],
    [
      'environments.repositories is empty',
      c => (c.environments.repositories = []),
    ],
    [
      'environments.repositories[0].url is at github.example.com',
      c =>
        (c.environments.repositories[0].url = 'https://github.example.com/a/b'),
    ],
    [
      'environments.accounts[0].id is 111122223333',
      c => (c.aws = { accounts: [] }),
    ],
    [
      'environments.payerAccount is 999988887777',
      c => (c.environments.payerAccount = '999988887777'),
    ],
    [
      'events.modules.github.webhookSecret is missing',
      c => (c.events.modules = {}),
    ],
    [
      'environments.queue.url is missing',
      c => Object.assign(c.environments, { queue: { region: 'us-east-1' } }),
    ],
    [
      'events.modules.awsSqs is read no more: name the queue of stack events in environments.queue',
      c =>
        (c.events.modules.awsSqs = {
          awsSqsConsumingEventPublisher: {
            topics: {
              awsCloudFormation: {
                queue: { url: 'https://sqs/1/q', region: 'us-east-1' },
              },
            },
          },
        }),
    ],
    ['access.superAdmins is empty', c => (c.access.superAdmins = [])],
    [
      'catalog.providers.githubOrg[0].orgs is empty',
      c => (c.catalog.providers.githubOrg[0].orgs = []),
    ],
  ])('says: %s', (beginning, change) => {
    const faults = faultsOf(change);
    expect(faults).toContainEqual(expect.stringContaining(beginning));
    expect(faults.every(fault => /^[a-zA-Z.[\]0-9]+ is /.test(fault))).toBe(
      true,
    );
  });

  it.each([
    ['github.com/acme/infrastructure', []],
    ['https://github.com/acme/infrastructure.git', []],
    [
      'https://github.com',
      [
        'environments.repositories[0].url: "https://github.com" does not name a repository; write https://HOST/OWNER/REPO',
      ],
    ],
    [
      'https://github.com/acme/infrastructure/tree/main',
      [expect.stringContaining('does not name a repository')],
    ],
  ])(
    'takes the address of a repository as the portal does: %s',
    (url, faults) => {
      expect(
        faultsOf(config => {
          config.environments.repositories[0].url = url;
        }),
      ).toEqual(faults);
    },
  );

  it('names the locations that are no files', () => {
    expect(faultsOf(() => {}, false)).toEqual([
      expect.stringMatching(
        /^catalog\.locations\[0\]\.target is \.\/templates/,
      ),
    ]);
  });

  it('wants no account listed where one role is in all of them, and takes a connection as one text', () => {
    expect(
      faultsOf(config => {
        config.aws = { accountDefaults: { roleName: 'plinth-read' } };
        config.backend.database.connection = 'postgresql://db/plinth';
      }),
    ).toEqual([]);
  });
});

const readFile = (name: string) =>
  parse(readFileSync(path.resolve(__dirname, '../../../..', name), 'utf8')) as {
    backend: { csp: Record<string, string[]> };
    auth: {
      providers: {
        github: { production: { signIn: { resolvers: object[] } } };
      };
    };
  };

describe('what a page of the portal may load', () => {
  it.each(['app-config.yaml', 'app-config.production.yaml'])(
    'is named host by host in %s',
    file => {
      const { csp } = readFile(file).backend;
      const sources = Object.values(csp).flat();
      expect(sources.length).toBeGreaterThan(2);
      // A scheme alone, or a star, is every host
      expect(
        sources.filter(source =>
          /\*|^(https?|wss?):(\/\/)?$/.test(`${source}`),
        ),
      ).toEqual([]);
    },
  );

  it('reaches nobody but the portal, and runs no script of a page nor one made out of text', () => {
    const { csp } = readFile('app-config.yaml').backend;
    expect(csp['connect-src']).toEqual(["'self'"]);
    expect(csp['script-src']).toEqual(["'self'"]);
  });
});

describe('app-config.production.yaml', () => {
  it('knows people by the ID of their account, and asks whether they are members', () => {
    const { github } = readFile('app-config.production.yaml').auth.providers;
    expect(github.production.signIn.resolvers).toEqual([
      {
        resolver: 'userIdMatchingUserEntityAnnotation',
        organizations: ['${PLINTH_GITHUB_ORGANIZATION}'],
      },
    ]);
  });

  it('has its secrets from the environment alone', () => {
    const secrets: string[] = [];
    JSON.stringify(readFile('app-config.production.yaml'), (key, value) => {
      if (/secret|password|privateKey|token$/i.test(key)) {
        secrets.push(value);
      }
      return value;
    });
    expect(secrets.length).toBeGreaterThan(5);
    for (const secret of secrets) {
      expect(secret).toMatch(/^\$\{[A-Z_]+\}$/);
    }
  });
});
