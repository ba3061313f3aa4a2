import { GuestDatabase } from '../../constructs/database/GuestDatabase';
import { Configuration } from '../../constructs/configuration/Configuration';
import {
  DATA_SUBNETS,
  INGRESS_SUBNETS,
  SERVICE_SUBNETS,
} from '../../constructs/network/ThreeTierNetwork';
import type { ApplicationV11Parameters } from '../../schema';
import type { ApplicationEnvironment } from './ApplicationEnvironment';

/** Publishes what tenants import and what workloads look up; names and order are the same in every version. */
export function publishEnvironment(environment: ApplicationEnvironment): void {
  const { vpc } = environment.network;
  const ids = (group: string) => environment.network.subnetIds(group).join(',');
  const { database } = environment;
  const { attrEndpointAddress: endpoint, attrEndpointPort: port } =
    database.instance;
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
    ['DatabaseEndpoint', endpoint, 'Host name of the database'],
    ['DatabasePort', port, 'Port of the database'],
    // Who may name it lets users of tenants into it: the host of a shared server alone does.
    ...(database instanceof GuestDatabase
      ? []
      : [
          [
            'DatabaseResourceId',
            database.instance.attrDbiResourceId,
            'Names the database in IAM policies',
          ] satisfies [string, string, string],
        ]),
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
  for (const [name, value, description] of [
    ...values,
    ...borrowedBy(environment),
  ]) {
    environment.publish(name, value, description);
  }
  new Configuration(environment, 'Configuration', {
    path: `/plinth/${environment.unit.name}`,
    values: {
      'database/endpoint': endpoint,
      'database/port': port,
      'database/secret-arn': environment.database.secretArn,
      'bucket/name': environment.data.bucket.bucketName,
      'log-group/name': environment.logs.logGroup.logGroupName,
    },
  });
}

/** What a preview uses of its host, so that nobody misses it in its own stack. */
function borrowedBy({
  parameters,
}: ApplicationEnvironment): Array<[string, string, string]> {
  const { networkHost, sharedDatabase }: Partial<ApplicationV11Parameters> =
    parameters;
  return networkHost === undefined
    ? []
    : [
        ['NetworkHost', networkHost, 'The environment whose network it uses'],
        ...(sharedDatabase
          ? ([
              [
                'DatabaseHost',
                networkHost,
                'The environment in whose server its database is',
              ],
            ] satisfies Array<[string, string, string]>)
          : []),
      ];
}
