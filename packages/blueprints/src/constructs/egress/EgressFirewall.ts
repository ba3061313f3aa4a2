import { Fn } from 'aws-cdk-lib/core';
import {
  CfnRoute,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  type ISubnet,
} from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  CfnFirewall,
  CfnFirewallPolicy,
  CfnLoggingConfiguration,
  CfnRuleGroup,
} from 'aws-cdk-lib/aws-networkfirewall';
import { Construct } from 'constructs';
import { formatCidr, parseCidr, type StagePolicy } from '../../schema';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import type { ThreeTierNetwork } from '../network/ThreeTierNetwork';

/** Settings of an `EgressFirewall`. */
export interface EgressFirewallProps {
  readonly policy: StagePolicy;
  readonly key: IKey;
  /** A network whose private tier has no way out of its own. */
  readonly network: ThreeTierNetwork;
  /** The network's block; the last sixteenth of it holds the firewall's subnets. */
  readonly cidr: string;
  readonly name: string;
  /** Host names that may be called over TLS or HTTP; everything else is refused. */
  readonly allowedDomains: readonly string[];
  readonly logGroupName: string;
}

/** In Suricata's words; HOME_NET is the network of the firewall. */
const WEB_ONLY = [
  'drop udp $HOME_NET any -> any any (msg:"UDP is refused"; sid:1; rev:1;)',
  'drop icmp $HOME_NET any -> any any (msg:"ICMP is refused"; sid:2; rev:1;)',
  'drop tcp $HOME_NET any -> any ![80,443] (msg:"TCP to other ports than 80 and 443 is refused"; sid:3; rev:1;)',
];

/**
 * The only way from the private tier to the internet: a firewall that lets listed host names through and drops the rest.
 *
 * Traffic goes private subnet, firewall endpoint of the same zone, NAT gateway, internet; and back through the same endpoint,
 * because the firewall drops connections of which it sees only one half.
 */
export class EgressFirewall extends Construct {
  readonly firewall: CfnFirewall;

  constructor(scope: Construct, id: string, props: EgressFirewallProps) {
    super(scope, id);
    const { vpc } = props.network;
    requireInspected(props.network);
    const zones = vpc.publicSubnets.map(
      ({ availabilityZone }) => availabilityZone,
    );
    const subnets = firewallBlocks(props.cidr, zones.length).map(
      (cidrBlock, index) =>
        new CfnSubnet(this, `Subnet${index + 1}`, {
          vpcId: vpc.vpcId,
          availabilityZone: zones[index],
          cidrBlock,
          mapPublicIpOnLaunch: false,
          tags: [{ key: 'Name', value: `${props.name}/Firewall${index + 1}` }],
        }),
    );
    this.firewall = new CfnFirewall(this, 'Firewall', {
      firewallName: props.name,
      firewallPolicyArn: this.#policy(props).ref,
      vpcId: vpc.vpcId,
      subnetMappings: subnets.map(({ ref }) => ({ subnetId: ref })),
      deleteProtection: props.policy.deletionProtection,
      subnetChangeProtection: props.policy.deletionProtection,
    });
    this.#route(props.network, subnets, zones);
    this.#log(props);
  }

  #policy(props: EgressFirewallProps): CfnFirewallPolicy {
    const groups = [this.#webOnly(props), ...this.#allowed(props)];
    return new CfnFirewallPolicy(this, 'Policy', {
      firewallPolicyName: props.name,
      firewallPolicy: {
        statelessDefaultActions: ['aws:forward_to_sfe'],
        statelessFragmentDefaultActions: ['aws:drop'],
        statefulEngineOptions: { ruleOrder: 'STRICT_ORDER' },
        statefulDefaultActions: [
          'aws:drop_established',
          'aws:alert_established',
        ],
        statefulRuleGroupReferences: groups.map(({ ref }, index) => ({
          resourceArn: ref,
          priority: index + 1,
        })),
      },
    });
  }

  /**
   * Drops what has no host name to look at. The default actions alone would let it pass: they drop what belongs to an
   * established connection, and a datagram that nobody answers never does.
   */
  #webOnly(props: EgressFirewallProps): CfnRuleGroup {
    return new CfnRuleGroup(this, 'WebOnly', {
      ruleGroupName: `${props.name}-web-only`,
      type: 'STATEFUL',
      capacity: 10,
      ruleGroup: {
        statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
        rulesSource: { rulesString: WEB_ONLY.join('\n') },
      },
    });
  }

  #allowed(props: EgressFirewallProps): CfnRuleGroup[] {
    if (props.allowedDomains.length === 0) {
      return [];
    }
    return [
      new CfnRuleGroup(this, 'AllowedDomains', {
        ruleGroupName: `${props.name}-domains`,
        type: 'STATEFUL',
        capacity: 300,
        ruleGroup: {
          statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
          rulesSource: {
            rulesSourceList: {
              generatedRulesType: 'ALLOWLIST',
              targetTypes: ['HTTP_HOST', 'TLS_SNI'],
              targets: [...props.allowedDomains].sort(),
            },
          },
        },
      }),
    ];
  }

  #route(
    network: ThreeTierNetwork,
    subnets: CfnSubnet[],
    zones: string[],
  ): void {
    const { vpc } = network;
    const gateways = network.natGatewayIds();
    const privates = vpc.selectSubnets({ subnetGroupName: 'Private' }).subnets;
    zones.forEach((zone, index) => {
      const endpoint = this.#endpointIn(zone);
      const number = index + 1;
      const table = new CfnRouteTable(this, `Routes${number}`, {
        vpcId: vpc.vpcId,
      });
      new CfnSubnetRouteTableAssociation(this, `Association${number}`, {
        routeTableId: table.ref,
        subnetId: subnets[index].ref,
      });
      new CfnRoute(this, `ToNat${number}`, {
        routeTableId: table.ref,
        destinationCidrBlock: '0.0.0.0/0',
        natGatewayId: gateways[index % gateways.length],
      });
      new CfnRoute(this, `ToFirewall${number}`, {
        routeTableId: privates[index].routeTable.routeTableId,
        destinationCidrBlock: '0.0.0.0/0',
        vpcEndpointId: endpoint,
      });
      // Answers arrive at the gateway of this zone, or at the only one.
      const gatewaySubnet: ISubnet = vpc.publicSubnets[index % gateways.length];
      new CfnRoute(this, `BackToFirewall${number}`, {
        routeTableId: gatewaySubnet.routeTable.routeTableId,
        destinationCidrBlock: privates[index].ipv4CidrBlock,
        vpcEndpointId: endpoint,
      });
    });
  }

  /** The endpoint's ID out of the firewall's list of `zone:id`, whose order is not defined. */
  #endpointIn(zone: string): string {
    const list = Fn.join(',', this.firewall.attrEndpointIds);
    const fromZone = Fn.select(1, Fn.split(`${zone}:`, list));
    return Fn.select(0, Fn.split(',', fromZone));
  }

  #log(props: EgressFirewallProps): void {
    const logs = new WorkloadLogs(this, 'Logs', {
      policy: props.policy,
      key: props.key,
      logGroupName: props.logGroupName,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      firewallArn: this.firewall.ref,
      loggingConfiguration: {
        logDestinationConfigs: ['ALERT', 'FLOW'].map(logType => ({
          logType,
          logDestinationType: 'CloudWatchLogs',
          logDestination: { logGroup: logs.logGroup.logGroupName },
        })),
      },
    });
  }
}

/** Refuses a network whose private tier has a way out besides the firewall, or that has none behind it. */
function requireInspected(network: ThreeTierNetwork): void {
  if (network.vpc.privateSubnets.length > 0) {
    throw new RangeError(
      `network: private subnets of ${network.node.path} lead to its NAT gateways, past the firewall; set inspected`,
    );
  }
  if (network.natGatewayIds().length === 0) {
    throw new RangeError(
      `network: ${network.node.path} has no NAT gateway that the firewall could lead to; set natGateways to single or per-zone`,
    );
  }
}

/** Blocks of a /28 at the end of the network, which the three tiers of at most three zones each do not reach. */
function firewallBlocks(cidr: string, count: number): string[] {
  const network = parseCidr(cidr);
  if (!network) {
    throw new RangeError(`cidr: ${cidr} is not an IPv4 block`);
  }
  const end = network.address + 2 ** (32 - network.prefix);
  return Array.from({ length: count }, (_, index) =>
    formatCidr({ address: end - 16 * (count - index), prefix: 28 }),
  );
}
