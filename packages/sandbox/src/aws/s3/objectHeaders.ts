import { AwsError } from '../protocols/AwsError';
import { isStructure, type Input } from '../service/Input';
import type { BucketSettings } from './Bucket';
import type { S3Store } from './S3Store';
import type { StoredObject } from './StoredObject';

const described = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
const ENCRYPTION = 'x-amz-server-side-encryption';
const ENCRYPTION_KEY = `${ENCRYPTION}-aws-kms-key-id`;

/** The headers of a request that are kept with an object, and come back with it. */
export function keptHeaders(
  input: Input,
  settings: BucketSettings,
): Record<string, string> {
  // Objects are in the standard class and belong to the bucket's owner; anything else is refused.
  input.choice('x-amz-storage-class', ['STANDARD']);
  input.choice('x-amz-acl', ['private', 'bucket-owner-full-control']);
  const given = input
    .names()
    .filter(name => described.includes(name) || name.startsWith('x-amz-meta-'))
    .map(name => [name, input.text(name)]);
  return {
    'content-type': input.optionalText('content-type') ?? 'binary/octet-stream',
    ...Object.fromEntries(given),
    ...encryptionHeaders(input, settings),
  };
}

function encryptionHeaders(
  input: Input,
  settings: BucketSettings,
): Record<string, string> {
  const own = input.choice(ENCRYPTION, ['AES256', 'aws:kms']);
  const ownKey = input.optionalText(ENCRYPTION_KEY);
  const rule = settings.encryption?.Rule;
  const byDefault = isStructure(rule)
    ? rule.ApplyServerSideEncryptionByDefault
    : undefined;
  const { SSEAlgorithm, KMSMasterKeyID } = isStructure(byDefault)
    ? byDefault
    : {};
  const key = own ? ownKey : KMSMasterKeyID;
  return {
    [ENCRYPTION]: own ?? String(SSEAlgorithm ?? 'AES256'),
    ...(key ? { [ENCRYPTION_KEY]: String(key) } : {}),
  };
}

/** What S3 tells of an object that was written. */
export function writtenHeaders(object: StoredObject): Record<string, string> {
  const { headers, versionId } = object;
  return {
    etag: `"${object.etag}"`,
    [ENCRYPTION]: headers[ENCRYPTION] ?? 'AES256',
    ...(headers[ENCRYPTION_KEY]
      ? { [ENCRYPTION_KEY]: headers[ENCRYPTION_KEY] }
      : {}),
    ...(versionId === 'null' ? {} : { 'x-amz-version-id': versionId }),
  };
}

/** The object, or S3's error. */
export function foundObject(
  s3: S3Store,
  asked: { bucket: string; key: string; versionId?: string },
): StoredObject {
  const object = s3.object(asked.bucket, asked.key, asked.versionId);
  if (!object) {
    throw asked.versionId
      ? new AwsError(
          'NoSuchVersion',
          'The specified version does not exist.',
          404,
        )
      : new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  }
  return object;
}
