import type { Operations } from '../service/AwsService';
import { documentOf, encoded, listed, noSuchEntity } from './dialect';
import type { IamStore, Role } from './IamStore';
import { namedRole } from './roleOperations';

/** A role's policies: those attached to it, and those of its own. */
export function rolePolicyOperations(iam: IamStore): Operations {
  return {
    AttachRolePolicy: (call, input) => {
      const role = namedRole(iam, call, input);
      const arn = input.text('PolicyArn');
      input.end();
      if (!iam.policies.get(arn) && !arn.startsWith('arn:aws:iam::aws:')) {
        throw noSuchEntity(
          `Policy ${arn} does not exist or is not attachable.`,
        );
      }
      iam.saveRole({
        ...role,
        attached: [...new Set([...role.attached, arn])],
      });
      return {};
    },
    DetachRolePolicy: (call, input) => {
      const role = namedRole(iam, call, input);
      const arn = input.text('PolicyArn');
      input.end();
      if (!role.attached.includes(arn)) {
        throw noSuchEntity(`Policy ${arn} was not found.`);
      }
      iam.saveRole({
        ...role,
        attached: role.attached.filter(item => item !== arn),
      });
      return {};
    },
    ListAttachedRolePolicies: (call, input) =>
      listed(
        input,
        'AttachedPolicies',
        namedRole(iam, call, input).attached.map(arn => ({
          PolicyName: arn.split('/').at(-1),
          PolicyArn: arn,
        })),
      ),
    PutRolePolicy: (call, input) => {
      const role = namedRole(iam, call, input);
      const name = input.text('PolicyName');
      const document = documentOf(input, 'PolicyDocument');
      input.end();
      iam.saveRole({ ...role, inline: { ...role.inline, [name]: document } });
      return {};
    },
    GetRolePolicy: (call, input) => {
      const role = namedRole(iam, call, input);
      const name = input.text('PolicyName');
      return {
        RoleName: role.roleName,
        PolicyName: name,
        PolicyDocument: encoded(inlinePolicy(role, name)),
      };
    },
    DeleteRolePolicy: (call, input) => {
      const role = namedRole(iam, call, input);
      const name = input.text('PolicyName');
      input.end();
      inlinePolicy(role, name);
      const { [name]: gone, ...inline } = role.inline;
      iam.saveRole({ ...role, inline });
      return {};
    },
    ListRolePolicies: (call, input) =>
      listed(
        input,
        'PolicyNames',
        Object.keys(namedRole(iam, call, input).inline),
      ),
  };
}

function inlinePolicy(role: Role, name: string) {
  if (!Object.hasOwn(role.inline, name)) {
    throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  }
  return role.inline[name];
}
