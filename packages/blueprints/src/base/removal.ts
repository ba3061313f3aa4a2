import { CfnResource, RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { StagePolicy } from '../schema';

/**
 * The removal policy of what stays when its stack goes, whatever the stage. What the first deployment made before it failed
 * does not stay: nothing is in it yet, and the next attempt would meet its name.
 */
export const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/** Keeps every resource of these constructs when it leaves its template: what a database that stays needs. */
export function keepAll(...constructs: readonly IConstruct[]): void {
  for (const node of constructs.flatMap(each => each.node.findAll())) {
    if (CfnResource.isCfnResource(node)) {
      node.applyRemovalPolicy(KEPT);
    }
  }
}

/** The removal policy of data that CloudFormation can snapshot: databases, volumes, caches. */
export function snapshotRemoval(policy: StagePolicy): RemovalPolicy {
  return {
    delete: RemovalPolicy.DESTROY,
    snapshot: RemovalPolicy.SNAPSHOT,
    retain: KEPT,
  }[policy.onRemoval];
}

/** The removal policy of data without snapshots: buckets, keys, logs. Kept wherever a database would be snapshotted. */
export function keepRemoval(policy: StagePolicy): RemovalPolicy {
  return policy.onRemoval === 'delete' ? RemovalPolicy.DESTROY : KEPT;
}
