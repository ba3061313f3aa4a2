import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { SessionCredentials } from '../aws/AccountCredentials';
import { messageOf } from '../errors';
import type { Template } from '../synth/Assembly';
import { goesWithStack } from './goesWithStack';

/** Names of the buckets that go when a stack of this template does; one whose name AWS chooses is not among them. */
export function bucketsThatGo(template: Template): string[] {
  return Object.values(template.Resources ?? {}).flatMap(resource => {
    const { BucketName: name } = (resource.Properties ?? {}) as {
      BucketName?: unknown;
    };
    return resource.Type === 'AWS::S3::Bucket' &&
      goesWithStack(resource) &&
      typeof name === 'string'
      ? [name]
      : [];
  });
}

/**
 * Deletes all versions of all objects in the buckets, since CloudFormation deletes only empty ones. The buckets of a preview
 * allow that to the deploy role of the CDK's bootstrap by their own policies, and no other bucket does.
 *
 * @returns why a bucket could not be emptied, one sentence for each
 */
export async function emptyBuckets(options: {
  buckets: readonly string[];
  region: string;
  credentials: SessionCredentials;
}): Promise<string[]> {
  const { region, credentials } = options;
  const client = new S3Client({ region, credentials, maxAttempts: 8 });
  const problems: string[] = [];
  try {
    for (const bucket of options.buckets) {
      try {
        problems.push(...(await empty(client, bucket)));
      } catch (error) {
        // What a deletion that failed before has taken along is gone.
        if (error instanceof Error && error.name === 'NoSuchBucket') {
          continue;
        }
        problems.push(`${bucket} could not be emptied: ${messageOf(error)}`);
      }
    }
  } finally {
    client.destroy();
  }
  return problems;
}

async function empty(client: S3Client, bucket: string): Promise<string[]> {
  for (;;) {
    // Always the first page, of as many as S3 deletes in one request: what it lists is gone when it is asked again.
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    const objects = [...Versions, ...DeleteMarkers].map(
      ({ Key, VersionId }) => ({ Key, VersionId }),
    );
    if (objects.length === 0) {
      return [];
    }
    const { Errors: [first] = [] } = await client.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: objects, Quiet: true },
      }),
    );
    if (first) {
      return [
        `${bucket} could not be emptied: ${first.Key}: ${first.Message ?? first.Code}`,
      ];
    }
  }
}
