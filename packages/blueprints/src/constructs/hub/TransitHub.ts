import {
  CfnRoute,
  CfnTransitGateway,
  CfnTransitGatewayAttachment,
  CfnTransitGatewayRouteTable,
  CfnTransitGatewayRouteTableAssociation,
  CfnTransitGatewayRouteTablePropagation,
} from 'aws-cdk-lib/aws-ec2';
import { Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';
import {
  SERVICE_SUBNETS,
  type ThreeTierNetwork,
} from '../network/ThreeTierNetwork';
import { type HubGroup, tablesThatLearn } from './routing';

/** A network of another account, or a VPN, that is attached to the hub. */
export interface HubMember {
  readonly attachmentId: string;
  readonly group: HubGroup;
}

/** Settings of a `TransitHub`. */
export interface TransitHubProps {
  readonly name: string;
  readonly network: ThreeTierNetwork;
  /** A private autonomous system number. */
  readonly amazonSideAsn: number;
  /** Where the hub's private subnets send to through the gateway. */
  readonly reachableCidrs: readonly string[];
  /** Attachments besides the hub's own. */
  readonly members: readonly HubMember[];
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
}

/**
 * A transit gateway with the hub network attached, and a route table for each group of members.
 *
 * It accepts attachments of accounts that it is shared with, because CloudFormation has no resource that could accept them.
 * An accepted one is in no route table and reaches nothing until it is named among the members.
 */
export class TransitHub extends Construct {
  readonly gateway: CfnTransitGateway;
  readonly attachment: CfnTransitGatewayAttachment;
  readonly routeTables: Readonly<Record<HubGroup, CfnTransitGatewayRouteTable>>;

  constructor(scope: Construct, id: string, props: TransitHubProps) {
    super(scope, id);
    this.gateway = new CfnTransitGateway(this, 'Gateway', {
      description: `Hub of ${props.name}`,
      amazonSideAsn: props.amazonSideAsn,
      autoAcceptSharedAttachments: 'enable',
      defaultRouteTableAssociation: 'disable',
      defaultRouteTablePropagation: 'disable',
      dnsSupport: 'enable',
      vpnEcmpSupport: 'enable',
      multicastSupport: 'disable',
    });
    Tags.of(this.gateway).add('Name', props.name);
    const table = (group: HubGroup) => {
      const made = new CfnTransitGatewayRouteTable(this, `Table-${group}`, {
        transitGatewayId: this.gateway.ref,
      });
      Tags.of(made).add('Name', `${props.name}-${group}`);
      return made;
    };
    this.routeTables = {
      hub: table('hub'),
      production: table('production'),
      'non-production': table('non-production'),
      external: table('external'),
    };
    this.attachment = new CfnTransitGatewayAttachment(this, 'Attachment', {
      transitGatewayId: this.gateway.ref,
      vpcId: props.network.vpc.vpcId,
      subnetIds: props.network.subnetIds(SERVICE_SUBNETS),
      options: { DnsSupport: 'enable' },
    });
    Tags.of(this.attachment).add('Name', props.name);
    this.#route('Hub', { attachmentId: this.attachment.ref, group: 'hub' });
    for (const member of props.members) {
      this.#route(member.attachmentId, member);
    }
    this.#sendThrough(props);
    this.#watch(props);
  }

  get gatewayArn(): string {
    const { partition, region, account } = Stack.of(this);
    return `arn:${partition}:ec2:${region}:${account}:transit-gateway/${this.gateway.ref}`;
  }

  #route(id: string, { attachmentId, group }: HubMember): void {
    new CfnTransitGatewayRouteTableAssociation(this, `${id}-Association`, {
      transitGatewayAttachmentId: attachmentId,
      transitGatewayRouteTableId: this.routeTables[group].ref,
    });
    for (const table of tablesThatLearn(group)) {
      new CfnTransitGatewayRouteTablePropagation(
        this,
        `${id}-LearnedBy-${table}`,
        {
          transitGatewayAttachmentId: attachmentId,
          transitGatewayRouteTableId: this.routeTables[table].ref,
        },
      );
    }
  }

  #sendThrough({ network, reachableCidrs }: TransitHubProps): void {
    const { subnets } = network.vpc.selectSubnets({
      subnetGroupName: SERVICE_SUBNETS,
    });
    subnets.forEach((subnet, zone) => {
      for (const cidr of reachableCidrs) {
        new CfnRoute(
          this,
          `Zone${zone + 1}To${cidr.replace(/[^0-9]+/g, '-')}`,
          {
            routeTableId: subnet.routeTable.routeTableId,
            destinationCidrBlock: cidr,
            transitGatewayId: this.gateway.ref,
          },
        ).addResourceDependency(this.attachment);
      }
    });
  }

  #watch({ alerts, runbooksUrl }: TransitHubProps): void {
    new RunbookAlarm(this, 'NoRoute', {
      alerts,
      runbooksUrl,
      severity: 'warning',
      runbook: 'transit-gateway-drops',
      meaning: 'The transit gateway drops packets that have no route.',
      namespace: 'AWS/TransitGateway',
      metricName: 'PacketDropCountNoRoute',
      dimensions: { TransitGateway: this.gateway.ref },
      statistic: 'Sum',
      threshold: 1000,
    });
  }
}
