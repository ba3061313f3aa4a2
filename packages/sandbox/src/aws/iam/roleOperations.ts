import type { AwsCall } from '../service/AwsCall';
import type { Operations, Output } from '../service/AwsService';
import type { Input } from '../service/Input';
import {
  alreadyExists,
  deleteConflict,
  documentOf,
  encoded,
  listed,
  noSuchEntity,
} from './dialect';
import type { IamStore, Role } from './IamStore';

/** Roles themselves: make, look, tag, delete. */
export function roleOperations(iam: IamStore): Operations {
  return {
    CreateRole: (call, input) => {
      const roleName = input.text('RoleName');
      const options = {
        account: call.account,
        roleName,
        path: input.optionalText('Path'),
        description: input.optionalText('Description'),
        trust: documentOf(input, 'AssumeRolePolicyDocument'),
        maxSessionDuration: input.optionalNumber(
          'MaxSessionDuration',
          3600,
          43_200,
        ),
        boundary: input.optionalText('PermissionsBoundary'),
        tags: input.tags(),
      };
      input.end();
      if (iam.role(call.account, roleName)) {
        throw alreadyExists(`Role with name ${roleName} already exists.`);
      }
      return { Role: roleView(iam.putRole(options)) };
    },
    GetRole: (call, input) => ({ Role: roleView(namedRole(iam, call, input)) }),
    ListRoles: (call, input) => {
      const prefix = input.optionalText('PathPrefix') ?? '/';
      const roles = iam.roles
        .values()
        .filter(
          role => role.account === call.account && role.path.startsWith(prefix),
        )
        .sort((left, right) => (left.roleName < right.roleName ? -1 : 1));
      return listed(input, 'Roles', roles.map(roleView));
    },
    DeleteRole: (call, input) => {
      const role = namedRole(iam, call, input);
      input.end();
      if (role.attached.length > 0 || Object.keys(role.inline).length > 0) {
        throw deleteConflict(
          'Cannot delete entity, must detach all policies first.',
        );
      }
      iam.deleteRole(call.account, role.roleName);
      return {};
    },
    UpdateAssumeRolePolicy: (call, input) => {
      const role = namedRole(iam, call, input);
      const trust = documentOf(input, 'PolicyDocument');
      input.end();
      iam.saveRole({ ...role, trust });
      return {};
    },
    TagRole: (call, input) => {
      const role = namedRole(iam, call, input);
      const added = input.tags();
      input.end();
      const kept = role.tags.filter(
        tag => !added.some(other => other.Key === tag.Key),
      );
      iam.saveRole({ ...role, tags: [...kept, ...added] });
      return {};
    },
    ListRoleTags: (call, input) =>
      listed(input, 'Tags', namedRole(iam, call, input).tags),
  };
}

/** The role that `RoleName` names, or IAM's error. */
export function namedRole(
  iam: IamStore,
  call: Pick<AwsCall, 'account'>,
  input: Input,
): Role {
  const name = input.text('RoleName');
  const role = iam.role(call.account, name);
  if (!role) {
    throw noSuchEntity(`The role with name ${name} cannot be found.`);
  }
  return role;
}

function roleView(role: Role): Output {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encoded(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    PermissionsBoundary: role.boundary && {
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: role.boundary,
    },
    Tags: role.tags,
  };
}
