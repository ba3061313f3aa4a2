import { ArnFormat } from 'aws-cdk-lib/core';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { bucketName } from '../../base/naming';
import { DatabaseCopies } from '../../constructs/backup/DatabaseCopies';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { Configuration } from '../../constructs/configuration/Configuration';
import {
  type MasterPassword,
  masterPassword,
} from '../../constructs/database/masterPassword';
import { PostgresDatabase } from '../../constructs/database/PostgresDatabase';
import { DocumentDatabase } from '../../constructs/docdb/DocumentDatabase';
import { Grafana } from '../../constructs/metrics/Grafana';
import {
  DATA_SUBNETS,
  INGRESS_SUBNETS,
  SERVICE_SUBNETS,
} from '../../constructs/network/ThreeTierNetwork';
import type { Grant } from '../../constructs/role/LeastPrivilegeRole';
import { recordDrills } from '../../constructs/recovery/recordDrills';
import {
  type ContainerPlatformParameters,
  generationOf,
  roleOf,
} from '../../schema';
import { ContainerEdge } from './ContainerEdge';
import { ContainerFence, holdsIam } from './ContainerFence';
import { ContainerRecovery, ContainerReplica } from './ContainerRecovery';
import { ContainerTraffic } from './ContainerTraffic';
import { platformDashboard, platformStoreNames } from './platformDashboard';
import { platformNames } from './platformNames';
import { publishRecovery } from './publishRecovery';
import { isFenced, PlatformRegion } from './PlatformRegion';
import {
  databaseArn,
  managedPasswordGrant,
  ofGeneration,
  replicatedPasswordGrant,
  stateServing,
} from './serving';

/**
 * A container platform in one region, with companions: `<name>-edge` before the world, and, with a DR region, `<name>-dr` and
 * `<name>-fence` deployed before it, `<name>-replica` and `<name>-traffic` after it.
 */
export class ContainerPlatform extends BlueprintStack<ContainerPlatformParameters> {
  readonly platform: PlatformRegion;
  readonly database: PostgresDatabase;
  /** Absent while this region follows the other one, where DocumentDB then is. */
  readonly documents?: DocumentDatabase;
  /** What stands before the world, with its firewall. */
  readonly edge: ContainerEdge;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy, parameters, runbooksUrl } = this;
    const recovers = parameters.drRegion !== 'none';
    const names = platformNames(unit, parameters.drRegion);
    const role = roleOf('primary', parameters);
    const generation = generationOf('primary', parameters);
    this.platform = new PlatformRegion(this, 'Platform', {
      unit,
      policy,
      parameters,
      runbooksUrl,
      side: 'primary',
      role,
      name: unit.name,
      cidr: parameters.cidr,
      availabilityZones: parameters.availabilityZones,
      natGateways: parameters.natGateways,
      cacheNodes: parameters.cacheNodes,
      bucketName: bucketName(unit, 'data'),
      logBucketPurpose: 'logs',
      logGroups: [
        `/aws/rds/instance/${unit.name}/*`,
        `/aws/docdb/${names.documents(0, 'primary')}/*`,
        ...(recovers ? names.databaseLogs : []),
      ],
      replica: recovers
        ? {
            bucketName: names.recoveryBucket,
            region: parameters.drRegion,
            keyAlias: `alias/${names.recoveryKeyAlias}`,
          }
        : undefined,
      recordName: recovers
        ? names.originOf('primary', parameters.domainName)
        : names.origin(parameters.domainName),
      // The stack in the other region names it when it has to fence it from there.
      taskRoleName: recovers ? names.taskRole : undefined,
    });
    const { network, alerts, key, service } = this.platform;
    const common = {
      policy,
      runbooksUrl,
      alerts,
      key: key.key,
      vpc: network.vpc,
    };
    const fenced = isFenced(role);
    const passwords = recovers ? this.#passwords() : undefined;
    this.database = new PostgresDatabase(
      this,
      ofGeneration('Database', generation),
      {
        ...common,
        identifier: names.database('primary', generation),
        databaseName: 'application',
        version: parameters.databaseVersion,
        instanceClass: parameters.databaseClass,
        storageGiB: parameters.databaseStorageGiB,
        multiAz: parameters.databaseInstances > 1,
        password: passwords?.database,
        copyOf:
          generation > 0
            ? {
                arn: databaseArn(
                  this,
                  unit,
                  parameters,
                  'recovery',
                  generation - 1,
                ),
                region: parameters.drRegion,
                follows: role === 'follows',
              }
            : undefined,
        fenced,
      },
    );
    this.database.allowFrom(service.securityGroup, 'PostgreSQL from tasks');
    // A region that follows has none: DocumentDB is restored where people are led to.
    if (role !== 'follows') {
      this.documents = new DocumentDatabase(
        this,
        ofGeneration('Documents', generation),
        {
          ...common,
          identifier: names.documents(generation, 'primary'),
          instanceClass: parameters.documentClass,
          instances: parameters.databaseInstances,
          password: passwords?.documents,
          snapshot: parameters.primarySnapshot,
          fenced,
        },
      );
      this.documents.allowFrom(service.securityGroup, 'DocumentDB from tasks');
    }
    if (!fenced) {
      this.#grantDatabases();
    }
    const addresses = this.#configureDatabases();
    new UnitBudget(this, 'Budget', { unit, alerts });
    this.#chart();
    if (this.documents) {
      // Its promotion comes last: what failed after it would take it back, which RDS cannot.
      this.database.instance.node.addDependency(this.documents, ...addresses);
    }
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
      ...(this.documents?.recovery ?? []),
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
      stateServing(this, parameters);
      this.#recoverElsewhere(scope, id);
    }
    this.edge = new ContainerEdge(scope, `${id}-edge`, { unit, runbooksUrl });
    this.edge.addStackDependency(this);
  }

  /** Adds the stacks in the DR region, and the copies that go there. */
  #recoverElsewhere(scope: Construct, id: string): void {
    const { unit, policy, parameters, runbooksUrl } = this;
    const names = platformNames(unit, parameters.drRegion);
    const recovery = new ContainerRecovery(scope, `${id}-dr`, {
      unit,
      runbooksUrl,
    });
    this.addStackDependency(recovery);
    const fence = new ContainerFence(scope, `${id}-fence`, {
      unit,
      runbooksUrl,
    });
    const replica = new ContainerReplica(scope, `${id}-replica`, {
      unit,
      runbooksUrl,
    });
    replica.addStackDependency(this);
    replica.addStackDependency(recovery);
    // First the fence, then the data; but where IAM itself is out of reach with the region, people would wait for it in vain.
    if (!holdsIam(unit.region)) {
      replica.addStackDependency(fence);
    }
    this.addStackDependency(fence);
    const traffic = new ContainerTraffic(scope, `${id}-traffic`, {
      unit,
      runbooksUrl,
    });
    traffic.addStackDependency(replica);
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
      databaseArn: this.formatArn({
        service: 'rds',
        resource: 'cluster',
        resourceName: names.documents(
          generationOf('primary', parameters),
          'primary',
        ),
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    });
    if (this.documents) {
      documents.node.addDependency(this.documents.cluster);
    }
    publishRecovery(this, database.recovery, {
      ...documents.recovery,
      name: 'documents',
    });
  }

  /**
   * The administrators' passwords, with copies in the region of recovery: one that AWS manages stays in its region, and a database
   * that is promoted or restored elsewhere has the password that it had here.
   */
  #passwords(): Record<'database' | 'documents', MasterPassword> {
    const { unit, policy, parameters } = this;
    const names = platformNames(unit, parameters.drRegion);
    const common = {
      policy,
      key: this.platform.key.key,
      replicatedTo: parameters.drRegion,
    };
    return {
      database: masterPassword(new Construct(this, 'DatabaseMaster'), {
        ...common,
        identifier: unit.name,
      }),
      documents: masterPassword(new Construct(this, 'DocumentsMaster'), {
        ...common,
        identifier: `${unit.name} (DocumentDB)`,
        secretName: names.documentPassword,
      }),
    };
  }

  #grantDatabases(): void {
    this.platform.taskRole.allow({
      sid: 'Database',
      actions: ['rds-db:connect'],
      resources: [
        `arn:${this.partition}:rds-db:${this.region}:${this.account}:dbuser:${this.database.instance.attrDbiResourceId}/application`,
      ],
    });
    // By itself, so that it does not wait for the database.
    const password = this.#documentPassword();
    if (password) {
      this.platform.taskRole.allowApart('DocumentPassword', password);
    }
  }

  #documentPassword(): Grant | undefined {
    const { drRegion } = this.parameters;
    return drRegion === 'none'
      ? this.documents && managedPasswordGrant(this, this.documents.clusterArn)
      : replicatedPasswordGrant(
          this,
          platformNames(this.unit, drRegion).documentPassword,
        );
  }

  /** Tells tasks where the databases are; gives what must stand before PostgreSQL is promoted. */
  #configureDatabases(): Construct[] {
    const { database, documents } = this;
    const path = `/plinth/${this.unit.name}`;
    new Configuration(this, 'Databases', {
      path,
      values: {
        'database/endpoint': database.instance.attrEndpointAddress,
        'database/port': database.instance.attrEndpointPort,
      },
    });
    return documents
      ? [
          new Configuration(this, 'DocumentsAddress', {
            path,
            values: {
              'documents/endpoint': documents.cluster.attrEndpoint,
              'documents/port': String(documents.port),
            },
          }),
        ]
      : [];
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
      ...(this.documents
        ? [
            [
              'DocumentsEndpoint',
              this.documents.cluster.attrEndpoint,
              'Host name of DocumentDB',
            ] as [string, string, string],
          ]
        : []),
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
