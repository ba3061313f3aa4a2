import { CfnRoute, CfnTransitGatewayAttachment } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { TieredNetwork } from '../network/BorrowedNetwork';
import { SERVICE_SUBNETS } from '../network/ThreeTierNetwork';

/** Settings of a `Spoke`. */
export interface SpokeProps {
  readonly network: TieredNetwork;
  /** Shared with this account; it must accept attachments by itself, because routes need an accepted one. */
  readonly transitGatewayId: string;
  /** What is reached through it. */
  readonly hubCidrs: readonly string[];
}

/**
 * The spoke's side of hub and spoke: the private subnets attached to a transit gateway, with routes to the hub.
 *
 * Public subnets have no such route, and the isolated ones keep to the network: data is not reached from the hub.
 */
export class Spoke extends Construct {
  readonly attachment: CfnTransitGatewayAttachment;

  constructor(scope: Construct, id: string, props: SpokeProps) {
    super(scope, id);
    const { vpc } = props.network;
    this.attachment = new CfnTransitGatewayAttachment(this, 'Attachment', {
      transitGatewayId: props.transitGatewayId,
      vpcId: vpc.vpcId,
      subnetIds: props.network.subnetIds(SERVICE_SUBNETS),
      options: { DnsSupport: 'enable' },
    });
    const { subnets } = vpc.selectSubnets({ subnetGroupName: SERVICE_SUBNETS });
    subnets.forEach((subnet, zone) => {
      for (const cidr of props.hubCidrs) {
        new CfnRoute(
          this,
          `Zone${zone + 1}To${cidr.replace(/[^0-9]+/g, '-')}`,
          {
            routeTableId: subnet.routeTable.routeTableId,
            destinationCidrBlock: cidr,
            transitGatewayId: props.transitGatewayId,
          },
        ).addResourceDependency(this.attachment);
      }
    });
  }
}
