import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Input } from '../service/Input';
import type { Bucket } from './Bucket';
import type { S3Store } from './S3Store';

/** The bucket that the call names, or S3's error: it is not there, or belongs to somebody else. */
export function namedBucket(
  s3: S3Store,
  call: Pick<AwsCall, 'account'>,
  input: Input,
  name = input.text('BucketName'),
): Bucket {
  const owner = input.optionalText('x-amz-expected-bucket-owner');
  const bucket = s3.bucket(name);
  if (!bucket) {
    throw new AwsError(
      'NoSuchBucket',
      'The specified bucket does not exist',
      404,
    );
  }
  if (
    bucket.account !== call.account ||
    (owner ?? bucket.account) !== bucket.account
  ) {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  return bucket;
}
