import { Fn } from 'aws-cdk-lib/core';
import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnDBSubnetGroup } from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { parametersIn } from '../../base/blueprintsOf';
import { bucketName, exportName } from '../../base/naming';
import { keepRemoval } from '../../base/removal';
import { Alerts } from '../../constructs/alerts/Alerts';
import { CopyVault } from '../../constructs/backup/DatabaseCopies';
import {
  PostgresReplica,
  watchReplica,
} from '../../constructs/database/PostgresReplica';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import { WorkloadLogs } from '../../constructs/logs/WorkloadLogs';
import {
  DATA_SUBNETS,
  ThreeTierNetwork,
} from '../../constructs/network/ThreeTierNetwork';
import {
  AccessLogBucket,
  EncryptedBucket,
} from '../../constructs/storage/EncryptedBucket';
import { watchLateCopies } from '../../constructs/storage/watchReplication';
import type { ApplicationParameters, Unit } from '../../schema';

/** Names that the primary and the recovery stacks agree on, because a stack cannot refer to another region. */
export function recoveryNames(unit: Unit, drRegion: string) {
  return {
    stack: `${unit.name}-dr`,
    replicaStack: `${unit.name}-replica`,
    bucket: bucketName(unit, 'dr', drRegion),
    keyAlias: `plinth/${unit.name}-dr`,
    vault: `plinth-${unit.name}-dr`,
    replica: `${unit.name}-dr`,
  };
}

/**
 * The pilot light in the DR region, deployed before the primary: key, copies of objects, vault for backups, alerts, and a
 * network without NAT gateways, which a failover adds by a reviewed change.
 */
export class ApplicationRecovery extends BlueprintStack<ApplicationParameters> {
  constructor(
    scope: Construct,
    id: string,
    props: Pick<UnitStackProps, 'unit' | 'runbooksUrl'>,
  ) {
    const { unit } = props;
    const region = String(parametersIn(scope, unit).drRegion);
    const names = recoveryNames(unit, region);
    super(scope, id, {
      ...props,
      stackName: names.stack,
      env: { account: unit.account, region },
      description: `environment ${unit.name}: recovery in ${region}`,
    });
    const { policy, parameters } = this;
    const { key } = new EncryptionKey(this, 'Key', {
      policy,
      alias: names.keyAlias,
      description: `Encrypts the copies of ${unit.name}`,
      logGroups: [
        `/plinth/${names.stack}/*`,
        `/aws/rds/instance/${names.replica}/*`,
      ],
      notifications: true,
    });
    const alerts = new Alerts(this, 'Alerts', { key });
    const { vault } = new CopyVault(this, 'Vault', {
      policy,
      key,
      vaultName: names.vault,
    });
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      policy,
      bucketName: bucketName(unit, 'dr-logs', region),
    });
    const { bucket } = new EncryptedBucket(this, 'Data', {
      policy,
      key,
      bucketName: names.bucket,
      accessLogs: accessLogs.bucket,
    });
    watchLateCopies(this, bucketName(unit, 'data'), names.bucket, {
      alerts,
      runbooksUrl: this.runbooksUrl,
    });
    const network = new ThreeTierNetwork(this, 'Network', {
      policy,
      key,
      cidr: parameters.drCidr ?? parameters.cidr,
      availabilityZones: parameters.availabilityZones,
      natGateways: 'none',
      flowLogGroupName: `/plinth/${names.stack}/flow-logs`,
    });
    new WorkloadLogs(this, 'DatabaseLogs', {
      policy,
      key,
      logGroupName: `/aws/rds/instance/${names.replica}/postgresql`,
    });
    const workloads = new SecurityGroup(this, 'WorkloadSecurityGroup', {
      vpc: network.vpc,
      description: `Workloads of ${unit.name} after a failover`,
      allowAllOutbound: true,
    });
    const database = new SecurityGroup(this, 'DatabaseSecurityGroup', {
      vpc: network.vpc,
      description: `PostgreSQL of ${names.replica}: reached by workloads only`,
      allowAllOutbound: false,
    });
    database.addIngressRule(
      Peer.securityGroupId(workloads.securityGroupId),
      Port.tcp(5432),
      'PostgreSQL from workloads',
    );
    const subnets = new CfnDBSubnetGroup(this, 'DatabaseSubnets', {
      dbSubnetGroupDescription: `Isolated subnets of ${names.stack}`,
      subnetIds: network.subnetIds(DATA_SUBNETS),
    });
    subnets.applyRemovalPolicy(keepRemoval(policy));

    const values = {
      KeyArn: key.keyArn,
      DataBucketName: bucket.bucketName,
      VaultName: vault.ref,
      DatabaseSubnetGroup: subnets.ref,
      DatabaseSecurityGroupId: database.securityGroupId,
      WorkloadSecurityGroupId: workloads.securityGroupId,
      CriticalTopicArn: alerts.topics.critical.topicArn,
    };
    for (const [name, value] of Object.entries(values)) {
      this.publish(name, value, `For the failover of ${unit.name}`);
    }
    this.stateRecovery({
      name: 'objects',
      event: 'region',
      rpoMinutes: 15,
      rtoMinutes: 5,
      basis: 'S3 replication with replication time control of 15 minutes',
    });
  }
}

/** The database's standby in the DR region, deployed after the primary that it follows. */
export class ApplicationReplica extends BlueprintStack<ApplicationParameters> {
  constructor(
    scope: Construct,
    id: string,
    props: Pick<UnitStackProps, 'unit' | 'runbooksUrl'>,
  ) {
    const { unit } = props;
    const region = String(parametersIn(scope, unit).drRegion);
    const names = recoveryNames(unit, region);
    super(scope, id, {
      ...props,
      stackName: names.replicaStack,
      env: { account: unit.account, region },
      description: `environment ${unit.name}: database standby in ${region}`,
    });
    const recovery = (output: string) =>
      Fn.importValue(exportName(names.stack, output));
    const replica = new PostgresReplica(this, 'Database', {
      policy: this.policy,
      identifier: names.replica,
      sourceArn: `arn:${this.partition}:rds:${unit.region}:${unit.account}:db:${unit.name}`,
      sourceRegion: unit.region,
      version: this.parameters.databaseVersion,
      instanceClass: this.parameters.databaseClass,
      storageGiB: this.parameters.databaseStorageGiB,
      keyArn: recovery('KeyArn'),
      subnetGroupName: recovery('DatabaseSubnetGroup'),
      securityGroupId: recovery('DatabaseSecurityGroupId'),
    });
    watchReplica(this, replica.instance.ref, {
      alerts: recovery('CriticalTopicArn'),
      runbooksUrl: this.runbooksUrl,
      storageGiB: this.parameters.databaseStorageGiB,
    });
    this.publish(
      'DatabaseEndpoint',
      replica.instance.attrEndpointAddress,
      'Host name after a failover',
    );
    this.stateRecovery(replica.recovery);
  }
}
