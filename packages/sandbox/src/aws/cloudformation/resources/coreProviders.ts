import type { IamStore } from '../../iam/IamStore';
import type { S3Store } from '../../s3/S3Store';
import type { SecretStore } from '../../secrets/SecretStore';
import { AwsError } from '../../service/AwsError';
import type { SsmStore } from '../../ssm/SsmStore';
import { isObject, type Json, type JsonObject } from '../Json';
import {
  ResourceError,
  type ProviderRequest,
  type ResourceProvider,
} from './ResourceProvider';

/** Providers of the types whose resources live in IAM, S3, the parameter store or Secrets Manager. */
export function coreProviders(parts: {
  iam: IamStore;
  s3: S3Store;
  ssm: SsmStore;
  secrets: SecretStore;
}): Record<string, ResourceProvider> {
  const { iam, s3, ssm, secrets } = parts;
  const putRole = (request: ProviderRequest, previous: JsonObject = {}) => {
    const { properties } = request;
    const known = iam.role(request.account, request.physicalId);
    iam.putRole({
      account: request.account,
      roleName: request.physicalId,
      path: optional(properties.Path),
      description: optional(properties.Description),
      trust: object(properties.AssumeRolePolicyDocument),
      maxSessionDuration: Number(properties.MaxSessionDuration ?? 3600),
      tags: Object.entries(request.tags).map(([Key, Value]) => ({
        Key,
        Value,
      })),
      attached: [
        ...new Set([
          ...list(properties.ManagedPolicyArns).map(String),
          ...(known?.attached ?? []).filter(
            arn => !list(previous.ManagedPolicyArns).includes(arn),
          ),
        ]),
      ],
      inline: {
        ...externalPolicies(known?.inline, previous),
        ...Object.fromEntries(
          list(properties.Policies)
            .filter(isObject)
            .map(policy => [
              String(policy.PolicyName),
              object(policy.PolicyDocument),
            ]),
        ),
      },
    });
    return {
      RoleId: iam.role(request.account, request.physicalId)?.roleId ?? '',
    };
  };
  const setInline = (request: ProviderRequest, remove: boolean) => {
    const name = String(request.properties.PolicyName);
    for (const roleName of list(request.properties.Roles)) {
      const role = iam.role(request.account, String(roleName));
      if (!role) {
        if (remove) {
          continue;
        }
        throw new ResourceError(
          `The role with name ${roleName} cannot be found. (Service: Iam, Status Code: 404)`,
          'NotFound',
        );
      }
      if (remove) {
        delete role.inline[name];
      } else {
        role.inline[name] = object(request.properties.PolicyDocument);
      }
      iam.saveRole(role);
    }
  };
  const putManaged = (request: ProviderRequest) => {
    const policyName = request.physicalId.split('/').at(-1) ?? '';
    iam.putPolicy({
      account: request.account,
      policyName,
      path: optional(request.properties.Path),
      document: object(request.properties.PolicyDocument),
    });
    for (const roleName of list(request.properties.Roles)) {
      const role = iam.role(request.account, String(roleName));
      if (role && !role.attached.includes(request.physicalId)) {
        role.attached.push(request.physicalId);
        iam.saveRole(role);
      }
    }
  };
  const putOidc = (request: ProviderRequest) => {
    iam.putOidcProvider({
      account: request.account,
      url: String(request.properties.Url),
      clientIds: list(request.properties.ClientIdList).map(String),
      thumbprints: list(request.properties.ThumbprintList).map(String),
    });
  };
  const putParameter = (request: ProviderRequest) => {
    ssm.put({
      account: request.account,
      region: request.region,
      name: request.physicalId,
      type: request.properties.Type === 'StringList' ? 'StringList' : 'String',
      value: String(request.properties.Value),
      description: optional(request.properties.Description),
      tags: request.tags,
    });
    return {
      Value: String(request.properties.Value),
      Type: String(request.properties.Type ?? 'String'),
    };
  };
  return {
    'AWS::IAM::Role': {
      create: putRole,
      update: (request, previous) => void putRole(request, previous),
      delete: request => iam.deleteRole(request.account, request.physicalId),
    },
    'AWS::IAM::Policy': {
      create: request => setInline(request, false),
      update: request => setInline(request, false),
      delete: request => setInline(request, true),
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
    'AWS::S3::Bucket': {
      create: request => {
        translated(() =>
          s3.createBucket({
            name: request.physicalId,
            account: request.account,
            region: request.region,
            versioning: versioningOf(request.properties),
            encryption: encryptionOf(request.properties),
          }),
        );
      },
      update: request => {
        const bucket = s3.bucket(request.physicalId);
        if (bucket) {
          bucket.versioning = versioningOf(request.properties);
          bucket.encryption = encryptionOf(request.properties);
          s3.saveBucket(bucket);
        }
      },
      delete: request =>
        translated(() => {
          if (s3.bucket(request.physicalId)) {
            s3.deleteBucket(request.physicalId);
          }
        }),
    },
    'AWS::S3::BucketPolicy': {
      create: request => setBucketPolicy(s3, request),
      update: request => setBucketPolicy(s3, request),
      delete: request => {
        const bucket = s3.bucket(String(request.properties.Bucket));
        if (bucket) {
          bucket.policy = undefined;
          s3.saveBucket(bucket);
        }
      },
    },
    'AWS::SSM::Parameter': {
      create: putParameter,
      update: request => void putParameter(request),
      delete: request => {
        ssm.delete(request.account, request.region, request.physicalId);
      },
    },
    'AWS::SecretsManager::Secret': {
      create: request => secrets.create(request.physicalId, request.properties),
      delete: request => secrets.delete(request.physicalId),
    },
    'AWS::SecretsManager::SecretTargetAttachment': {
      create: request =>
        secrets.merge(String(request.properties.SecretId), {
          dbInstanceIdentifier: String(request.properties.TargetId),
        }),
    },
    'AWS::RDS::DBInstance': { delete: refuseProtected('DB Instance') },
    'AWS::RDS::DBCluster': { delete: refuseProtected('DB Cluster') },
  };
}

function refuseProtected(what: string) {
  return (request: ProviderRequest): void => {
    if (String(request.properties.DeletionProtection) === 'true') {
      throw new ResourceError(
        `Cannot delete protected ${what}, please disable deletion protection and try again. (Service: Rds, Status Code: 400)`,
        'InvalidRequest',
      );
    }
  };
}

// Policies that AWS::IAM::Policy resources put on the role are not the role's own to remove.
function externalPolicies(
  known: Record<string, Record<string, unknown>> | undefined,
  previous: JsonObject,
): Record<string, Record<string, unknown>> {
  const own = list(previous.Policies)
    .filter(isObject)
    .map(policy => String(policy.PolicyName));
  return Object.fromEntries(
    Object.entries(known ?? {}).filter(([name]) => !own.includes(name)),
  );
}

function setBucketPolicy(s3: S3Store, request: ProviderRequest): void {
  const bucket = s3.bucket(String(request.properties.Bucket));
  if (!bucket) {
    throw new ResourceError('The specified bucket does not exist', 'NotFound');
  }
  bucket.policy = JSON.stringify(request.properties.PolicyDocument);
  s3.saveBucket(bucket);
}

function versioningOf(
  properties: JsonObject,
): 'Enabled' | 'Suspended' | undefined {
  const configuration = properties.VersioningConfiguration;
  const status = isObject(configuration) ? configuration.Status : undefined;
  return status === 'Enabled' || status === 'Suspended' ? status : undefined;
}

function encryptionOf(properties: JsonObject): string {
  const text = JSON.stringify(properties.BucketEncryption ?? {});
  return (
    /"KMSMasterKeyID":"([^"]+)"/.exec(text)?.[1] ??
    (text.includes('aws:kms') ? 'aws:kms' : 'AES256')
  );
}

function translated<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    if (error instanceof AwsError) {
      throw new ResourceError(
        `${error.message} (Service: S3, Status Code: ${error.status})`,
        /AlreadyExists|AlreadyOwned/.test(error.code)
          ? 'AlreadyExists'
          : 'GeneralServiceException',
      );
    }
    throw error;
  }
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function optional(value: Json | undefined): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
