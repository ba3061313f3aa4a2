import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { StagePolicy } from '../../schema';

/**
 * Lets the pipeline empty a bucket of a stage whose data goes with its stack: S3 deletes no bucket that holds objects, and
 * at least access logs it always does. Elsewhere nobody in the pipeline may delete objects.
 */
export function letPipelineEmpty(bucket: Bucket, policy: StagePolicy): void {
  if (policy.onRemoval !== 'delete') {
    return;
  }
  const { account, partition, region, synthesizer } = Stack.of(bucket);
  const role = `cdk-${synthesizer.bootstrapQualifier}-deploy-role-${account}-${region}`;
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'EmptyAtTheEnd',
      principals: [
        new ArnPrincipal(`arn:${partition}:iam::${account}:role/${role}`),
      ],
      actions: [
        's3:ListBucketVersions',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
      ],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
    }),
  );
  // It goes with the bucket. Deleted before, it would be missing when a deletion has to be tried again.
  bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
}
