import { ArnFormat } from 'aws-cdk-lib/core';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnHealthCheck } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { bucketName } from '../../base/naming';
import { DatabaseCopies } from '../../constructs/backup/DatabaseCopies';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { Configuration } from '../../constructs/configuration/Configuration';
import { PostgresDatabase } from '../../constructs/database/PostgresDatabase';
import { DocumentDatabase } from '../../constructs/docdb/DocumentDatabase';
import { Grafana } from '../../constructs/metrics/Grafana';
import {
  DATA_SUBNETS,
  INGRESS_SUBNETS,
  SERVICE_SUBNETS,
} from '../../constructs/network/ThreeTierNetwork';
import { recordDrills } from '../../constructs/recovery/recordDrills';
import type { ContainerPlatformParameters } from '../../schema';
import { ContainerEdge } from './ContainerEdge';
import { ContainerRecovery, ContainerReplica } from './ContainerRecovery';
import { platformDashboard, platformStoreNames } from './platformDashboard';
import { platformNames } from './platformNames';
import { publishRecovery } from './publishRecovery';
import { PlatformRegion } from './PlatformRegion';

/**
 * A container platform in one region, with companions: `<name>-edge` before the world, and, with a DR region, `<name>-dr`
 * deployed before it and `<name>-replica` after it.
 */
export class ContainerPlatform extends BlueprintStack<ContainerPlatformParameters> {
  readonly platform: PlatformRegion;
  readonly database: PostgresDatabase;
  readonly documents: DocumentDatabase;
  /** What stands before the world, with its firewall. */
  readonly edge: ContainerEdge;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy, parameters, runbooksUrl } = this;
    const recovers = parameters.drRegion !== 'none';
    const names = platformNames(unit, parameters.drRegion);
    this.platform = new PlatformRegion(this, 'Platform', {
      unit,
      policy,
      parameters,
      runbooksUrl,
      name: unit.name,
      cidr: parameters.cidr,
      availabilityZones: parameters.availabilityZones,
      natGateways: parameters.natGateways,
      cacheNodes: parameters.cacheNodes,
      bucketName: bucketName(unit, 'data'),
      logBucketPurpose: 'logs',
      logGroups: [
        `/aws/rds/instance/${unit.name}/*`,
        `/aws/docdb/${names.documents}/*`,
      ],
      replica: recovers
        ? {
            bucketName: names.recoveryBucket,
            region: parameters.drRegion,
            keyAlias: `alias/${names.recoveryKeyAlias}`,
          }
        : undefined,
      origin: recovers
        ? { kind: 'failover', role: 'PRIMARY' }
        : { kind: 'only' },
    });
    const { network, alerts, key, service } = this.platform;
    const common = {
      policy,
      runbooksUrl,
      alerts,
      key: key.key,
      vpc: network.vpc,
    };
    this.database = new PostgresDatabase(this, 'Database', {
      ...common,
      identifier: unit.name,
      databaseName: 'application',
      version: parameters.databaseVersion,
      instanceClass: parameters.databaseClass,
      storageGiB: parameters.databaseStorageGiB,
      multiAz: parameters.databaseInstances > 1,
      replicatedTo: recovers ? parameters.drRegion : undefined,
    });
    this.documents = new DocumentDatabase(this, 'Documents', {
      ...common,
      identifier: names.documents,
      instanceClass: parameters.documentClass,
      instances: parameters.databaseInstances,
    });
    this.database.allowFrom(service.securityGroup, 'PostgreSQL from tasks');
    this.documents.allowFrom(service.securityGroup, 'DocumentDB from tasks');
    this.#grantDatabases();
    new UnitBudget(this, 'Budget', { unit, alerts });
    this.#chart();
    if (parameters.grafana) {
      new Grafana(this, 'Grafana', {
        name: unit.name,
        workspaceArn: this.platform.metrics.workspace.attrArn,
      });
    }
    this.#publish();
    publishRecovery(
      this,
      ...this.database.recovery,
      ...this.documents.recovery,
      ...this.platform.cache.recovery,
      {
        name: 'objects',
        event: 'zone',
        rpoMinutes: 0,
        rtoMinutes: 0,
        basis: 'S3 Standard keeps objects in at least three zones',
      },
    );
    recordDrills(this, parameters.drills);
    if (recovers) {
      this.#recoverElsewhere(scope, id);
    }
    this.edge = new ContainerEdge(scope, `${id}-edge`, { unit, runbooksUrl });
    this.edge.addStackDependency(this);
  }

  /** Adds the stacks in the DR region, the copies that go there, and the switch of traffic. */
  #recoverElsewhere(scope: Construct, id: string): void {
    const { unit, policy, parameters, runbooksUrl } = this;
    const names = platformNames(unit, parameters.drRegion);
    const recovery = new ContainerRecovery(scope, `${id}-dr`, {
      unit,
      runbooksUrl,
    });
    this.addStackDependency(recovery);
    const replica = new ContainerReplica(scope, `${id}-replica`, {
      unit,
      runbooksUrl,
    });
    replica.addStackDependency(this);
    replica.addStackDependency(recovery);
    const common = {
      policy,
      key: this.platform.key.key,
      copyTo: { region: parameters.drRegion, vaultName: names.recoveryVault },
      alerts: this.platform.alerts,
      runbooksUrl: this.runbooksUrl,
    };
    const database = new DatabaseCopies(this, 'DatabaseCopies', {
      ...common,
      vaultName: names.vault,
      databaseArn: this.formatArn({
        service: 'rds',
        resource: 'db',
        resourceName: this.database.instance.ref,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    });
    const documents = new DatabaseCopies(this, 'DocumentCopies', {
      ...common,
      vaultName: names.documentVault,
      databaseArn: this.documents.clusterArn,
    });
    documents.node.addDependency(this.documents.cluster);
    publishRecovery(this, database.recovery, {
      ...documents.recovery,
      name: 'documents',
    });
    this.#switchTraffic();
  }

  /**
   * The health of the primary, by the alarm of its load balancer; inverted, it sends traffic to the DR region.
   *
   * With traffic switched and the primary broken besides, the check would be healthy; the record's own look at the load
   * balancer's targets then still keeps traffic away.
   */
  #switchTraffic(): void {
    const { alarm } = this.platform.loadBalancer.failing;
    const check = new CfnHealthCheck(this, 'PrimaryHealth', {
      healthCheckConfig: {
        type: 'CLOUDWATCH_METRIC',
        alarmIdentifier: { name: alarm.alarmName, region: this.region },
        insufficientDataHealthStatus: 'Healthy',
        inverted: this.parameters.traffic === 'dr',
      },
    });
    this.platform.record.healthCheckId = check.attrHealthCheckId;
    this.publish(
      'PrimaryHealthCheckId',
      check.attrHealthCheckId,
      'The check that leads traffic to this region, for the runbook region-failover',
    );
  }

  #grantDatabases(): void {
    this.platform.taskRole.allow(
      {
        sid: 'Database',
        actions: ['rds-db:connect'],
        resources: [
          `arn:${this.partition}:rds-db:${this.region}:${this.account}:dbuser:${this.database.instance.attrDbiResourceId}/application`,
        ],
      },
      {
        sid: 'DocumentPassword',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [
          `arn:${this.partition}:secretsmanager:${this.region}:${this.account}:secret:rds!cluster-*`,
        ],
        conditions: {
          StringEquals: {
            'secretsmanager:ResourceTag/aws:rds:primaryDBClusterArn':
              this.documents.clusterArn,
          },
        },
        wildcard:
          'The service names the secret itself; the condition names the one cluster that it belongs to.',
      },
    );
    new Configuration(this, 'Databases', {
      path: `/plinth/${this.unit.name}`,
      values: {
        'database/endpoint': this.database.instance.attrEndpointAddress,
        'database/port': this.database.instance.attrEndpointPort,
        'documents/endpoint': this.documents.cluster.attrEndpoint,
        'documents/port': String(this.documents.port),
      },
    });
  }

  #chart(): void {
    const { loadBalancer, cluster, service } = this.platform;
    new CfnDashboard(this, 'Dashboard', {
      dashboardName: this.unit.name,
      dashboardBody: this.toJsonString(
        platformDashboard({
          region: this.region,
          loadBalancer: loadBalancer.balancer.attrLoadBalancerFullName,
          cluster: cluster.cluster.ref,
          service: service.service.attrName,
          ...platformStoreNames(this.unit),
          logGroup: `/plinth/${this.unit.name}/web`,
        }),
      ),
    });
  }

  #publish(): void {
    const {
      network,
      alerts,
      key,
      data,
      accessLogs,
      taskRole,
      cluster,
      service,
      loadBalancer,
      cache,
    } = this.platform;
    const ids = (group: string) => network.subnetIds(group).join(',');
    const values: Array<[name: string, value: string, description: string]> = [
      ['VpcId', network.vpc.vpcId, 'The network'],
      ['PublicSubnetIds', ids(INGRESS_SUBNETS), 'Subnets for ingress'],
      ['PrivateSubnetIds', ids(SERVICE_SUBNETS), 'Subnets for services'],
      ['IsolatedSubnetIds', ids(DATA_SUBNETS), 'Subnets for data'],
      ['KeyArn', key.key.keyArn, 'The key of this environment'],
      ['DataBucketName', data.bucket.bucketName, 'The bucket of tasks'],
      [
        'AccessLogBucketName',
        accessLogs.bucket.bucketName,
        'Where the buckets of tenants log their access',
      ],
      [
        'WorkloadRoleArn',
        taskRole.roleArn,
        'The role of tasks; roles of tenants let it in',
      ],
      ['ClusterName', cluster.cluster.ref, 'The Fargate cluster'],
      ['NamespaceName', cluster.namespace.name, 'Where services are found'],
      [
        'ServiceName',
        service.service.attrName,
        'The service behind the domain',
      ],
      [
        'LoadBalancerDnsName',
        loadBalancer.balancer.attrDnsName,
        'Host name of the load balancer; only CloudFront reaches it',
      ],
      [
        'TaskSecurityGroupId',
        service.securityGroup.securityGroupId,
        'The group that reaches the databases and the cache',
      ],
      [
        'DatabaseEndpoint',
        this.database.instance.attrEndpointAddress,
        'Host name of PostgreSQL',
      ],
      [
        'DatabaseResourceId',
        this.database.instance.attrDbiResourceId,
        'What users of the database connect to',
      ],
      [
        'DatabaseSecretArn',
        this.database.secretArn,
        "The secret of the database's administrator",
      ],
      [
        'DocumentsEndpoint',
        this.documents.cluster.attrEndpoint,
        'Host name of DocumentDB',
      ],
      [
        'CacheEndpoint',
        cache.group.attrConfigurationEndPointAddress,
        'Host name of Redis',
      ],
      [
        'PrometheusEndpoint',
        this.platform.metrics.workspace.attrPrometheusEndpoint,
        'Where metrics are queried',
      ],
      [
        'CriticalTopicArn',
        alerts.topics.critical.topicArn,
        'Alerts that page somebody',
      ],
      [
        'WarningTopicArn',
        alerts.topics.warning.topicArn,
        'Alerts for the channel of the team',
      ],
    ];
    for (const [name, value, description] of values) {
      this.publish(name, value, description);
    }
  }
}
