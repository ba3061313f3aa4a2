import type { Config } from '@backstage/config';
import { toError } from '@backstage/errors';
import { parseRepositoryUrl } from '@plinth/repository';

/** What the rules ask of the world around the configuration. */
export interface Surroundings {
  /** Whether a file is there; relative paths start at the folder from which the portal is started. */
  isFile(path: string): boolean;
}

/**
 * What is missing in the configuration, or contradicts itself: one sentence for each, which begins with the key. A variable
 * of the environment that is not set leaves its key out, so the sentence names what to set.
 */
export function findFaults(config: Config, around: Surroundings): string[] {
  return [
    ...addresses(config),
    ...database(config),
    ...signIn(config),
    ...github(config),
    ...repositories(config),
    ...accounts(config),
    ...events(config),
    ...roles(config),
    ...organizations(config),
    ...locations(config, around),
  ];
}

/** A sentence for each of the keys that has no value. */
function missing(config: Config, keys: string[], prefix = ''): string[] {
  return keys
    .filter(key => !hasText(config, key))
    .map(key => `${prefix}${key} is missing: set it, or the variable it names`);
}

function hasText(config: Config, key: string): boolean {
  const value = config.getOptional(key);
  return value !== undefined && value !== null && `${value}`.trim() !== '';
}

function each(config: Config, key: string) {
  return (config.getOptionalConfigArray(key) ?? []).map((item, index) => ({
    item,
    name: `${key}[${index}]`,
  }));
}

function originOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).origin : undefined;
}

function addresses(config: Config): string[] {
  const keys = ['app.baseUrl', 'backend.baseUrl'];
  const absent = missing(config, [...keys, 'organization.name']);
  if (absent.length) {
    return absent;
  }
  const [app, backend] = keys.map(key => originOf(config.getString(key)));
  const cors = config.getOptionalString('backend.cors.origin');
  return [
    ...keys
      .filter(key => !originOf(config.getString(key)))
      .map(key => `${key} is "${config.getString(key)}", which is no address`),
    ...(app !== backend
      ? [
          `backend.baseUrl is at ${backend}, but app.baseUrl at ${app}: the back end serves the front end, so both are the same`,
        ]
      : []),
    ...(cors && originOf(cors) !== app
      ? [`backend.cors.origin is ${cors}, but app.baseUrl is at ${app}`]
      : []),
  ];
}

function database(config: Config): string[] {
  const absent = missing(config, ['backend.database.client']);
  if (absent.length || config.getString('backend.database.client') !== 'pg') {
    return absent;
  }
  const key = 'backend.database.connection';
  const connection = config.getOptional(key);
  if (typeof connection === 'string') {
    return [];
  }
  const named = config.getOptionalConfig(key);
  if (named?.has('connectionString') || named?.has('type')) {
    return [];
  }
  return missing(config, [`${key}.host`, `${key}.user`, `${key}.password`]);
}

function signIn(config: Config): string[] {
  const environment = config.getOptionalString('auth.environment');
  const providers = config.getOptionalConfig('auth.providers');
  const names = providers?.keys() ?? [];
  const faults = names
    .filter(name => name !== 'guest')
    .flatMap(name =>
      missing(
        config,
        ['clientId', 'clientSecret'].map(
          key => `auth.providers.${name}.${environment}.${key}`,
        ),
      ),
    );
  faults.push(
    ...each(
      config,
      `auth.providers.github.${environment}.signIn.resolvers`,
    ).flatMap(({ item, name }) =>
      item.getOptionalStringArray('organizations')?.some(Boolean)
        ? []
        : [
            `${name}.organizations is missing: name the organisations whose members may sign in, or set its variable`,
          ],
    ),
  );
  if (names.includes('oidc')) {
    const oidc = `auth.providers.oidc.${environment}`;
    faults.push(
      ...missing(config, [`${oidc}.metadataUrl`, 'auth.session.secret']),
    );
    if (each(config, `${oidc}.signIn.resolvers`).length === 0) {
      faults.push(
        `${oidc}.signIn.resolvers is empty: say how people are told apart`,
      );
    }
    if (!config.has('app.oidcSignIn.title')) {
      faults.push(
        'app.oidcSignIn.title is missing: name the provider that auth.providers.oidc is, for the sign-in page',
      );
    }
  } else if (config.has('app.oidcSignIn')) {
    faults.push('app.oidcSignIn is set, but auth.providers.oidc is missing');
  }
  if (names.length === 0) {
    faults.push('auth.providers is empty: nobody could sign in');
  }
  if (
    config.getOptionalBoolean('app.guestSignIn') &&
    !names.includes('guest')
  ) {
    faults.push('app.guestSignIn is true, but auth.providers.guest is missing');
  }
  if (
    names.length > 0 &&
    !names.includes('github') &&
    config.getOptionalBoolean('app.githubSignIn') !== false
  ) {
    faults.push(
      'auth.providers.github is missing: set app.githubSignIn to false if nobody signs in with GitHub',
    );
  }
  return faults;
}

function github(config: Config): string[] {
  const integrations = each(config, 'integrations.github');
  if (integrations.length === 0) {
    return [
      'integrations.github is empty: the portal could read no repository',
    ];
  }
  return integrations.flatMap(({ item, name }) => {
    const apps = each(item, 'apps');
    return [
      ...missing(item, ['host'], `${name}.`),
      ...(apps.length ? [] : missing(item, ['token'], `${name}.`)),
      ...apps.flatMap(app =>
        missing(
          app.item,
          ['appId', 'clientId', 'clientSecret', 'webhookSecret', 'privateKey'],
          `${name}.${app.name}.`,
        ),
      ),
    ];
  });
}

function repositories(config: Config): string[] {
  const listed = each(config, 'environments.repositories');
  if (listed.length === 0) {
    return [
      'environments.repositories is empty: name the infrastructure repository',
    ];
  }
  const hosts = each(config, 'integrations.github').map(({ item }) =>
    item.getOptionalString('host'),
  );
  return listed.flatMap(({ item, name }) => {
    const url = item.getOptionalString('url');
    if (!url) {
      return missing(item, ['url'], `${name}.`);
    }
    try {
      const { host } = parseRepositoryUrl(url, `${name}.url: `);
      return hosts.includes(host)
        ? []
        : [
            `${name}.url is at ${host}, which integrations.github does not have`,
          ];
    } catch (error) {
      return [toError(error).message];
    }
  });
}

function accounts(config: Config): string[] {
  // With a role of that name in every account, none need be listed.
  if (config.has('aws.accountDefaults.roleName')) {
    return [];
  }
  const known = [
    config.getOptionalString('aws.mainAccount.accountId'),
    ...each(config, 'aws.accounts').map(({ item }) =>
      item.getOptionalString('accountId'),
    ),
  ];
  const used = [
    ...each(config, 'environments.accounts').map(({ item, name }) => ({
      key: `${name}.id`,
      id: item.getOptionalString('id'),
    })),
    {
      key: 'environments.payerAccount',
      id: config.getOptionalString('environments.payerAccount'),
    },
  ];
  return used
    .filter(({ id }) => id && !known.includes(id))
    .map(
      ({ key, id }) =>
        `${key} is ${id}, which aws.accounts does not have: add it there, or set aws.accountDefaults.roleName`,
    );
}

function events(config: Config): string[] {
  const topics = config.getOptionalStringArray('events.http.topics') ?? [];
  return [
    ...missing(config, [
      ...(topics.includes('github')
        ? ['events.modules.github.webhookSecret']
        : []),
      ...(config.has('environments.queue')
        ? ['environments.queue.url', 'environments.queue.region']
        : []),
    ]),
    ...(config.has('events.modules.awsSqs')
      ? [
          'events.modules.awsSqs is read no more: name the queue of stack events in environments.queue, with url and region',
        ]
      : []),
  ];
}

function roles(config: Config): string[] {
  return config.getOptionalStringArray('access.superAdmins')?.length
    ? []
    : ['access.superAdmins is empty: nobody could administer the portal'];
}

function organizations(config: Config): string[] {
  return each(config, 'catalog.providers.githubOrg').flatMap(
    ({ item, name }) =>
      item.getOptional('orgs') !== undefined &&
      !item.getOptionalStringArray('orgs')?.some(Boolean)
        ? [`${name}.orgs is empty: name the organisation, or set its variable`]
        : [],
  );
}

function locations(config: Config, { isFile }: Surroundings): string[] {
  return each(config, 'catalog.locations').flatMap(({ item, name }) => {
    const target = item.getOptionalString('target');
    return item.getOptionalString('type') === 'file' &&
      target !== undefined &&
      !isFile(target)
      ? [
          `${name}.target is ${target}, which is no file seen from where the portal is started`,
        ]
      : [];
  });
}
