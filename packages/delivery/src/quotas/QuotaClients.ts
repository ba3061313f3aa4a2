import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { ClientSettings } from '../aws/clientSettings';

/** The packages that ask, each loaded when it is asked for: together they take a third of a second, and most plans have no question. */
export const sdk = {
  balancers: () =>
    require('@aws-sdk/client-elastic-load-balancing-v2') as typeof import('@aws-sdk/client-elastic-load-balancing-v2'),
  ec2: () =>
    require('@aws-sdk/client-ec2') as typeof import('@aws-sdk/client-ec2'),
  logs: () =>
    require('@aws-sdk/client-cloudwatch-logs') as typeof import('@aws-sdk/client-cloudwatch-logs'),
  metrics: () =>
    require('@aws-sdk/client-cloudwatch') as typeof import('@aws-sdk/client-cloudwatch'),
  quotas: () =>
    require('@aws-sdk/client-service-quotas') as typeof import('@aws-sdk/client-service-quotas'),
  rds: () =>
    require('@aws-sdk/client-rds') as typeof import('@aws-sdk/client-rds'),
};

/** What is asked about the quotas of one account and region. */
export class QuotaClients {
  readonly quotas: ServiceQuotasClient;
  readonly ec2: EC2Client;
  readonly rds: RDSClient;
  readonly balancers: ElasticLoadBalancingV2Client;
  readonly logs: CloudWatchLogsClient;
  readonly metrics: CloudWatchClient;

  constructor(settings: ClientSettings) {
    this.quotas = new (sdk.quotas().ServiceQuotasClient)(settings);
    this.ec2 = new (sdk.ec2().EC2Client)(settings);
    this.rds = new (sdk.rds().RDSClient)(settings);
    this.balancers = new (sdk.balancers().ElasticLoadBalancingV2Client)(
      settings,
    );
    this.logs = new (sdk.logs().CloudWatchLogsClient)(settings);
    this.metrics = new (sdk.metrics().CloudWatchClient)(settings);
  }

  destroy(): void {
    for (const client of Object.values(this) as { destroy(): void }[]) {
      client.destroy();
    }
  }
}
