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
import { AwsError } from '../protocols/AwsError';
import { defaultSettings, encryptionRule, type BucketSettings } from './Bucket';
import { checkBucketPolicy } from './checkBucketPolicy';
import type { S3Store } from './S3Store';

/** Lets the buckets of stacks, and their policies, exist in S3. */
export function bucketProviders(s3: S3Store): ResourceProviders {
  const putPolicy = ({ properties }: ProviderRequest) => {
    const bucket = s3.bucket(String(properties.Bucket));
    if (!bucket) {
      throw new ResourceError(
        'The specified bucket does not exist',
        'NotFound',
      );
    }
    const policy = JSON.stringify(properties.PolicyDocument);
    translated(() => checkBucketPolicy(policy, bucket.settings));
    s3.saveBucket({ ...bucket, settings: { ...bucket.settings, policy } });
  };
  return {
    'AWS::S3::Bucket': {
      create: ({ physicalId, account, region, properties, tags }) => {
        translated(() =>
          s3.createBucket({
            name: physicalId,
            account,
            region,
            settings: settingsOf(properties, tags),
          }),
        );
      },
      update: ({ physicalId, properties, tags }) => {
        const bucket = s3.bucket(physicalId);
        if (bucket) {
          const { policy } = bucket.settings;
          s3.saveBucket({
            ...bucket,
            settings: { policy, ...settingsOf(properties, tags) },
          });
        }
      },
      delete: ({ physicalId }) => {
        if (s3.bucket(physicalId)) {
          translated(() => s3.deleteBucket(physicalId));
        }
      },
    },
    'AWS::S3::BucketPolicy': {
      create: putPolicy,
      update: putPolicy,
      delete: ({ properties }) => {
        const bucket = s3.bucket(String(properties.Bucket));
        if (bucket) {
          const { policy, ...settings } = bucket.settings;
          s3.saveBucket({ ...bucket, settings });
        }
      },
    },
  };
}

/** What a template's properties set of a bucket, as S3's API tells it. */
function settingsOf(
  properties: JsonObject,
  tags: Record<string, string>,
): BucketSettings {
  const { VersioningConfiguration, PublicAccessBlockConfiguration } =
    properties;
  const ownership = objectOf(properties.OwnershipControls).Rules;
  const names = Object.entries(tags);
  return {
    ...defaultSettings,
    ...encryptionOf(properties.BucketEncryption),
    ...(VersioningConfiguration !== undefined && {
      versioning: {
        Status: textOf(objectOf(VersioningConfiguration).Status),
      },
    }),
    ...(PublicAccessBlockConfiguration !== undefined && {
      publicAccessBlock: Object.fromEntries(
        Object.keys(defaultSettings.publicAccessBlock ?? {}).map(name => [
          name,
          textOf(objectOf(PublicAccessBlockConfiguration)[name]) ?? 'false',
        ]),
      ),
    }),
    ...(ownership !== undefined && { ownershipControls: { Rule: ownership } }),
    ...(names.length > 0 && {
      tagging: {
        TagSet: { Tag: names.map(([Key, Value]) => ({ Key, Value })) },
      },
    }),
  };
}

function encryptionOf(
  property: JsonObject[string] | undefined,
): BucketSettings {
  const [rule] = listOf(
    objectOf(property).ServerSideEncryptionConfiguration,
  ).filter(isObject);
  const byDefault = objectOf(rule?.ServerSideEncryptionByDefault);
  return rule
    ? {
        encryption: encryptionRule(String(byDefault.SSEAlgorithm ?? 'AES256'), {
          key: textOf(byDefault.KMSMasterKeyID),
          bucketKey: String(rule.BucketKeyEnabled) === 'true',
        }),
      }
    : {};
}

function translated(work: () => void): void {
  try {
    work();
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
