import { mockCredentials } from '@backstage/backend-test-utils';
import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  createPermission,
  Permission,
} from '@backstage/plugin-permission-common';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import { environmentsPermissions } from '@plinth/plugin-environments-common';
import { RolePermissionPolicy } from './RolePermissionPolicy';

const { ALLOW, CONDITIONAL, DENY } = AuthorizeResult;

const policy = new RolePermissionPolicy({
  superAdmins: ['group:default/platform'],
  readOnly: ['group:default/auditors', 'group:default/guests'],
});

/** What a person of these groups gets; `undefined` is nobody who is signed in. */
const decide = (permission: Permission, groups: string[] | undefined) =>
  policy.handle(
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
  createPermission({
    name: 'environments.environment.delete',
    attributes: { action: 'delete' },
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
  'environments.environment.update': ALLOW,
  'environments.connection.examine': DENY,
  'environments.fleet.upgrade': DENY,
  'environments.environment.delete': DENY,
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
        return name.endsWith('.read') ? ALLOW : DENY;
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
