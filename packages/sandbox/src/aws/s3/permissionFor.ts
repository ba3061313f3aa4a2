import type { AwsCall } from '../service/AwsCall';
import type { Permission } from '../service/AwsService';
import type { S3Store } from './S3Store';

// IAM's actions where they are not named as the operation.
const actions: Record<string, string | undefined> = {
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListBuckets: 'ListAllMyBuckets',
  HeadObject: 'GetObject',
  CopyObject: 'PutObject',
  DeleteObjects: 'DeleteObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  DeleteBucketTagging: 'PutBucketTagging',
};

/** What a call of S3 needs, and the policy of its bucket. */
export function permissionFor(call: AwsCall, s3: S3Store): Permission {
  const { operation, input, body } = call;
  const bucket = String(input.BucketName ?? '');
  const key = input.Key === undefined ? '' : `/${input.Key}`;
  const policy = s3.bucket(bucket)?.settings.policy;
  const many = operation === 'DeleteObjects';
  const action = actions[operation] ?? operation;
  // Versions need more than objects. Those of one request are judged together, where S3 judges each.
  const ofVersion =
    (/^(Get|Head|Delete)Object$/.test(operation) &&
      input.versionId !== undefined) ||
    (many && body.includes('<VersionId>'));
  return {
    action: `s3:${action}${ofVersion ? 'Version' : ''}`,
    resource: bucket && `arn:aws:s3:::${bucket}${many ? '/*' : key}`,
    resourcePolicy: policy === undefined ? undefined : JSON.parse(policy),
  };
}
