import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  AclCidr,
  AclTraffic,
  Action,
  CfnFlowLog,
  CfnNatGateway,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  NetworkAcl,
  SubnetType,
  TrafficDirection,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { parseCidr, type StagePolicy } from '../../schema';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';

/** Subnet groups by what lives in them; their names are part of logical IDs. */
export const INGRESS_SUBNETS = 'Public';
/** Where services run: out through NAT, in only through load balancers. */
export const SERVICE_SUBNETS = 'Private';
/** Where data lives: no way to or from the internet. */
export const DATA_SUBNETS = 'Isolated';

/** AWS takes no VPC that is wider. */
const WIDEST = 16;
/** Subnets of its sixteenth are /24. */
const NARROWEST = 20;

/** Settings of a `ThreeTierNetwork`. */
export interface ThreeTierNetworkProps {
  readonly policy: StagePolicy;
  /** The VPC's block, from /16 to /20. */
  readonly cidr: string;
  /** Two or three; the first zones of the stack's list. */
  readonly availabilityZones: number;
  /** One NAT gateway for all zones, one in each, or none: private subnets then reach no internet. */
  readonly natGateways: 'none' | 'single' | 'per-zone';
  /**
   * Whether private subnets have no route of their own to the NAT gateways, because a firewall stands between.
   *
   * @default false
   */
  readonly inspected?: boolean;
  /** The full name of the flow logs' log group. */
  readonly flowLogGroupName: string;
  readonly key: IKey;
}

/**
 * A VPC with three tiers in each zone: public for ingress, private for services, isolated for data.
 *
 * Each subnet is a sixteenth of the VPC, so that a /16 has /20 subnets, and room is left for a fourth tier. The isolated
 * tier has an access control list of its own that lets only the VPC in and out, whatever security groups say.
 */
export class ThreeTierNetwork extends Construct {
  readonly vpc: Vpc;
  readonly flowLogs: WorkloadLogs;

  /** IDs of the NAT gateways, in the order of their zones. */
  natGatewayIds(): string[] {
    return this.vpc.publicSubnets.flatMap(subnet => {
      const gateway = subnet.node.tryFindChild('NATGateway');
      return gateway instanceof CfnNatGateway ? [gateway.ref] : [];
    });
  }

  /** IDs of the subnets of a group, in the order of their zones. */
  subnetIds(group: string): string[] {
    return this.vpc.selectSubnets({ subnetGroupName: group }).subnetIds;
  }

  constructor(scope: Construct, id: string, props: ThreeTierNetworkProps) {
    super(scope, id);
    const block = parseCidr(props.cidr);
    if (!block) {
      throw new RangeError(
        `cidr: ${props.cidr} is not an IPv4 block such as 10.20.0.0/16`,
      );
    }
    if (block.prefix < WIDEST || block.prefix > NARROWEST) {
      throw new RangeError(
        `cidr: ${props.cidr} must have a prefix from /${WIDEST} to /${NARROWEST}`,
      );
    }
    const zones = Stack.of(this).availabilityZones.slice(
      0,
      props.availabilityZones,
    );
    if (zones.length < props.availabilityZones) {
      throw new RangeError(
        `availabilityZones: ${props.availabilityZones} are asked for, and the stack knows ${zones.length}; ask for fewer, or name account and region in the env of the stack`,
      );
    }
    const cidrMask = block.prefix + 4;
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(props.cidr),
      availabilityZones: zones,
      natGateways: {
        none: 0,
        single: 1,
        'per-zone': props.availabilityZones,
      }[props.natGateways],
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        {
          name: INGRESS_SUBNETS,
          subnetType: SubnetType.PUBLIC,
          cidrMask,
          mapPublicIpOnLaunch: false,
        },
        {
          name: SERVICE_SUBNETS,
          subnetType:
            props.natGateways === 'none' || props.inspected
              ? SubnetType.PRIVATE_ISOLATED
              : SubnetType.PRIVATE_WITH_EGRESS,
          cidrMask,
        },
        {
          name: DATA_SUBNETS,
          subnetType: SubnetType.PRIVATE_ISOLATED,
          cidrMask,
        },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    acknowledge(
      this.vpc,
      'CloudFormation-Validate::W3010',
      'Zones are fixed by our table of regions: a zone that is new to a region must not move the subnets of those that run.',
    );
    this.#isolateData(props.cidr);
    this.flowLogs = this.#recordFlows(props);
  }

  #isolateData(cidr: string): void {
    const acl = new NetworkAcl(this, 'IsolatedAcl', {
      vpc: this.vpc,
      subnetSelection: { subnetGroupName: DATA_SUBNETS },
    });
    acknowledge(
      acl,
      'AwsSolutions-VPC3',
      'Data subnets get a second fence (FND-7) with one entry each way for the whole VPC, which leaves nothing to maintain.',
    );
    for (const [id, direction] of [
      ['FromVpc', TrafficDirection.INGRESS],
      ['ToVpc', TrafficDirection.EGRESS],
    ] as const) {
      acl.addEntry(id, {
        cidr: AclCidr.ipv4(cidr),
        ruleNumber: 100,
        traffic: AclTraffic.allTraffic(),
        direction,
        ruleAction: Action.ALLOW,
      });
    }
  }

  #recordFlows(props: ThreeTierNetworkProps): WorkloadLogs {
    const logs = new WorkloadLogs(this, 'FlowLogs', {
      policy: props.policy,
      key: props.key,
      logGroupName: props.flowLogGroupName,
    });
    const { role } = new LeastPrivilegeRole(this, 'FlowLogRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
      description: 'Writes the flow logs of the network',
      grants: [
        {
          sid: 'WriteFlowLogs',
          actions: [
            'logs:CreateLogStream',
            'logs:PutLogEvents',
            'logs:DescribeLogStreams',
          ],
          resources: [logs.logGroup.logGroupArn],
        },
      ],
    });
    // Below the L2, which would add an inline policy to the role besides the one above.
    new CfnFlowLog(this, 'Flows', {
      resourceType: 'VPC',
      resourceId: this.vpc.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: logs.logGroup.logGroupName,
      deliverLogsPermissionArn: role.roleArn,
    });
    return logs;
  }
}
