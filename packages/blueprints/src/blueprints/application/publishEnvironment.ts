import { Configuration } from '../../constructs/configuration/Configuration';
import {
  DATA_SUBNETS,
  INGRESS_SUBNETS,
  SERVICE_SUBNETS,
} from '../../constructs/network/ThreeTierNetwork';
import type { ApplicationEnvironment } from './ApplicationEnvironment';

/** Publishes what tenants import and what workloads look up; names and order are the same in every version. */
export function publishEnvironment(environment: ApplicationEnvironment): void {
  const { vpc } = environment.network;
  const ids = (group: string) => environment.network.subnetIds(group).join(',');
  const values: Array<[name: string, value: string, description: string]> = [
    ['VpcId', vpc.vpcId, 'The network'],
    ['PublicSubnetIds', ids(INGRESS_SUBNETS), 'Subnets for ingress'],
    ['PrivateSubnetIds', ids(SERVICE_SUBNETS), 'Subnets for services'],
    ['IsolatedSubnetIds', ids(DATA_SUBNETS), 'Subnets for data'],
    [
      'WorkloadSecurityGroupId',
      environment.workloadSecurityGroup.securityGroupId,
      'The group that reaches the database',
    ],
    [
      'WorkloadRoleArn',
      environment.workloadRole.roleArn,
      'The role of workloads; it may assume the roles of tenants',
    ],
    ['KeyArn', environment.key.key.keyArn, 'The key of this environment'],
    [
      'DataBucketName',
      environment.data.bucket.bucketName,
      'The bucket of workloads',
    ],
    [
      'AccessLogBucketName',
      environment.accessLogs.bucket.bucketName,
      'The bucket of access logs',
    ],
    [
      'LogGroupName',
      environment.logs.logGroup.logGroupName,
      'Logs of workloads',
    ],
    [
      'DatabaseEndpoint',
      environment.database.instance.attrEndpointAddress,
      'Host name of the database',
    ],
    [
      'DatabasePort',
      environment.database.instance.attrEndpointPort,
      'Port of the database',
    ],
    [
      'DatabaseResourceId',
      environment.database.instance.attrDbiResourceId,
      'Names the database in IAM policies',
    ],
    [
      'DatabaseSecretArn',
      environment.database.secretArn,
      'The secret that RDS rotates',
    ],
    [
      'CriticalTopicArn',
      environment.alerts.topics.critical.topicArn,
      'Alerts that page somebody',
    ],
    [
      'WarningTopicArn',
      environment.alerts.topics.warning.topicArn,
      'Alerts for the channel of the team',
    ],
  ];
  for (const [name, value, description] of values) {
    environment.publish(name, value, description);
  }
  new Configuration(environment, 'Configuration', {
    path: `/plinth/${environment.unit.name}`,
    values: {
      'database/endpoint': environment.database.instance.attrEndpointAddress,
      'database/port': environment.database.instance.attrEndpointPort,
      'database/secret-arn': environment.database.secretArn,
      'bucket/name': environment.data.bucket.bucketName,
      'log-group/name': environment.logs.logGroup.logGroupName,
    },
  });
}
