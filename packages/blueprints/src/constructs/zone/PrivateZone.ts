import { CfnHostedZone } from 'aws-cdk-lib/aws-route53';
import { Stack } from 'aws-cdk-lib/core';
import { KEPT } from '../../base/removal';
import { Construct } from 'constructs';

/** Settings of a `PrivateZone`. */
export interface PrivateZoneProps {
  readonly domain: string;
  /** The network that resolves it. */
  readonly vpcId: string;
}

/** A hosted zone that only networks associated with it resolve. It stays when the stack goes: other networks rely on it. */
export class PrivateZone extends Construct {
  readonly zone: CfnHostedZone;

  constructor(scope: Construct, id: string, props: PrivateZoneProps) {
    super(scope, id);
    this.zone = new CfnHostedZone(this, 'Zone', {
      name: props.domain,
      hostedZoneConfig: {
        comment: 'Kept by Plinth; change it by pull request',
      },
      vpcs: [{ vpcId: props.vpcId, vpcRegion: Stack.of(this).region }],
    });
    this.zone.applyRemovalPolicy(KEPT);
  }
}
