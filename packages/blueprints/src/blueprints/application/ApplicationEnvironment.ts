import { ArnFormat } from 'aws-cdk-lib/core';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { bucketName } from '../../base/naming';
import {
  ApplicationRecovery,
  ApplicationReplica,
  recoveryNames,
} from './ApplicationRecovery';
import { DatabaseCopies } from '../../constructs/backup/DatabaseCopies';
import { Alerts } from '../../constructs/alerts/Alerts';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { Configuration } from '../../constructs/configuration/Configuration';
import { PostgresDatabase } from '../../constructs/database/PostgresDatabase';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import { WorkloadLogs } from '../../constructs/logs/WorkloadLogs';
import { PrivateEndpoints } from '../../constructs/network/PrivateEndpoints';
import {
  DATA_SUBNETS,
  INGRESS_SUBNETS,
  SERVICE_SUBNETS,
  ThreeTierNetwork,
} from '../../constructs/network/ThreeTierNetwork';
import { LeastPrivilegeRole } from '../../constructs/role/LeastPrivilegeRole';
import {
  AccessLogBucket,
  EncryptedBucket,
} from '../../constructs/storage/EncryptedBucket';
import type { ApplicationParameters } from '../../schema';

/**
 * An environment for applications: network, database, bucket, key, logs, alarms, budget.
 *
 * Its tenants import what it publishes, so it must be deployed before them, and CloudFormation refuses to delete it while
 * one of them is left.
 */
export class ApplicationEnvironment extends BlueprintStack<ApplicationParameters> {
  readonly key: EncryptionKey;
  readonly alerts: Alerts;
  readonly network: ThreeTierNetwork;
  readonly accessLogs: AccessLogBucket;
  readonly data: EncryptedBucket;
  readonly logs: WorkloadLogs;
  readonly database: PostgresDatabase;
  /** The security group that workloads join to reach the database. */
  readonly workloadSecurityGroup: SecurityGroup;
  /** The role that workloads run as. */
  readonly workloadRole: LeastPrivilegeRole;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy, parameters, runbooksUrl } = this;
    const recovers = parameters.drRegion !== 'none';
    const names = recoveryNames(unit, parameters.drRegion);

    this.key = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${unit.name}`,
      description: `Encrypts the data of ${unit.name}`,
      logGroups: [`/plinth/${unit.name}/*`, `/aws/rds/instance/${unit.name}/*`],
      notifications: true,
    });
    const { key } = this.key;
    this.alerts = new Alerts(this, 'Alerts', { key });
    this.network = new ThreeTierNetwork(this, 'Network', {
      policy,
      key,
      cidr: parameters.cidr,
      availabilityZones: parameters.availabilityZones,
      natGateways: parameters.natGateways,
      flowLogGroupName: `/plinth/${unit.name}/flow-logs`,
    });
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      policy,
      bucketName: bucketName(unit, 'logs'),
    });
    this.data = new EncryptedBucket(this, 'Data', {
      policy,
      key,
      bucketName: bucketName(unit, 'data'),
      accessLogs: this.accessLogs.bucket,
      replica: recovers
        ? {
            bucketName: names.bucket,
            region: parameters.drRegion,
            keyAlias: `alias/${names.keyAlias}`,
          }
        : undefined,
    });
    this.logs = new WorkloadLogs(this, 'Logs', {
      policy,
      key,
      logGroupName: `/plinth/${unit.name}/application`,
    });
    this.database = new PostgresDatabase(this, 'Database', {
      policy,
      key,
      runbooksUrl,
      vpc: this.network.vpc,
      alerts: this.alerts,
      identifier: unit.name,
      databaseName: 'application',
      version: parameters.databaseVersion,
      instanceClass: parameters.databaseClass,
      storageGiB: parameters.databaseStorageGiB,
      multiAz: parameters.databaseMultiAz,
    });
    this.workloadSecurityGroup = this.#admitWorkloads();
    this.workloadRole = this.#workloadRole();
    if (parameters.privateEndpoints.length > 0) {
      new PrivateEndpoints(this, 'Endpoints', {
        vpc: this.network.vpc,
        services: parameters.privateEndpoints,
        client: this.workloadSecurityGroup,
      });
    }
    new UnitBudget(this, 'Budget', { unit, alerts: this.alerts });
    this.#publish();
    if (recovers) this.#recoverElsewhere(scope, id, names.vault);
    this.stateRecovery(...this.database.recovery, {
      name: 'objects',
      event: 'zone',
      rpoMinutes: 0,
      rtoMinutes: 0,
      basis: 'S3 Standard keeps objects in at least three zones',
    });
  }

  /** Adds the stacks in the DR region: one before this stack, with what receives copies, and one after it, with the standby. */
  #recoverElsewhere(scope: Construct, id: string, vaultName: string): void {
    const { unit, policy, parameters, runbooksUrl } = this;
    const recovery = new ApplicationRecovery(scope, `${id}-dr`, {
      unit,
      runbooksUrl,
    });
    this.addStackDependency(recovery);
    const copies = new DatabaseCopies(this, 'DatabaseCopies', {
      policy,
      key: this.key.key,
      vaultName: `plinth-${unit.name}`,
      databaseArn: this.formatArn({
        service: 'rds',
        resource: 'db',
        resourceName: this.database.instance.ref,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      copyTo: { region: parameters.drRegion, vaultName },
    });
    this.stateRecovery(copies.recovery);
    if (parameters.drDatabase === 'replica') {
      const replica = new ApplicationReplica(scope, `${id}-replica`, {
        unit,
        runbooksUrl,
      });
      replica.addStackDependency(this);
      replica.addStackDependency(recovery);
    }
  }

  #admitWorkloads(): SecurityGroup {
    const group = new SecurityGroup(this, 'WorkloadSecurityGroup', {
      vpc: this.network.vpc,
      description: `Workloads of ${this.unit.name}`,
      allowAllOutbound: true,
    });
    this.database.allowFrom(group, 'PostgreSQL from workloads');
    return group;
  }

  #workloadRole(): LeastPrivilegeRole {
    const { unit } = this;
    return new LeastPrivilegeRole(this, 'WorkloadRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
      description: `Workloads of ${unit.name}`,
      grants: [
        {
          sid: 'Objects',
          actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
          resources: [this.data.bucket.arnForObjects('application/*')],
          wildcard: 'Every object of the application, and none of its tenants.',
        },
        {
          sid: 'ListObjects',
          actions: ['s3:ListBucket'],
          resources: [this.data.bucket.bucketArn],
          conditions: { StringLike: { 's3:prefix': 'application/*' } },
        },
        {
          sid: 'DatabasePassword',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [this.database.secretArn],
        },
        {
          sid: 'Key',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [this.key.key.keyArn],
        },
        {
          sid: 'Logs',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [this.logs.logGroup.logGroupArn],
        },
        {
          sid: 'Configuration',
          actions: [
            'ssm:GetParameter',
            'ssm:GetParameters',
            'ssm:GetParametersByPath',
          ],
          resources: [
            this.formatArn({
              service: 'ssm',
              resource: 'parameter',
              resourceName: `plinth/${unit.name}/*`,
            }),
          ],
          wildcard:
            'Every configuration value below the path of this environment.',
        },
        {
          sid: 'Traces',
          actions: [
            'xray:PutTraceSegments',
            'xray:PutTelemetryRecords',
            'xray:GetSamplingRules',
            'xray:GetSamplingTargets',
          ],
          resources: ['*'],
          wildcard: 'X-Ray accepts no resource for these actions.',
        },
      ],
    });
  }

  #publish(): void {
    const { vpc } = this.network;
    const ids = (group: string) => this.network.subnetIds(group).join(',');
    const values: Array<[name: string, value: string, description: string]> = [
      ['VpcId', vpc.vpcId, 'The network'],
      ['PublicSubnetIds', ids(INGRESS_SUBNETS), 'Subnets for ingress'],
      ['PrivateSubnetIds', ids(SERVICE_SUBNETS), 'Subnets for services'],
      ['IsolatedSubnetIds', ids(DATA_SUBNETS), 'Subnets for data'],
      [
        'WorkloadSecurityGroupId',
        this.workloadSecurityGroup.securityGroupId,
        'The group that reaches the database',
      ],
      [
        'WorkloadRoleArn',
        this.workloadRole.roleArn,
        'The role of workloads; it may assume the roles of tenants',
      ],
      ['KeyArn', this.key.key.keyArn, 'The key of this environment'],
      [
        'DataBucketName',
        this.data.bucket.bucketName,
        'The bucket of workloads',
      ],
      [
        'AccessLogBucketName',
        this.accessLogs.bucket.bucketName,
        'The bucket of access logs',
      ],
      ['LogGroupName', this.logs.logGroup.logGroupName, 'Logs of workloads'],
      [
        'DatabaseEndpoint',
        this.database.instance.attrEndpointAddress,
        'Host name of the database',
      ],
      [
        'DatabasePort',
        this.database.instance.attrEndpointPort,
        'Port of the database',
      ],
      [
        'DatabaseResourceId',
        this.database.instance.attrDbiResourceId,
        'Names the database in IAM policies',
      ],
      [
        'DatabaseSecretArn',
        this.database.secretArn,
        'The secret that RDS rotates',
      ],
      [
        'CriticalTopicArn',
        this.alerts.topics.critical.topicArn,
        'Alerts that page somebody',
      ],
      [
        'WarningTopicArn',
        this.alerts.topics.warning.topicArn,
        'Alerts for the channel of the team',
      ],
    ];
    for (const [name, value, description] of values)
      this.publish(name, value, description);
    new Configuration(this, 'Configuration', {
      path: `/plinth/${this.unit.name}`,
      values: {
        'database/endpoint': this.database.instance.attrEndpointAddress,
        'database/port': this.database.instance.attrEndpointPort,
        'database/secret-arn': this.database.secretArn,
        'bucket/name': this.data.bucket.bucketName,
        'log-group/name': this.logs.logGroup.logGroupName,
      },
    });
  }
}
