import { ConfigReader } from '@backstage/config';
import type { Permission } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import { readAccess } from '../../packages/backend/src/permissions/AccessRoles';
import { RolePermissionPolicy } from '../../packages/backend/src/permissions/RolePermissionPolicy';
import { environmentsPermissions } from '../../plugins/environments-common/src/permissions';
import { page, table } from './table';

/** What each permission is for, as its declaration says. */
function meanings(source: string): Map<string, string> {
  const found = source.matchAll(
    /\/\*\* (?<about>[^]*?) \*\/\nexport const \w+ = createPermission\(\{\s*name: '(?<name>[^']+)'/g,
  );
  return new Map(
    [...found].map(({ groups = {} }) => {
      // What stands before it belongs to another declaration.
      const about = groups.about.split('/** ').at(-1) ?? '';
      return [groups.name, about];
    }),
  );
}

const WORDS: Record<string, string> = {
  ALLOW: 'yes',
  CONDITIONAL: 'of some',
  DENY: 'no',
};

/** The page of the permissions, with what the roles of `app-config.yaml` have of them. */
export async function describePermissions(options: {
  source: string;
  configuration: JsonObject;
}): Promise<string> {
  const { source, configuration } = options;
  const access = readAccess(new ConfigReader(configuration));
  const policy = new RolePermissionPolicy(access);
  const decide = async (permission: Permission, groups: readonly string[]) => {
    const user = {
      identity: {
        type: 'user' as const,
        userEntityRef: 'user:default/somebody',
        ownershipEntityRefs: ['user:default/somebody', ...groups],
      },
      info: {
        userEntityRef: 'user:default/somebody',
        ownershipEntityRefs: ['user:default/somebody', ...groups],
      },
      token: '',
      credentials: {
        $$type: '@backstage/BackstageCredentials' as const,
        principal: {
          type: 'user' as const,
          userEntityRef: 'user:default/somebody',
        },
      },
    };
    return WORDS[(await policy.handle({ permission }, user)).result];
  };
  const about = meanings(source);
  const rows = [];
  for (const permission of environmentsPermissions) {
    rows.push([
      `\`${permission.name}\``,
      about.get(permission.name) ?? '',
      await decide(permission, []),
      await decide(permission, access.readOnly),
      await decide(permission, access.superAdmins),
    ]);
  }
  return page(
    'Permissions',
    'What people need for what Plinth does, and what the roles of `app-config.yaml` have of it. [Say who may do what](../how-to/say-who-may-what.md) tells how to change that.',
    `${table(
      ['Permission', 'For', 'Everyone', 'Who may only read', 'Super Admins'],
      rows,
    )}\n\n_of some_: it depends on the unit. Stages ${access.reserved.stages.map(name => `\`${name}\``).join(', ')} and blueprints ${access.reserved.blueprints.map(name => `\`${name}\``).join(', ')} are reserved to Super Admins.`,
  );
}
