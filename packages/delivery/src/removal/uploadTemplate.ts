import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { partitionOf, type BootstrapRoles } from '../aws/BootstrapRoles';
import { DeliveryError, messageOf } from '../errors';
import { nameOf, type FoundStack } from './FoundStack';

/**
 * Puts a template where the CDK CLI puts those that are too large for a request, and says where CloudFormation finds it.
 *
 * @param session - the session's name in CloudTrail
 */
export async function uploadTemplate(options: {
  body: string;
  stack: FoundStack;
  roles: BootstrapRoles;
  session: string;
}): Promise<string> {
  const { body, stack, roles, session } = options;
  const { region, account, stackId } = stack;
  const bucket = roles.assetBucketOf(stack);
  const key = `${createHash('sha256').update(body).digest('hex')}.json`;
  const client = new S3Client({
    region,
    credentials: await roles.assume(stack, 'file-publishing', session),
    maxAttempts: 8,
  });
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: 'application/json',
        // Whoever took over the bucket's name would read the template, and write another.
        ExpectedBucketOwner: account,
      }),
    );
  } catch (error) {
    throw new DeliveryError(
      `The template of ${nameOf(stack)} cannot be put into ${bucket}: ${messageOf(error)}`,
      'access',
    );
  } finally {
    client.destroy();
  }
  const suffix = partitionOf(stackId) === 'aws-cn' ? '.cn' : '';
  return `https://${bucket}.s3.${region}.amazonaws.com${suffix}/${key}`;
}
