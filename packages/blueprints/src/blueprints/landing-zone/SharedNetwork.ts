import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Alerts } from '../../constructs/alerts/Alerts';
import { GatewayShare } from '../../constructs/hub/GatewayShare';
import { SiteToSiteVpn } from '../../constructs/hub/SiteToSiteVpn';
import { TransitHub } from '../../constructs/hub/TransitHub';
import { PrivateEndpoints } from '../../constructs/network/PrivateEndpoints';
import { ThreeTierNetwork } from '../../constructs/network/ThreeTierNetwork';
import type { LandingZoneParameters, StagePolicy } from '../../schema';

/** Settings of a `SharedNetwork`. */
export interface SharedNetworkProps {
  readonly policy: StagePolicy;
  readonly key: IKey;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly name: string;
  readonly parameters: LandingZoneParameters;
}

/** The hub of hub and spoke: its network, its transit gateway, and what is reached through them (FND-6, FND-8). */
export class SharedNetwork extends Construct {
  readonly network: ThreeTierNetwork;
  readonly transit: TransitHub;
  /** `undefined` where the transit gateway is shared with nobody. */
  readonly share?: GatewayShare;
  /** `undefined` without a customer gateway. */
  readonly vpn?: SiteToSiteVpn;
  /** What runs in the hub joins it to reach the PrivateLink endpoints. */
  readonly workloadSecurityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: SharedNetworkProps) {
    super(scope, id);
    const { policy, key, alerts, runbooksUrl, name, parameters } = props;
    this.network = new ThreeTierNetwork(this, 'Network', {
      policy,
      key,
      cidr: parameters.cidr,
      availabilityZones: parameters.availabilityZones,
      natGateways: parameters.natGateways,
      flowLogGroupName: `/plinth/${name}/flow-logs`,
    });
    this.workloadSecurityGroup = new SecurityGroup(this, 'Workloads', {
      vpc: this.network.vpc,
      description: `What runs in the hub of ${name}`,
      allowAllOutbound: false,
    });
    this.workloadSecurityGroup.addEgressRule(
      Peer.anyIpv4(),
      Port.tcp(443),
      'TLS to endpoints, spokes and, where there is NAT, the internet',
    );
    this.transit = new TransitHub(this, 'Transit', {
      alerts,
      runbooksUrl,
      name,
      network: this.network,
      amazonSideAsn: parameters.amazonSideAsn,
      reachableCidrs: parameters.reachableCidrs,
      members: parameters.attachments,
    });
    if (parameters.shareWith.length > 0) {
      this.share = new GatewayShare(this, 'Share', {
        name,
        resourceArn: this.transit.gatewayArn,
        organizationId: parameters.organizationId,
        managementAccount: parameters.managementAccount,
        shareWith: parameters.shareWith,
      });
    }
    if (parameters.vpnGatewayIp) {
      this.vpn = new SiteToSiteVpn(this, 'Vpn', {
        policy,
        key,
        alerts,
        runbooksUrl,
        name,
        transitGatewayId: this.transit.gateway.ref,
        customerGatewayIp: parameters.vpnGatewayIp,
        customerGatewayAsn: parameters.vpnGatewayAsn,
        logGroupName: `/plinth/${name}/vpn`,
      });
    }
    if (parameters.endpoints.length > 0) {
      new PrivateEndpoints(this, 'Endpoints', {
        vpc: this.network.vpc,
        services: parameters.endpoints,
        client: this.workloadSecurityGroup,
        clientCidrs: parameters.reachableCidrs,
      });
    }
  }
}
