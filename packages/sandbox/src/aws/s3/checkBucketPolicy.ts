import { parsePolicy } from '../iam/parsePolicy';
import { AwsError } from '../protocols/AwsError';
import type { BucketSettings } from './Bucket';

/** Throws S3's error for a policy that it would not take: a malformed one, or one that opens a bucket which is kept closed. */
export function checkBucketPolicy(
  policy: string,
  settings: BucketSettings,
): void {
  const open = statementsOf(policy).some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' &&
      principals?.AWS?.includes('*') &&
      Object.keys(conditions).length === 0,
  );
  if (open && settings.publicAccessBlock?.BlockPublicPolicy === 'true') {
    throw new AwsError(
      'AccessDenied',
      'The bucket policy grants public access, which the BlockPublicPolicy setting of the bucket prevents.',
      403,
    );
  }
}

function statementsOf(policy: string) {
  try {
    return parsePolicy(JSON.parse(policy));
  } catch (error) {
    throw new AwsError(
      'MalformedPolicy',
      error instanceof AwsError
        ? error.message
        : "Policies must be valid JSON and the first byte must be '{'",
    );
  }
}
