import { type IVpc, GatewayVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';

/** Lets an endpoint of one service serve principals of the account alone, so that foreign keys cannot carry data out through it. */
export function ownPrincipalsOnly(
  service: string,
  account: string,
): PolicyStatement {
  return new PolicyStatement({
    sid: 'OwnPrincipals',
    principals: [new AnyPrincipal()],
    actions: [`${service}:*`],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': account } },
  });
}

/**
 * Narrows the network's S3 endpoint to buckets of the account and the one in which ECR keeps the layers of images.
 *
 * The endpoint's routes bypass NAT gateways and firewalls, so without a policy every bucket of the region is a way out.
 */
export function ownBucketsOnly(vpc: IVpc): void {
  const { account, partition, region } = Stack.of(vpc);
  const endpoint = vpc.node.tryFindChild('S3');
  if (!(endpoint instanceof GatewayVpcEndpoint)) {
    throw new TypeError(`${vpc.node.path} has no gateway endpoint for S3`);
  }
  endpoint.addToPolicy(
    new PolicyStatement({
      sid: 'OwnBuckets',
      principals: [new AnyPrincipal()],
      actions: ['s3:*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:ResourceAccount': account } },
    }),
  );
  endpoint.addToPolicy(
    new PolicyStatement({
      sid: 'ImageLayers',
      principals: [new AnyPrincipal()],
      actions: ['s3:GetObject'],
      resources: [
        `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`,
      ],
    }),
  );
}
