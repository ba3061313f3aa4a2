import {
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { CfnCustomerGateway, CfnVPNConnection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StagePolicy } from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';
import { WorkloadLogs } from '../logs/WorkloadLogs';

/** Settings of a `SiteToSiteVpn`. */
export interface SiteToSiteVpnProps {
  readonly policy: StagePolicy;
  readonly key: IKey;
  readonly name: string;
  readonly transitGatewayId: string;
  /** Public IPv4 address of the customer gateway. */
  readonly customerGatewayIp: string;
  readonly customerGatewayAsn: number;
  readonly logGroupName: string;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
}

const values = <T>(...items: T[]) => items.map(value => ({ value }));

/**
 * A VPN of two tunnels from the transit gateway to a customer gateway, with routes by BGP.
 *
 * AWS makes the pre-shared keys and keeps them in Secrets Manager: none is in the template, and describing the connection
 * does not show them.
 */
export class SiteToSiteVpn extends Construct {
  readonly connection: CfnVPNConnection;

  constructor(scope: Construct, id: string, props: SiteToSiteVpnProps) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    const customer = new CfnCustomerGateway(this, 'CustomerGateway', {
      type: 'ipsec.1',
      ipAddress: props.customerGatewayIp,
      bgpAsn: props.customerGatewayAsn,
    });
    Tags.of(customer).add('Name', props.name);
    const logs = new WorkloadLogs(this, 'Logs', {
      policy: props.policy,
      key: props.key,
      logGroupName: props.logGroupName,
    });
    const tunnel: CfnVPNConnection.VpnTunnelOptionsSpecificationProperty = {
      ikeVersions: values('ikev2'),
      phase1EncryptionAlgorithms: values('AES256', 'AES256-GCM-16'),
      phase2EncryptionAlgorithms: values('AES256', 'AES256-GCM-16'),
      phase1IntegrityAlgorithms: values('SHA2-256', 'SHA2-384', 'SHA2-512'),
      phase2IntegrityAlgorithms: values('SHA2-256', 'SHA2-384', 'SHA2-512'),
      phase1DhGroupNumbers: values(19, 20, 21),
      phase2DhGroupNumbers: values(19, 20, 21),
      logOptions: {
        cloudwatchLogOptions: {
          logEnabled: true,
          logOutputFormat: 'json',
          // Without the `:*` that the log group's own ARN ends with.
          logGroupArn: `arn:${partition}:logs:${region}:${account}:log-group:${props.logGroupName}`,
        },
      },
    };
    this.connection = new CfnVPNConnection(this, 'Connection', {
      type: 'ipsec.1',
      customerGatewayId: customer.ref,
      transitGatewayId: props.transitGatewayId,
      staticRoutesOnly: false,
      preSharedKeyStorage: 'SecretsManager',
      vpnTunnelOptionsSpecifications: [tunnel, tunnel],
    });
    Tags.of(this.connection).add('Name', props.name);
    this.connection.node.addDependency(logs);
    this.#watch(props);
  }

  #watch({ alerts, runbooksUrl }: SiteToSiteVpnProps): void {
    const tunnels = {
      alerts,
      runbooksUrl,
      runbook: 'vpn-down',
      namespace: 'AWS/VPN',
      metricName: 'TunnelState',
      dimensions: { VpnId: this.connection.ref },
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      missing: TreatMissingData.BREACHING,
    };
    new RunbookAlarm(this, 'Down', {
      ...tunnels,
      severity: 'critical',
      meaning: 'No tunnel of the VPN is up.',
      statistic: 'Maximum',
    });
    new RunbookAlarm(this, 'Degraded', {
      ...tunnels,
      severity: 'warning',
      meaning: 'One tunnel of the VPN is down; the other one carries all.',
      statistic: 'Minimum',
    });
  }
}
