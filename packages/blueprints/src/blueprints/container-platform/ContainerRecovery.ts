import type { CfnBackupVault } from 'aws-cdk-lib/aws-backup';
import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { type CfnDBInstance, CfnDBSubnetGroup } from 'aws-cdk-lib/aws-rds';
import { Fn } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { parametersIn } from '../../base/blueprintsOf';
import { bucketName, exportName } from '../../base/naming';
import { keepAll, keepRemoval } from '../../base/removal';
import {
  CopyVault,
  DatabaseCopies,
} from '../../constructs/backup/DatabaseCopies';
import { Configuration } from '../../constructs/configuration/Configuration';
import {
  PostgresReplica,
  watchLag,
} from '../../constructs/database/PostgresReplica';
import { watchPostgres } from '../../constructs/database/postgresAlarms';
import { DocumentDatabase } from '../../constructs/docdb/DocumentDatabase';
import { WorkloadLogs } from '../../constructs/logs/WorkloadLogs';
import { DATA_SUBNETS } from '../../constructs/network/ThreeTierNetwork';
import { findingName } from '../../constructs/role/findingName';
import { watchLateCopies } from '../../constructs/storage/watchReplication';
import {
  type ContainerPlatformParameters,
  generationOf,
  PLATFORM_SIZES,
  roleOf,
} from '../../schema';
import { fence } from './ContainerFence';
import { isFenced, PlatformRegion } from './PlatformRegion';
import { platformNames } from './platformNames';
import { publishRecovery } from './publishRecovery';
import {
  databaseArn,
  ofGeneration,
  replicatedPasswordGrant,
  stateServing,
} from './serving';

/** A group without rules for outbound traffic lets all of it out; this one leads nowhere. */
const NO_EGRESS: CfnSecurityGroup.EgressProperty = {
  cidrIp: '255.255.255.255/32',
  ipProtocol: 'icmp',
  fromPort: 252,
  toPort: 86,
  description: 'Disallow all traffic',
};

/**
 * The platform in the DR region, deployed before the primary: it runs the service on two zones with its own cache, receives
 * copies of objects and backups, and serves once a reviewed failover leads people here.
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
    const role = roleOf('recovery', parameters);
    const generation = generationOf('recovery', parameters);
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
      logGroups: [
        `/aws/rds/instance/${names.database('recovery', 0)}/*`,
        ...names.databaseLogs,
      ],
      side: 'recovery',
      role,
      recordName: names.originOf('recovery', parameters.domainName),
      // What is written here goes back, once the other region is there to take it.
      replica:
        role === 'serves' && parameters.standby !== 'lost'
          ? {
              bucketName: bucketName(unit, 'data'),
              region: unit.region,
              keyAlias: `alias/plinth/${unit.name}`,
            }
          : undefined,
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
    new WorkloadLogs(this, ofGeneration('DatabaseLogs', generation), {
      policy,
      key: key.key,
      logGroupName: `/aws/rds/instance/${names.database('recovery', generation)}/postgresql`,
    });
    if (isFenced(role)) {
      // Here already, before the other region is let write; what it may sign in to is granted by the stack of the database.
      taskRole.allow(fence());
    }
    const documents =
      role === 'follows' ? undefined : this.#documents(generation);
    // It takes a role, and IAM may be changed in the lost region alone.
    if (role === 'serves' && parameters.standby !== 'lost') {
      this.#copyBack(vault, documents);
    }
    stateServing(this, parameters);
    this.#publish({
      VpcId: network.vpc.vpcId,
      TaskRoleName: taskRole.role.roleName,
      KeyArn: key.key.keyArn,
      VaultName: vault.ref,
      DatabaseSubnetGroup: this.#subnetGroup(),
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
    );
  }

  /** DocumentDB, restored from the recovery point that the failover names. */
  #documents(generation: number): DocumentDatabase {
    const { unit, policy, parameters, runbooksUrl } = this;
    const { alerts, key, network, service } = this.platform;
    const documents = new DocumentDatabase(
      this,
      ofGeneration('Documents', generation),
      {
        policy,
        runbooksUrl,
        alerts,
        key: key.key,
        vpc: network.vpc,
        identifier: platformNames(unit, this.region).documents(
          generation,
          'recovery',
        ),
        instanceClass: parameters.documentClass,
        instances: parameters.databaseInstances,
        snapshot: parameters.recoverySnapshot,
        fenced: isFenced(roleOf('recovery', parameters)),
      },
    );
    documents.allowFrom(service.securityGroup, 'DocumentDB from tasks');
    new Configuration(this, 'Documents-Configuration', {
      path: `/plinth/${this.stackName}`,
      values: {
        'documents/endpoint': documents.cluster.attrEndpoint,
        'documents/port': String(documents.port),
      },
    });
    return documents;
  }

  /** Backs up what serves from here, and copies it to the other region once that is there again. */
  #copyBack(
    vault: CfnBackupVault,
    documents: DocumentDatabase | undefined,
  ): void {
    const { unit, policy, parameters, runbooksUrl } = this;
    const names = platformNames(unit, this.region);
    const common = {
      policy,
      key: this.platform.key.key,
      alerts: this.platform.alerts,
      runbooksUrl,
      vaultName: names.recoveryVault,
      vault,
      copyTo: { region: unit.region, vaultName: names.vault },
    };
    new DatabaseCopies(this, 'DatabaseCopies', {
      ...common,
      planName: names.recoveryVault,
      databaseArn: databaseArn(
        this,
        unit,
        parameters,
        'recovery',
        generationOf('recovery', parameters),
      ),
    });
    if (documents) {
      new DatabaseCopies(this, 'DocumentCopies', {
        ...common,
        planName: `${names.recoveryVault}-docs`,
        databaseArn: documents.clusterArn,
      });
    }
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
}

/**
 * PostgreSQL in the DR region, deployed after the primary: it follows that, and is promoted once that is fenced.
 */
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
    const { parameters, policy } = this;
    const role = roleOf('recovery', parameters);
    const generation = generationOf('recovery', parameters);
    const fenced = isFenced(role);
    const group = this.#databaseGroup(recovery, generation);
    const { instance, recovery: stated } = new PostgresReplica(
      this,
      ofGeneration('Database', generation),
      {
        policy,
        identifier: names.database('recovery', generation),
        sourceArn: databaseArn(
          this,
          unit,
          parameters,
          'primary',
          Math.max(generation - 1, 0),
        ),
        sourceRegion: unit.region,
        version: parameters.databaseVersion,
        follows: role === 'follows',
        fenced,
        instanceClass: parameters.drDatabaseClass,
        storageGiB: parameters.databaseStorageGiB,
        keyArn: recovery('KeyArn'),
        subnetGroupName: recovery('DatabaseSubnetGroup'),
        securityGroupId: group.attrGroupId,
      },
    );
    instance.multiAz = PLATFORM_SIZES.recovery.databaseInstances > 1;
    acknowledge(
      instance,
      'AwsSolutions-RDS3',
      'The DR region has one instance (SAAS-8), itself the standby of a pair elsewhere.',
    );
    const watched = {
      alerts: recovery('CriticalTopicArn'),
      runbooksUrl: this.runbooksUrl,
      storageGiB: parameters.databaseStorageGiB,
    };
    // When it is promoted nothing else may change here, least of all after it: what failed then would take the promotion back, which RDS
    // cannot, and the stack would be stuck. So it is watched alike before and after, but for its lag.
    watchPostgres(this, {
      ...watched,
      instanceIdentifier: instance.ref,
      instanceClass: parameters.drDatabaseClass,
    });
    if (role === 'follows') {
      watchLag(this, instance.ref, watched);
    }
    new Configuration(this, 'Configuration', {
      path: `/plinth/${names.recoveryStack}`,
      values: {
        'database/endpoint': instance.attrEndpointAddress,
        'database/port': instance.attrEndpointPort,
      },
    });
    if (!fenced) {
      this.#grant(instance, recovery);
    }
    stateServing(this, parameters);
    this.publish(
      'DatabaseEndpoint',
      instance.attrEndpointAddress,
      'Host name of PostgreSQL in the region of recovery',
    );
    this.publish(
      'DatabaseResourceId',
      instance.attrDbiResourceId,
      'What users of the database connect to',
    );
    publishRecovery(this, stated);
  }

  /** Each generation has a group of its own: what a fenced one leaves behind is reached by nobody. */
  #databaseGroup(
    recovery: (output: string) => string,
    generation: number,
  ): CfnSecurityGroup {
    const { unit, parameters } = this;
    const fenced = isFenced(roleOf('recovery', parameters));
    const identifier = platformNames(unit, this.region).database(
      'recovery',
      generation,
    );
    const group = new CfnSecurityGroup(
      this,
      ofGeneration('DatabaseSecurityGroup', generation),
      {
        vpcId: recovery('VpcId'),
        groupDescription: `PostgreSQL of ${identifier}: reached by tasks only`,
        securityGroupEgress: [NO_EGRESS],
        securityGroupIngress: fenced
          ? []
          : [
              {
                ipProtocol: 'tcp',
                fromPort: 5432,
                toPort: 5432,
                sourceSecurityGroupId: recovery('TaskSecurityGroupId'),
                description: 'PostgreSQL from tasks',
              },
            ],
      },
    );
    if (fenced) {
      keepAll(group);
    }
    return group;
  }

  /**
   * Lets the tasks sign in to this very database, and read the password of DocumentDB, which is restored beside it. They may
   * before it is promoted too: IAM may be changed in the region alone that is lost.
   */
  #grant(instance: CfnDBInstance, recovery: (output: string) => string): void {
    const { unit } = this;
    const names = platformNames(unit, this.region);
    const documents = replicatedPasswordGrant(this, names.documentPassword);
    const policy = new ManagedPolicy(this, 'TaskAccess', {
      description: `Databases of ${names.recoveryStack}`,
      roles: [Role.fromRoleName(this, 'TaskRole', recovery('TaskRoleName'))],
      statements: [
        new PolicyStatement({
          sid: 'Database',
          actions: ['rds-db:connect'],
          resources: [
            `arn:${this.partition}:rds-db:${this.region}:${this.account}:dbuser:${instance.attrDbiResourceId}/application`,
          ],
        }),
        new PolicyStatement({
          sid: documents.sid,
          actions: [...documents.actions],
          resources: [...documents.resources],
        }),
      ],
    });
    for (const resource of documents.resources) {
      acknowledge(
        policy,
        `AwsSolutions-IAM5[Resource::${findingName(this, resource)}]`,
        documents.wildcard ?? '',
      );
    }
  }
}
