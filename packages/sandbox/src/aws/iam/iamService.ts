import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import { awsManagedPolicy } from './awsManagedPolicy';
import type { PolicyDocument } from './evaluatePolicies';
import {
  oidcProviderArn,
  type IamStore,
  type ManagedPolicy,
  type Role,
} from './IamStore';

type Output = Record<string, unknown>;
type Handler = (call: AwsCall) => Output;

/** IAM, as far as roles, their policies and OpenID Connect providers. */
export class IamService implements AwsService {
  readonly signingName = 'iam';
  readonly protocol = 'query';
  readonly xmlNamespace = 'https://iam.amazonaws.com/doc/2010-05-08/';
  readonly #iam: IamStore;
  readonly #operations: Record<string, Handler>;

  constructor(iam: IamStore) {
    this.#iam = iam;
    this.#operations = {
      ...this.#roleOperations(),
      ...this.#policyOperations(),
      ...this.#providerOperations(),
    };
  }

  async handle(call: AwsCall): Promise<Output> {
    const operation = this.#operations[call.operation];
    if (!operation) {
      throw unsupportedOperation(call);
    }
    return operation(call);
  }

  #roleOperations(): Record<string, Handler> {
    const iam = this.#iam;
    return {
      CreateRole: call => {
        const roleName = text(call, 'RoleName');
        if (iam.role(call.account, roleName)) {
          throw new AwsError(
            'EntityAlreadyExists',
            `Role with name ${roleName} already exists.`,
            409,
          );
        }
        const role = iam.putRole({
          account: call.account,
          roleName,
          path: optional(call, 'Path'),
          description: optional(call, 'Description'),
          trust: document(call, 'AssumeRolePolicyDocument'),
          maxSessionDuration: Number(
            optional(call, 'MaxSessionDuration') ?? 3600,
          ),
          tags: tags(call),
        });
        return { Role: roleView(role) };
      },
      GetRole: call => ({ Role: roleView(this.#role(call)) }),
      ListRoles: call => {
        const prefix = optional(call, 'PathPrefix') ?? '/';
        return page(
          call,
          'Roles',
          iam.roles
            .values()
            .filter(
              role =>
                role.account === call.account && role.path.startsWith(prefix),
            )
            .sort((left, right) => (left.roleName < right.roleName ? -1 : 1))
            .map(roleView),
        );
      },
      DeleteRole: call => {
        const role = this.#role(call);
        if (role.attached.length > 0 || Object.keys(role.inline).length > 0) {
          throw new AwsError(
            'DeleteConflict',
            'Cannot delete entity, must detach all policies first.',
            409,
          );
        }
        iam.deleteRole(call.account, role.roleName);
        return {};
      },
      UpdateAssumeRolePolicy: call => {
        const role = this.#role(call);
        role.trust = document(call, 'PolicyDocument');
        iam.saveRole(role);
        return {};
      },
      TagRole: call => {
        const role = this.#role(call);
        const added = tags(call);
        role.tags = [
          ...role.tags.filter(
            tag => !added.some(other => other.Key === tag.Key),
          ),
          ...added,
        ];
        iam.saveRole(role);
        return {};
      },
      ListRoleTags: call => ({ ...page(call, 'Tags', this.#role(call).tags) }),
      AttachRolePolicy: call => {
        const role = this.#role(call);
        const arn = text(call, 'PolicyArn');
        if (!iam.policies.get(arn) && !arn.startsWith('arn:aws:iam::aws:')) {
          throw noSuchEntity(
            `Policy ${arn} does not exist or is not attachable.`,
          );
        }
        role.attached = [...new Set([...role.attached, arn])];
        iam.saveRole(role);
        return {};
      },
      DetachRolePolicy: call => {
        const role = this.#role(call);
        const arn = text(call, 'PolicyArn');
        role.attached = role.attached.filter(item => item !== arn);
        iam.saveRole(role);
        return {};
      },
      ListAttachedRolePolicies: call =>
        page(
          call,
          'AttachedPolicies',
          this.#role(call).attached.map(arn => ({
            PolicyName: arn.split('/').at(-1),
            PolicyArn: arn,
          })),
        ),
      PutRolePolicy: call => {
        const role = this.#role(call);
        role.inline[text(call, 'PolicyName')] = document(
          call,
          'PolicyDocument',
        );
        iam.saveRole(role);
        return {};
      },
      GetRolePolicy: call => {
        const role = this.#role(call);
        const name = text(call, 'PolicyName');
        const found = role.inline[name];
        if (!found) {
          throw noSuchEntity(
            `The role policy with name ${name} cannot be found.`,
          );
        }
        return {
          RoleName: role.roleName,
          PolicyName: name,
          PolicyDocument: encoded(found),
        };
      },
      DeleteRolePolicy: call => {
        const role = this.#role(call);
        delete role.inline[text(call, 'PolicyName')];
        iam.saveRole(role);
        return {};
      },
      ListRolePolicies: call =>
        page(call, 'PolicyNames', Object.keys(this.#role(call).inline)),
    };
  }

  #policyOperations(): Record<string, Handler> {
    const iam = this.#iam;
    return {
      CreatePolicy: call => ({
        Policy: policyView(
          iam.putPolicy({
            account: call.account,
            policyName: text(call, 'PolicyName'),
            path: optional(call, 'Path'),
            document: document(call, 'PolicyDocument'),
          }),
        ),
      }),
      GetPolicy: call => ({ Policy: policyView(this.#policy(call)) }),
      GetPolicyVersion: call => {
        const arn = text(call, 'PolicyArn');
        const managed = awsManagedPolicy(arn);
        return {
          PolicyVersion: {
            Document: encoded(managed ?? this.#policy(call).document),
            VersionId: 'v1',
            IsDefaultVersion: true,
          },
        };
      },
      ListPolicies: call =>
        page(
          call,
          'Policies',
          iam.policies
            .values()
            .filter(policy => policy.account === call.account)
            .map(policyView),
        ),
      DeletePolicy: call => {
        iam.policies.delete(this.#policy(call).arn);
        return {};
      },
      ListAccountAliases: () => ({ AccountAliases: [], IsTruncated: false }),
    };
  }

  #providerOperations(): Record<string, Handler> {
    const iam = this.#iam;
    return {
      CreateOpenIDConnectProvider: call => {
        const url = text(call, 'Url');
        if (iam.providers.get(oidcProviderArn(call.account, url))) {
          throw new AwsError(
            'EntityAlreadyExists',
            `Provider with url ${url} already exists.`,
            409,
          );
        }
        return {
          OpenIDConnectProviderArn: iam.putOidcProvider({
            account: call.account,
            url,
            clientIds: list(call.input.ClientIDList),
            thumbprints: list(call.input.ThumbprintList),
          }).arn,
        };
      },
      GetOpenIDConnectProvider: call => {
        const provider = this.#provider(call);
        return {
          Url: provider.url.replace(/^https?:\/\//, ''),
          ClientIDList: provider.clientIds,
          ThumbprintList: provider.thumbprints,
          CreateDate: new Date(provider.createdAt),
        };
      },
      ListOpenIDConnectProviders: call => ({
        OpenIDConnectProviderList: iam.providers
          .values()
          .filter(provider => provider.account === call.account)
          .map(provider => ({ Arn: provider.arn })),
      }),
      AddClientIDToOpenIDConnectProvider: call => {
        const provider = this.#provider(call);
        const id = text(call, 'ClientID');
        provider.clientIds = [...new Set([...provider.clientIds, id])];
        iam.providers.put(provider.arn, provider);
        return {};
      },
      DeleteOpenIDConnectProvider: call => {
        iam.providers.delete(this.#provider(call).arn);
        return {};
      },
    };
  }

  #role(call: AwsCall): Role {
    const name = text(call, 'RoleName');
    const role = this.#iam.role(call.account, name);
    if (!role) {
      throw noSuchEntity(`The role with name ${name} cannot be found.`);
    }
    return role;
  }

  #policy(call: AwsCall): ManagedPolicy {
    const arn = text(call, 'PolicyArn');
    const policy = this.#iam.policies.get(arn);
    if (!policy) {
      throw noSuchEntity(`Policy ${arn} was not found.`);
    }
    return policy;
  }

  #provider(call: AwsCall) {
    const arn = text(call, 'OpenIDConnectProviderArn');
    const provider = this.#iam.providers.get(arn);
    if (!provider) {
      throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
    }
    return provider;
  }
}

function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
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
    Tags: role.tags,
  };
}

function policyView(policy: ManagedPolicy): Output {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: 'v1',
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.createdAt),
  };
}

function encoded(policy: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(policy));
}

function optional(call: AwsCall, name: string): string | undefined {
  const value = call.input[name];
  return value === undefined || value === '' ? undefined : String(value);
}

function text(call: AwsCall, name: string): string {
  const value = optional(call, name);
  if (value === undefined) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

function document(call: AwsCall, name: string): PolicyDocument {
  const raw = text(call, name);
  try {
    return JSON.parse(raw);
  } catch {
    throw new AwsError(
      'MalformedPolicyDocument',
      'This policy contains invalid Json',
    );
  }
}

function tags(call: AwsCall): { Key: string; Value: string }[] {
  const given = call.input.Tags;
  return Array.isArray(given)
    ? given.map(tag => ({ Key: String(tag.Key), Value: String(tag.Value) }))
    : [];
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function page(call: AwsCall, name: string, items: unknown[]): Output {
  const marker = optional(call, 'Marker');
  const start = marker
    ? Number(Buffer.from(marker, 'base64url').toString())
    : 0;
  const end = start + Math.min(Number(optional(call, 'MaxItems') ?? 100), 1000);
  const truncated = end < items.length;
  return {
    [name]: items.slice(start, end),
    IsTruncated: truncated,
    Marker: truncated
      ? Buffer.from(String(end)).toString('base64url')
      : undefined,
  };
}
