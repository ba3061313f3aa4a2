import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { Stack, Token } from 'aws-cdk-lib/core';
import { acknowledge } from '../../base/acknowledge';
import { cloudFrontPrefixList } from './cloudFrontOrigins';
import type { OriginKeyProps } from './OriginKey';

/** Who reaches a load balancer, and by which name. */
export type Audience =
  /** The distribution alone that sends the header, at `origin.<domain>`; people use the domain name. */
  | {
      readonly kind: 'cloudfront';
      readonly domainName: string;
      readonly hostedZoneId: string;
      readonly header: OriginKeyProps;
    }
  /** Everybody, at the domain name. */
  | {
      readonly kind: 'internet';
      readonly domainName: string;
      readonly hostedZoneId: string;
    }
  /** The networks that are named, its own one if it is among them, at the name that AWS gives it. */
  | { readonly kind: 'network'; readonly clientCidrs: readonly string[] };

/** Makes the security groups that let the audience in; services add themselves to the first one. */
export function admitAudience(
  scope: Construct,
  vpc: IVpc,
  audience: Audience,
): SecurityGroup[] {
  switch (audience.kind) {
    case 'cloudfront':
      return admitCloudFront(scope, vpc);
    case 'internet':
      return [admitInternet(scope, vpc)];
    default:
      return [admitNetwork(scope, vpc, audience.clientCidrs)];
  }
}

/** Two groups, because the prefix list fills most of the 60 rules that a group may have. */
function admitCloudFront(scope: Construct, vpc: IVpc): SecurityGroup[] {
  return (
    [
      ['SecurityGroup', 443],
      ['RedirectSecurityGroup', 80],
    ] as const
  ).map(([id, port]) => {
    const group = new SecurityGroup(scope, id, {
      vpc,
      description: `CloudFront to the load balancer, port ${port}`,
      allowAllOutbound: false,
    });
    group.addIngressRule(
      Peer.prefixList(cloudFrontPrefixList(Stack.of(scope).region)),
      Port.tcp(port),
      'CloudFront',
    );
    return group;
  });
}

function admitInternet(scope: Construct, vpc: IVpc): SecurityGroup {
  const group = new SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: 'The internet to the load balancer',
    allowAllOutbound: false,
  });
  for (const port of [443, 80]) {
    group.addIngressRule(
      Peer.anyIpv4(),
      Port.tcp(port),
      port === 443 ? 'HTTPS from everywhere' : 'HTTP, to be redirected',
    );
  }
  acknowledge(
    group,
    'AwsSolutions-EC23',
    'A public service is reached from everywhere, on the ports of HTTPS and of its redirect alone; tasks are not.',
  );
  return group;
}

function admitNetwork(
  scope: Construct,
  vpc: IVpc,
  clientCidrs: readonly string[],
): SecurityGroup {
  const group = new SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: 'The private network to the load balancer',
    allowAllOutbound: false,
  });
  for (const cidr of clientCidrs) {
    group.addIngressRule(Peer.ipv4(cidr), Port.tcp(80), `From ${cidr}`);
  }
  if (clientCidrs.some(cidr => Token.isUnresolved(cidr))) {
    acknowledge(
      group,
      'AwsSolutions-EC23',
      'A block is imported from the environment whose network this stands in, which the rule cannot read; it is that private network.',
    );
  }
  return group;
}
