import { Fn } from 'aws-cdk-lib/core';
import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnDBSubnetGroup } from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { parametersIn } from '../../base/blueprintsOf';
import { bucketName, exportName } from '../../base/naming';
import { keepRemoval } from '../../base/removal';
import { CopyVault } from '../../constructs/backup/DatabaseCopies';
import { Configuration } from '../../constructs/configuration/Configuration';
import {
  PostgresReplica,
  watchReplica,
} from '../../constructs/database/PostgresReplica';
import { WorkloadLogs } from '../../constructs/logs/WorkloadLogs';
import { DATA_SUBNETS } from '../../constructs/network/ThreeTierNetwork';
import { watchLateCopies } from '../../constructs/storage/watchReplication';
import { type ContainerPlatformParameters, PLATFORM_SIZES } from '../../schema';
import { platformNames } from './platformNames';
import { publishRecovery } from './publishRecovery';
import { PlatformRegion } from './PlatformRegion';

/**
 * The platform in the DR region, deployed before the primary: it runs the service on two zones with its own cache, receives
 * copies of objects and backups, and takes the traffic when the primary's load balancer is not healthy.
 */
export class ContainerRecovery extends BlueprintStack<ContainerPlatformParameters> {
  readonly platform: PlatformRegion;

  constructor(
    scope: Construct,
    id: string,
    props: Pick<UnitStackProps, 'unit' | 'runbooksUrl'>,
  ) {
    const { unit } = props;
    const region = String(parametersIn(scope, unit).drRegion);
    const names = platformNames(unit, region);
    super(scope, id, {
      ...props,
      stackName: names.recoveryStack,
      env: { account: unit.account, region },
      description: `environment ${unit.name}: recovery in ${region}`,
    });
    const { policy, parameters, runbooksUrl } = this;
    const size = PLATFORM_SIZES.recovery;
    this.platform = new PlatformRegion(this, 'Platform', {
      unit,
      policy,
      parameters,
      runbooksUrl,
      name: names.recoveryStack,
      cidr: parameters.drCidr ?? parameters.cidr,
      availabilityZones: size.availabilityZones,
      natGateways: size.natGateways,
      cacheNodes: size.cacheNodes,
      bucketName: names.recoveryBucket,
      logBucketPurpose: 'dr-logs',
      logGroups: [`/aws/rds/instance/${names.replica}/*`],
      origin: { kind: 'failover', role: 'SECONDARY' },
    });
    const { key, network, service, taskRole, alerts } = this.platform;
    watchLateCopies(this, bucketName(unit, 'data'), names.recoveryBucket, {
      alerts,
      runbooksUrl,
    });
    const { vault } = new CopyVault(this, 'Vault', {
      policy,
      key: key.key,
      vaultName: names.recoveryVault,
    });
    new WorkloadLogs(this, 'DatabaseLogs', {
      policy,
      key: key.key,
      logGroupName: `/aws/rds/instance/${names.replica}/postgresql`,
    });
    taskRole.allow({
      sid: 'Database',
      actions: ['rds-db:connect'],
      resources: [
        `arn:${this.partition}:rds-db:${this.region}:${this.account}:dbuser:*/application`,
      ],
      wildcard:
        'The standby is made by a later stack, so its resource ID is not known here; the user name is.',
    });
    this.#publish({
      KeyArn: key.key.keyArn,
      VaultName: vault.ref,
      DatabaseSubnetGroup: this.#subnetGroup(),
      DatabaseSecurityGroupId: this.#databaseGroup(names.replica),
      TaskSecurityGroupId: service.securityGroup.securityGroupId,
      IsolatedSubnetIds: network.subnetIds(DATA_SUBNETS).join(','),
      CriticalTopicArn: alerts.topics.critical.topicArn,
    });
    publishRecovery(
      this,
      {
        name: 'objects',
        event: 'region',
        rpoMinutes: 15,
        rtoMinutes: 5,
        basis: 'S3 replication with replication time control of 15 minutes',
      },
      {
        name: 'cache',
        event: 'region',
        rpoMinutes: 0,
        rtoMinutes: 5,
        basis:
          'a cache of its own runs here and fills from the databases: it holds nothing that is not held elsewhere',
      },
      {
        name: 'service',
        event: 'region',
        rpoMinutes: 0,
        rtoMinutes: 5,
        basis:
          'tasks run here already; Route 53 fails over within the alarm period of 5 minutes',
      },
    );
  }

  #publish(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) {
      this.publish(name, value, `For the failover of ${this.unit.name}`);
    }
  }

  #subnetGroup(): string {
    const subnets = new CfnDBSubnetGroup(this, 'DatabaseSubnets', {
      dbSubnetGroupDescription: `Isolated subnets of ${this.stackName}`,
      subnetIds: this.platform.network.subnetIds(DATA_SUBNETS),
    });
    subnets.applyRemovalPolicy(keepRemoval(this.policy));
    return subnets.ref;
  }

  #databaseGroup(replica: string): string {
    const group = new SecurityGroup(this, 'DatabaseSecurityGroup', {
      vpc: this.platform.network.vpc,
      description: `Databases of ${replica}: reached by tasks only`,
      allowAllOutbound: false,
    });
    for (const [port, what] of [
      [5432, 'PostgreSQL'],
      [27017, 'DocumentDB after a restore'],
    ] as const) {
      group.addIngressRule(
        Peer.securityGroupId(
          this.platform.service.securityGroup.securityGroupId,
        ),
        Port.tcp(port),
        `${what} from tasks`,
      );
    }
    return group.securityGroupId;
  }
}

/** The standby of PostgreSQL in the DR region, deployed after the primary that it follows. */
export class ContainerReplica extends BlueprintStack<ContainerPlatformParameters> {
  constructor(
    scope: Construct,
    id: string,
    props: Pick<UnitStackProps, 'unit' | 'runbooksUrl'>,
  ) {
    const { unit } = props;
    const region = String(parametersIn(scope, unit).drRegion);
    const names = platformNames(unit, region);
    super(scope, id, {
      ...props,
      stackName: names.replicaStack,
      env: { account: unit.account, region },
      description: `environment ${unit.name}: database standby in ${region}`,
    });
    const recovery = (output: string) =>
      Fn.importValue(exportName(names.recoveryStack, output));
    const { instance, recovery: stated } = new PostgresReplica(
      this,
      'Database',
      {
        policy: this.policy,
        identifier: names.replica,
        sourceArn: `arn:${this.partition}:rds:${unit.region}:${unit.account}:db:${unit.name}`,
        sourceRegion: unit.region,
        instanceClass: this.parameters.drDatabaseClass,
        storageGiB: this.parameters.databaseStorageGiB,
        keyArn: recovery('KeyArn'),
        subnetGroupName: recovery('DatabaseSubnetGroup'),
        securityGroupId: recovery('DatabaseSecurityGroupId'),
      },
    );
    instance.multiAz = PLATFORM_SIZES.recovery.databaseInstances > 1;
    acknowledge(
      instance,
      'AwsSolutions-RDS3',
      'The DR region has one instance (SAAS-8), itself the standby of a pair elsewhere; the runbook adds the second one after a failover.',
    );
    watchReplica(this, instance.ref, {
      alerts: recovery('CriticalTopicArn'),
      runbooksUrl: this.runbooksUrl,
      storageGiB: this.parameters.databaseStorageGiB,
    });
    new Configuration(this, 'Configuration', {
      path: `/plinth/${names.recoveryStack}`,
      values: {
        'database/endpoint': instance.attrEndpointAddress,
        'database/port': instance.attrEndpointPort,
      },
    });
    this.publish(
      'DatabaseEndpoint',
      instance.attrEndpointAddress,
      'Host name after a failover',
    );
    publishRecovery(this, stated);
  }
}
