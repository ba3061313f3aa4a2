import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { ClientSettings } from '../aws/clientSettings';

/** What is asked about the quotas of one account and region. */
export class QuotaClients {
  readonly quotas: ServiceQuotasClient;
  readonly ec2: EC2Client;
  readonly rds: RDSClient;
  readonly balancers: ElasticLoadBalancingV2Client;
  readonly logs: CloudWatchLogsClient;
  readonly metrics: CloudWatchClient;

  constructor(settings: ClientSettings) {
    this.quotas = new ServiceQuotasClient(settings);
    this.ec2 = new EC2Client(settings);
    this.rds = new RDSClient(settings);
    this.balancers = new ElasticLoadBalancingV2Client(settings);
    this.logs = new CloudWatchLogsClient(settings);
    this.metrics = new CloudWatchClient(settings);
  }

  destroy(): void {
    for (const client of Object.values(this) as { destroy(): void }[]) {
      client.destroy();
    }
  }
}
