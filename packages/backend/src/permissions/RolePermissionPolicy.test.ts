import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { permissionRules } from '@backstage/plugin-catalog-backend/alpha';
import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  createPermission,
  Permission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  type PermissionRule,
} from '@backstage/plugin-permission-node';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import type { JsonObject } from '@backstage/types';
import {
  accountCostsReadPermission,
  changesReadPermission,
  connectionExaminePermission,
  costsReadPermission,
  environmentCreatePermission,
  environmentDeletePermission,
  environmentReadPermission,
  environmentsPermissions,
  environmentUpdatePermission,
} from '@plinth/plugin-environments-common';
import {
  requestedUnitRules,
  unitRules,
  type RequestedUnit,
} from '@plinth/plugin-environments-node';
import { readAccess } from './AccessRoles';
import { RolePermissionPolicy } from './RolePermissionPolicy';

const { ALLOW, CONDITIONAL, DENY } = AuthorizeResult;

const policyOf = (access: JsonObject) =>
  new RolePermissionPolicy(
    readAccess(
      new ConfigReader({
        access: {
          superAdmins: ['group:default/platform'],
          readOnly: ['group:default/auditors', 'group:default/guests'],
          ...access,
        },
      }),
    ),
  );

/** What a person of these groups gets; `undefined` is nobody who is signed in. */
const decide = (
  permission: Permission,
  groups: string[] | undefined,
  access: JsonObject = {},
) =>
  policyOf(access).handle(
    { permission },
    groups && {
      credentials: mockCredentials.user(),
      info: {
        userEntityRef: 'user:default/jo',
        ownershipEntityRefs: ['user:default/jo', ...groups],
      },
    },
  );

const permissions: Permission[] = [
  ...catalogPermissions,
  ...scaffolderPermissions,
  ...environmentsPermissions,
  createPermission({
    name: 'other.thing.read',
    attributes: { action: 'read' },
  }),
  createPermission({
    name: 'other.thing.update',
    attributes: { action: 'update' },
  }),
  createPermission({ name: 'other.thing.use', attributes: {} }),
];

/** What everyone else may, who is neither Super Admin nor in a read-only group; a read-only group only what reads. */
const OF_MEMBERS: Record<string, AuthorizeResult> = {
  'catalog.entity.read': ALLOW,
  'catalog.entity.create': DENY,
  'catalog.entity.delete': DENY,
  'catalog.entity.refresh': ALLOW,
  'catalog.entity.validate': DENY,
  'catalog.location.read': ALLOW,
  'catalog.location.create': DENY,
  'catalog.location.analyze': DENY,
  'catalog.location.delete': DENY,
  'catalog.ingestion.read': ALLOW,
  'catalog.ingestion.manage': DENY,
  'scaffolder.action.execute': CONDITIONAL,
  'scaffolder.template.parameter.read': ALLOW,
  'scaffolder.template.step.read': ALLOW,
  'scaffolder.template.dry-run': DENY,
  'scaffolder.template.management': DENY,
  'scaffolder.task.read': CONDITIONAL,
  'scaffolder.task.create': ALLOW,
  'scaffolder.task.cancel': CONDITIONAL,
  'environments.environment.read': ALLOW,
  'environments.costs.read': ALLOW,
  'environments.account-costs.read': ALLOW,
  'environments.changes.read': ALLOW,
  'environments.blueprint.read': ALLOW,
  'environments.estimate.create': ALLOW,
  'environments.environment.create': CONDITIONAL,
  'environments.environment.update': CONDITIONAL,
  'environments.connection.examine': DENY,
  'environments.fleet.upgrade': DENY,
  'environments.environment.delete': CONDITIONAL,
  'other.thing.read': ALLOW,
  'other.thing.update': DENY,
  'other.thing.use': DENY,
};

describe('RolePermissionPolicy', () => {
  it('is decided for every permission of catalog, scaffolder and environments', () => {
    expect(permissions.map(({ name }) => name).sort()).toEqual(
      Object.keys(OF_MEMBERS).sort(),
    );
  });

  it.each<[string, string[] | undefined, (name: string) => AuthorizeResult]>([
    ['nobody', undefined, () => DENY],
    ['a Super Admin', ['group:default/platform'], () => ALLOW],
    [
      'a Super Admin who is in a read-only group, too',
      ['group:default/auditors', 'group:default/platform'],
      () => ALLOW,
    ],
    [
      'a read-only group',
      ['group:default/team', 'group:default/guests'],
      name => {
        if (name.startsWith('scaffolder.task.')) {
          return name.endsWith('.create') ? DENY : CONDITIONAL;
        }
        return name.endsWith('.read') || name === 'environments.estimate.create'
          ? ALLOW
          : DENY;
      },
    ],
    ['everyone else', ['group:default/team'], name => OF_MEMBERS[name]],
    ['somebody of no group', [], name => OF_MEMBERS[name]],
    [
      'a group whose name begins like that of the Super Admins',
      ['group:default/platform-users'],
      name => OF_MEMBERS[name],
    ],
  ])('decides for %s', async (_, groups, expected) => {
    const decided = await Promise.all(
      permissions.map(async permission => [
        permission.name,
        (await decide(permission, groups)).result,
      ]),
    );
    expect(Object.fromEntries(decided)).toEqual(
      Object.fromEntries(permissions.map(({ name }) => [name, expected(name)])),
    );
  });

  it('keeps actions that make platform infrastructure to Super Admins', async () => {
    const [execute] = scaffolderPermissions.filter(
      ({ name }) => name === 'scaffolder.action.execute',
    );
    const rule = (actionId: string) => ({
      rule: 'HAS_ACTION_ID',
      resourceType: 'scaffolder-action',
      params: { actionId },
    });
    expect(await decide(execute, ['group:default/team'])).toMatchObject({
      pluginId: 'scaffolder',
      conditions: {
        not: {
          anyOf: [
            rule('publish:github'),
            rule('environments:repository:protect'),
            rule('catalog:register'),
          ],
        },
      },
    });
  });
});

/** What is asked about: a unit of the catalog, or one that is asked for, or a template. */
interface Thing {
  stage?: string;
  account?: string;
  blueprint?: string;
  owner?: string;
  template?: string;
}

const TEAM = 'group:default/team';

const entityOf = ({
  stage = 'dev',
  account = '111122223333',
  blueprint = 'application',
  owner = TEAM,
  template,
}: Thing): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: template ? 'Template' : 'Resource',
  metadata: {
    name: template ?? 'unit',
    namespace: 'default',
    annotations: {
      'plinth/stage': stage,
      'plinth/account': account,
      'plinth/blueprint': `${blueprint}@1.2.0`,
    },
  },
  relations: [{ type: 'ownedBy', targetRef: owner }],
});

/** The rules of a plugin as it finds them, each with parameters of its own. */
function ruleset<T>(rules: ReadonlyArray<{ name: string }>) {
  return {
    getRuleByName: (name: string) =>
      rules.find(rule => rule.name === name) as PermissionRule<
        T,
        unknown,
        string
      >,
  };
}

const onEntity = createConditionAuthorizer(
  ruleset<Entity>([
    ...Object.values(permissionRules),
    ...Object.values(unitRules),
  ]),
);
const onRequested = createConditionAuthorizer(
  ruleset<RequestedUnit>(Object.values(requestedUnitRules)),
);

/** Whether somebody of these groups may, as the plugin that owns the resource finds in the end. */
async function may(
  permission: Permission,
  thing: Thing,
  options: { groups?: string[]; access?: JsonObject } = {},
): Promise<boolean> {
  const { groups = [TEAM], access } = options;
  const decision = await decide(permission, groups, access);
  return permission === environmentCreatePermission
    ? onRequested(decision, {
        stage: 'dev',
        account: '111122223333',
        blueprint: 'application',
        owner: TEAM,
        ...thing,
      })
    : onEntity(decision, entityOf(thing));
}

const OF_UNITS = {
  request: environmentCreatePermission,
  change: environmentUpdatePermission,
  retire: environmentDeletePermission,
};

describe('roles', () => {
  describe.each(Object.entries(OF_UNITS))('that %s', (word, permission) => {
    it.each<Thing>([
      { stage: 'production' },
      { stage: 'shared' },
      { blueprint: 'landing-zone' },
      { blueprint: 'bootstrap' },
      { blueprint: 'platform-services' },
    ])(
      'leave %j to Super Admins unless the configuration says else',
      async thing => {
        expect(await may(permission, thing)).toBe(false);
        expect(
          await may(permission, thing, { groups: ['group:default/platform'] }),
        ).toBe(true);
        // Nothing that a role says takes it away from them.
        const roles = [{ groups: [TEAM], [word]: 'all' }];
        expect(await may(permission, thing, { access: { roles } })).toBe(false);
        const access = { roles, reserved: { stages: [], blueprints: [] } };
        expect(await may(permission, thing, { access })).toBe(true);
      },
    );

    it.each<[string, unknown, Thing, boolean]>([
      ['all', 'all', {}, true],
      ['none', 'none', {}, false],
      ['own', 'own', {}, true],
      ["somebody else's", 'own', { owner: 'group:default/other' }, false],
      ['a stage', { stages: ['dev'] }, {}, true],
      ['another stage', { stages: ['dev'] }, { stage: 'staging' }, false],
      ['an account', { accounts: ['111122223333'] }, {}, true],
      ['another account', { accounts: ['444455556666'] }, {}, false],
      ['a blueprint', { blueprints: ['application'] }, {}, true],
      ['a blueprint that begins like it', { blueprints: ['app'] }, {}, false],
      [
        'all that is listed',
        { own: true, stages: ['dev'], accounts: ['111122223333'] },
        {},
        true,
      ],
      [
        'not all that is listed',
        { own: true, stages: ['dev'], accounts: ['444455556666'] },
        {},
        false,
      ],
      ['no stage', { stages: [] }, {}, false],
    ])('%s', async (_, scope, thing, expected) => {
      const roles = [{ groups: [TEAM], [word]: scope }] as JsonObject[];
      expect(await may(permission, thing, { access: { roles } })).toBe(
        expected,
      );
    });
  });

  it('say who reads health, cost and audit trail of what; the bill of an account is for who reads all cost', async () => {
    const roles = [
      {
        groups: [TEAM],
        read: { health: 'own', costs: { stages: ['dev'] } },
      },
    ];
    const options = { access: { roles } };
    const foreign = { owner: 'group:default/other' };
    expect(await may(environmentReadPermission, {}, options)).toBe(true);
    expect(await may(environmentReadPermission, foreign, options)).toBe(false);
    expect(await may(costsReadPermission, foreign, options)).toBe(true);
    expect(
      await may(costsReadPermission, { stage: 'production' }, options),
    ).toBe(false);
    expect(await may(changesReadPermission, {}, options)).toBe(false);
    expect(await may(accountCostsReadPermission, {}, options)).toBe(false);
    expect(await may(accountCostsReadPermission, {})).toBe(true);
    // What production has is no secret of Super Admins.
    expect(await may(environmentReadPermission, { stage: 'production' })).toBe(
      true,
    );
  });

  it('add up, and whoever has one has not what everyone has', async () => {
    const other = 'group:default/other';
    const roles = [
      { groups: [TEAM], request: { stages: ['dev'] } },
      { groups: [other], request: { stages: ['staging'] }, administer: true },
    ];
    const access = { roles };
    const at = (stage: string, groups: string[]) =>
      may(environmentCreatePermission, { stage }, { groups, access });
    expect(await at('staging', [TEAM])).toBe(false);
    expect(await at('staging', [TEAM, other])).toBe(true);
    expect(await at('dev', [TEAM, other])).toBe(true);
    expect(await at('preview', [TEAM, other])).toBe(false);
    expect(await at('preview', ['group:default/third'])).toBe(true);
    const examines = (groups: string[]) =>
      may(connectionExaminePermission, {}, { groups, access });
    expect([await examines([TEAM]), await examines([TEAM, other])]).toEqual([
      false,
      true,
    ]);
  });

  it('say which templates there are for their people, and hide no other entity', async () => {
    const [read] = catalogPermissions.filter(
      ({ name }) => name === 'catalog.entity.read',
    );
    const access = {
      roles: [{ groups: [TEAM], request: 'all', templates: ['preview'] }],
    };
    const see = (thing: Thing, groups = [TEAM]) =>
      may(read, thing, { groups, access });
    expect(await see({ template: 'preview' })).toBe(true);
    expect(await see({ template: 'new-environment' })).toBe(false);
    expect(await see({})).toBe(true);
    expect(await see({ template: 'new-environment' }, [])).toBe(true);
  });

  it.each<[JsonObject, RegExp]>([
    [{ request: 'everything' }, /access\.roles\[0\]\.request is "everything"/],
    [{ requests: 'all' }, /access\.roles\[0\]\.requests is nothing/],
    [{ read: { cost: 'all' } }, /access\.roles\[0\]\.read\.cost is nothing/],
    [
      { change: { stage: ['dev'] } },
      /access\.roles\[0\]\.change\.stage is nothing/,
    ],
  ])('are refused where they say %j', (role, reason) => {
    expect(() => policyOf({ roles: [{ groups: [TEAM], ...role }] })).toThrow(
      reason,
    );
  });
});
