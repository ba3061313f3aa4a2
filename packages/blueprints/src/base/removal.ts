import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { StagePolicy } from '../schema';

/** The removal policy of data that CloudFormation can snapshot: databases, volumes, caches. */
export function snapshotRemoval(policy: StagePolicy): RemovalPolicy {
  return {
    delete: RemovalPolicy.DESTROY,
    snapshot: RemovalPolicy.SNAPSHOT,
    retain: RemovalPolicy.RETAIN,
  }[policy.onRemoval];
}

/** The removal policy of data without snapshots: buckets, keys, logs. Kept wherever a database would be snapshotted. */
export function keepRemoval(policy: StagePolicy): RemovalPolicy {
  return policy.onRemoval === 'delete'
    ? RemovalPolicy.DESTROY
    : RemovalPolicy.RETAIN;
}
