import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';

/** Where load balancers write in the bucket of access logs. */
export const LOAD_BALANCER_LOGS = 'load-balancer';

/** Lets the load balancers of the account write their access logs; make them after the bucket's policy. */
export function deliverLoadBalancerLogs(bucket: Bucket): void {
  const { account } = Stack.of(bucket);
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'DeliverLoadBalancerLogs',
      principals: [
        new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com'),
      ],
      actions: ['s3:PutObject'],
      resources: [
        bucket.arnForObjects(`${LOAD_BALANCER_LOGS}/AWSLogs/${account}/*`),
      ],
    }),
  );
}
