import {
  isObject,
  listOf,
  objectOf,
  textOf,
  type JsonObject,
} from '../resources/Json';
import {
  ResourceError,
  type ProviderRequest,
  type ResourceProviders,
} from '../resources/ResourceProvider';
import type { IamStore } from './IamStore';
import type { PolicyDocument } from '../service/PolicyDocument';

/** Lets the roles, policies and identity providers of stacks exist in IAM. */
export function iamProviders(iam: IamStore): ResourceProviders {
  const putManaged = (request: ProviderRequest) => {
    const { account, physicalId, properties } = request;
    iam.putPolicy({
      account,
      policyName: physicalId.split('/').at(-1) ?? '',
      path: textOf(properties.Path),
      document: objectOf(properties.PolicyDocument),
    });
    for (const roleName of listOf(properties.Roles)) {
      const role = iam.role(account, String(roleName));
      if (role && !role.attached.includes(physicalId)) {
        iam.saveRole({ ...role, attached: [...role.attached, physicalId] });
      }
    }
  };
  const putOidc = ({ account, properties }: ProviderRequest) => {
    iam.putOidcProvider({
      account,
      url: String(properties.Url),
      clientIds: listOf(properties.ClientIdList).map(String),
      thumbprints: listOf(properties.ThumbprintList).map(String),
    });
  };
  return {
    'AWS::IAM::Role': {
      create: request => putRole(iam, request),
      update: (request, previous) => void putRole(iam, request, previous),
      delete: request => iam.deleteRole(request.account, request.physicalId),
    },
    'AWS::IAM::Policy': {
      create: request => putInline(iam, request),
      update: request => putInline(iam, request),
      delete: request => removeInline(iam, request),
    },
    'AWS::IAM::ManagedPolicy': {
      create: putManaged,
      update: putManaged,
      delete: request => iam.policies.delete(request.physicalId),
    },
    'AWS::IAM::OIDCProvider': {
      create: putOidc,
      update: putOidc,
      delete: request => iam.providers.delete(request.physicalId),
    },
  };
}

function putRole(
  iam: IamStore,
  request: ProviderRequest,
  previous: JsonObject = {},
): JsonObject {
  const { account, physicalId, properties, tags } = request;
  const known = iam.role(account, physicalId);
  const { roleId } = iam.putRole({
    account,
    roleName: physicalId,
    path: textOf(properties.Path),
    description: textOf(properties.Description),
    trust: objectOf(properties.AssumeRolePolicyDocument),
    maxSessionDuration: Number(properties.MaxSessionDuration ?? 3600),
    boundary: textOf(properties.PermissionsBoundary),
    tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    attached: [
      ...new Set([
        ...listOf(properties.ManagedPolicyArns).map(String),
        ...(known?.attached ?? []).filter(
          arn => !listOf(previous.ManagedPolicyArns).includes(arn),
        ),
      ]),
    ],
    inline: {
      ...externalPolicies(known?.inline, previous),
      ...Object.fromEntries(
        listOf(properties.Policies)
          .filter(isObject)
          .map(policy => [
            String(policy.PolicyName),
            objectOf(policy.PolicyDocument),
          ]),
      ),
    },
  });
  return { RoleId: roleId };
}

/** Policies that AWS::IAM::Policy resources put on the role are not the role's own to remove. */
function externalPolicies(
  known: Record<string, PolicyDocument> = {},
  previous: JsonObject,
): Record<string, PolicyDocument> {
  const own = listOf(previous.Policies)
    .filter(isObject)
    .map(policy => String(policy.PolicyName));
  return Object.fromEntries(
    Object.entries(known).filter(([name]) => !own.includes(name)),
  );
}

function putInline(iam: IamStore, request: ProviderRequest): void {
  const { account, properties } = request;
  for (const roleName of listOf(properties.Roles)) {
    const role = iam.role(account, String(roleName));
    if (!role) {
      throw new ResourceError(
        `The role with name ${roleName} cannot be found. (Service: Iam, Status Code: 404)`,
        'NotFound',
      );
    }
    const document = objectOf(properties.PolicyDocument);
    iam.saveRole({
      ...role,
      inline: { ...role.inline, [String(properties.PolicyName)]: document },
    });
  }
}

function removeInline(iam: IamStore, request: ProviderRequest): void {
  const { account, properties } = request;
  for (const roleName of listOf(properties.Roles)) {
    const role = iam.role(account, String(roleName));
    if (role) {
      const { [String(properties.PolicyName)]: gone, ...inline } = role.inline;
      iam.saveRole({ ...role, inline });
    }
  }
}
