import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Operation, Operations } from '../service/AwsService';
import type { Input } from '../service/Input';
import { ownEncryption, type BucketSettings } from './Bucket';
import { checkBucketPolicy } from './checkBucketPolicy';
import { namedBucket } from './namedBucket';
import { readDocument, s3Document } from './s3Document';
import type { S3Store } from './S3Store';

/** A setting that S3 keeps as a document. */
interface DocumentSetting {
  name: Exclude<keyof BucketSettings, 'policy'>;
  /** What operations call it. */
  noun: string;
  /** Root element of its document. */
  root: string;
  /** The error where it is not set; without one the document is empty then. */
  missing?: [code: string, message: string];
}

const settings: DocumentSetting[] = [
  {
    name: 'versioning',
    noun: 'BucketVersioning',
    root: 'VersioningConfiguration',
  },
  {
    name: 'encryption',
    noun: 'BucketEncryption',
    root: 'ServerSideEncryptionConfiguration',
  },
  {
    name: 'publicAccessBlock',
    noun: 'PublicAccessBlock',
    root: 'PublicAccessBlockConfiguration',
    missing: [
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
    ],
  },
  {
    name: 'ownershipControls',
    noun: 'BucketOwnershipControls',
    root: 'OwnershipControls',
    missing: [
      'OwnershipControlsNotFoundError',
      'The bucket ownership controls were not found',
    ],
  },
  {
    name: 'tagging',
    noun: 'BucketTagging',
    root: 'Tagging',
    missing: ['NoSuchTagSet', 'The TagSet does not exist'],
  },
];

/** What can be set of a bucket: it is kept as it was put, and answered so. */
export function bucketSettingOperations(s3: S3Store): Operations {
  return {
    ...Object.assign({}, ...settings.map(item => documentOperations(s3, item))),
    GetBucketPolicy: (call, input) => {
      const { policy } = namedBucket(s3, call, input).settings;
      if (policy === undefined) {
        throw new AwsError(
          'NoSuchBucketPolicy',
          'The bucket policy does not exist',
          404,
        );
      }
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: policy,
      };
    },
    PutBucketPolicy: setting(s3, (current, call) => {
      const policy = call.body.toString('utf8');
      checkBucketPolicy(policy, current);
      return { policy };
    }),
    DeleteBucketPolicy: setting(s3, () => ({ policy: undefined })),
    // S3 encrypts always: what is deleted gives way to its own keys.
    DeleteBucketEncryption: setting(s3, () => ({ encryption: ownEncryption })),
  };
}

function documentOperations(
  s3: S3Store,
  { name, noun, root, missing }: DocumentSetting,
): Operations {
  return {
    [`Get${noun}`]: (call, input) => {
      const document = namedBucket(s3, call, input).settings[name];
      if (!document && missing) {
        const [code, message] = missing;
        throw new AwsError(code, message, 404);
      }
      return s3Document(root, { ...document });
    },
    [`Put${noun}`]: setting(s3, (_, call) => ({
      [name]: readDocument(root, call.body),
    })),
    ...(missing && {
      [`Delete${noun}`]: setting(s3, () => ({ [name]: undefined })),
    }),
  };
}

/** An operation that changes a bucket's settings. */
function setting(
  s3: S3Store,
  change: (current: BucketSettings, call: AwsCall) => BucketSettings,
): Operation {
  return (call: AwsCall, input: Input) => {
    const bucket = namedBucket(s3, call, input);
    input.raw('content-type');
    input.end();
    s3.saveBucket({
      ...bucket,
      settings: { ...bucket.settings, ...change(bucket.settings, call) },
    });
    const { operation } = call;
    const empty =
      operation.startsWith('Delete') || operation === 'PutBucketPolicy';
    return { status: empty ? 204 : 200 };
  };
}
