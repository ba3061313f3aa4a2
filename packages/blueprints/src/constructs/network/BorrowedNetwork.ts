import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Annotations, Fn, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { exportName } from '../../base/naming';
import {
  DATA_SUBNETS,
  INGRESS_SUBNETS,
  SERVICE_SUBNETS,
} from './ThreeTierNetwork';

/** A network with the three tiers, whoever made it. */
export interface TieredNetwork {
  readonly vpc: IVpc;
  /** IDs of the subnets of a group, in the order of their zones. */
  subnetIds(group: string): string[];
}

/** Settings of a `BorrowedNetwork`. */
export interface BorrowedNetworkProps {
  /** The environment whose network it is; its stack is deployed before. */
  readonly host: string;
  /** As many as the host's network has. */
  readonly availabilityZones: number;
}

/**
 * The network of another environment in the same account and region, by what that one exports. It makes nothing: no VPC, no NAT
 * gateway, no address, no flow logs. CloudFormation refuses to delete the host while somebody borrows from it.
 */
export class BorrowedNetwork extends Construct implements TieredNetwork {
  readonly vpc: IVpc;
  /** The block of the network. */
  readonly cidr: string;

  constructor(scope: Construct, id: string, props: BorrowedNetworkProps) {
    super(scope, id);
    const { availabilityZones: count } = props;
    const published = (name: string) =>
      Fn.importValue(exportName(props.host, name));
    const subnets = (name: string) => Fn.split(',', published(name), count);
    this.cidr = published('NetworkCidr');
    this.vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: published('VpcId'),
      availabilityZones: Stack.of(this).availabilityZones.slice(0, count),
      publicSubnetNames: [INGRESS_SUBNETS],
      publicSubnetIds: subnets('PublicSubnetIds'),
      privateSubnetNames: [SERVICE_SUBNETS],
      privateSubnetIds: subnets('PrivateSubnetIds'),
      isolatedSubnetNames: [DATA_SUBNETS],
      isolatedSubnetIds: subnets('IsolatedSubnetIds'),
    });
    Annotations.of(this).acknowledgeWarning(
      '@aws-cdk/aws-ec2:noSubnetRouteTableId',
      'Routes are the business of the environment that made the network.',
    );
  }

  subnetIds(group: string): string[] {
    return this.vpc.selectSubnets({ subnetGroupName: group }).subnetIds;
  }
}
