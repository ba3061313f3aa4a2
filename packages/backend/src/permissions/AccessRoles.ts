import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Which units a role reaches: all, none, those of one's groups, or those that fit every list that is there. */
export interface Scope {
  /** Those that one or one's groups own. */
  readonly own?: boolean;
  readonly stages?: readonly string[];
  /** Numbers of 12 digits. */
  readonly accounts?: readonly string[];
  /** Names, without versions. */
  readonly blueprints?: readonly string[];
}

/** What a role lets people do, besides reading the catalog. What is not named it does not let them do. */
export interface Role {
  /** Entity references of its groups; without them it is the role of everyone in no other. */
  readonly groups?: readonly string[];
  readonly health?: Scope;
  readonly costs?: Scope;
  readonly changes?: Scope;
  /** New units that it may ask for. */
  readonly request?: Scope;
  /** Units whose change it may ask for. */
  readonly change?: Scope;
  /** Units whose end it may ask for. */
  readonly retire?: Scope;
  /** Names of the templates that it sees and uses; without them all. */
  readonly templates?: readonly string[];
  /** Examines the connections, and steers upgrades of fleets. */
  readonly administer: boolean;
}

/** Which catalog groups hold which role; read from `access` in the configuration. */
export interface AccessRoles {
  /** May do everything that the portal can do. */
  readonly superAdmins: readonly string[];
  /** May read everything and request nothing, whatever other roles say. */
  readonly readOnly: readonly string[];
  /** What only Super Admins request, change and retire. */
  readonly reserved: {
    readonly stages: readonly string[];
    readonly blueprints: readonly string[];
  };
  readonly roles: readonly Role[];
}

/** What nobody but Super Admins asks for, unless the configuration says otherwise. */
const RESERVED = {
  stages: ['production', 'shared'],
  blueprints: ['landing-zone', 'bootstrap', 'platform-services'],
};

const EVERYTHING: Scope = {};

/** Of everyone who has no other role. */
const EVERYONE: Role = {
  health: EVERYTHING,
  costs: EVERYTHING,
  changes: EVERYTHING,
  request: EVERYTHING,
  change: EVERYTHING,
  retire: EVERYTHING,
  administer: false,
};

/**
 * Reads who may do what.
 *
 * @throws InputError for a role that says something that no role has, so that a word that is misspelled gives nothing away
 */
export function readAccess(config: Config): AccessRoles {
  const access = config.getConfig('access');
  const roles = (access.getOptionalConfigArray('roles') ?? []).map(readRole);
  return {
    superAdmins: access.getStringArray('superAdmins'),
    readOnly: access.getOptionalStringArray('readOnly') ?? [],
    reserved: {
      stages:
        access.getOptionalStringArray('reserved.stages') ?? RESERVED.stages,
      blueprints:
        access.getOptionalStringArray('reserved.blueprints') ??
        RESERVED.blueprints,
    },
    roles: roles.some(({ groups }) => !groups) ? roles : [...roles, EVERYONE],
  };
}

const KEYS = [
  'name',
  'groups',
  'read',
  'request',
  'change',
  'retire',
  'templates',
  'administer',
];
const READ_KEYS = ['health', 'costs', 'changes'];
const SCOPE_KEYS = ['own', 'stages', 'accounts', 'blueprints'];

function readRole(config: Config, index: number): Role {
  const at = `access.roles[${index}]`;
  refuseOthers(config, KEYS, at);
  const read = config.getOptionalConfig('read');
  if (read) {
    refuseOthers(read, READ_KEYS, `${at}.read`);
  }
  return {
    groups: config.getOptionalStringArray('groups'),
    health: readScope(config, 'read.health', at),
    costs: readScope(config, 'read.costs', at),
    changes: readScope(config, 'read.changes', at),
    request: readScope(config, 'request', at),
    change: readScope(config, 'change', at),
    retire: readScope(config, 'retire', at),
    templates: config.getOptionalStringArray('templates'),
    administer: config.getOptionalBoolean('administer') ?? false,
  };
}

function readScope(config: Config, key: string, at: string): Scope | undefined {
  const value = config.getOptional(key);
  switch (value) {
    case undefined:
    case 'none':
      return undefined;
    case 'all':
      return EVERYTHING;
    case 'own':
      return { own: true };
    default:
  }
  if (typeof value !== 'object') {
    throw new InputError(
      `${at}.${key} is ${JSON.stringify(value)}: write all, own, none, or which of ${SCOPE_KEYS.join(', ')}`,
    );
  }
  const scope = config.getConfig(key);
  refuseOthers(scope, SCOPE_KEYS, `${at}.${key}`);
  return {
    own: scope.getOptionalBoolean('own'),
    stages: scope.getOptionalStringArray('stages'),
    accounts: scope.getOptionalStringArray('accounts'),
    blueprints: scope.getOptionalStringArray('blueprints'),
  };
}

function refuseOthers(
  config: Config,
  known: readonly string[],
  at: string,
): void {
  const other = config.keys().find(key => !known.includes(key));
  if (other) {
    throw new InputError(
      `${at}.${other} is nothing that a role has: write one of ${known.join(', ')}`,
    );
  }
}
