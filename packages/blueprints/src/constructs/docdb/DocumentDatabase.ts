import {
  CfnDBCluster,
  CfnDBClusterParameterGroup,
  type CfnDBClusterProps,
  CfnDBInstance,
  CfnDBSubnetGroup,
} from 'aws-cdk-lib/aws-docdb';
import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import type { DataStore } from '../../base/BlueprintStack';
import { KEPT, keepAll, snapshotRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';
import type { Alerts } from '../alerts/Alerts';
import { MASTER_USER, type MasterPassword } from '../database/masterPassword';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { DATA_SUBNETS } from '../network/ThreeTierNetwork';
import { watchDocuments } from './documentAlarms';

const PORT = 27017;
const LOGS = ['audit', 'profiler'] as const;
/** DocumentDB accepts one writer and fifteen readers. */
const MAX_INSTANCES = 16;

/** Settings of a `DocumentDatabase`. */
export interface DocumentDatabaseProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  readonly key: IKey;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /** The cluster's identifier, which names its logs and metrics. */
  readonly identifier: string;
  /** Such as `db.r5.large`. */
  readonly instanceClass: string;
  /** One writer and its readers, 1 to 16; DocumentDB spreads them over the zones. */
  readonly instances: number;
  /**
   * The administrator's password, where it outlives this cluster or is needed in another region.
   *
   * @default - the service makes, keeps and rotates it, in this region
   */
  readonly password?: MasterPassword;
  /**
   * ARN of the cluster snapshot that it is restored from, with users, passwords and all.
   *
   * @default - it is made empty
   */
  readonly snapshot?: string;
  /**
   * Whether nobody may reach it any more: it takes no clients, and it stays in the account when it leaves the template.
   *
   * @default false
   */
  readonly fenced?: boolean;
}

/** DocumentDB in the isolated subnets: encrypted, TLS only, audited, its password kept and rotated by the service unless one is given. */
export class DocumentDatabase extends Construct {
  readonly cluster: CfnDBCluster;
  readonly clusterArn: string;
  readonly securityGroup: SecurityGroup;
  readonly port = PORT;
  /** How the database survives, derived from its settings. */
  readonly recovery: DataStore[];
  readonly #fenced: boolean;

  constructor(scope: Construct, id: string, props: DocumentDatabaseProps) {
    super(scope, id);
    const { policy, identifier, instances } = props;
    if (
      !Number.isInteger(instances) ||
      instances < 1 ||
      instances > MAX_INSTANCES
    ) {
      throw new RangeError(
        `instances: ${instances} is not a whole number from 1 to ${MAX_INSTANCES}, one writer and its readers`,
      );
    }
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `DocumentDB of ${identifier}: reached by its clients only`,
      allowAllOutbound: false,
    });
    const logs = LOGS.map(
      name =>
        new WorkloadLogs(this, `Logs-${name}`, {
          policy,
          key: props.key,
          logGroupName: `/aws/docdb/${identifier}/${name}`,
        }),
    );
    const subnets = new CfnDBSubnetGroup(this, 'Subnets', {
      dbSubnetGroupDescription: `Isolated subnets of ${identifier}`,
      subnetIds: props.vpc.selectSubnets({ subnetGroupName: DATA_SUBNETS })
        .subnetIds,
    });
    const settings = new CfnDBClusterParameterGroup(this, 'Settings', {
      family: 'docdb5.0',
      description: `Settings of ${identifier}`,
      parameters: { tls: 'enabled', audit_logs: 'all', profiler: 'enabled' },
    });
    this.cluster = new CfnDBCluster(this, 'Cluster', {
      dbClusterIdentifier: identifier,
      engineVersion: '5.0.0',
      port: PORT,
      ...this.#origin(props),
      kmsKeyId: props.key.keyArn,
      dbSubnetGroupName: subnets.ref,
      dbClusterParameterGroupName: settings.ref,
      vpcSecurityGroupIds: [this.securityGroup.securityGroupId],
      backupRetentionPeriod: policy.backupDays,
      preferredBackupWindow: '03:30-04:00',
      // Recovery points start at 05:00, and not in the hour before maintenance.
      preferredMaintenanceWindow: 'sun:07:00-sun:08:00',
      copyTagsToSnapshot: true,
      deletionProtection: policy.deletionProtection,
      enableCloudwatchLogsExports: [...LOGS],
    });
    this.cluster.node.addDependency(...logs);
    const removal = props.fenced ? KEPT : snapshotRemoval(policy);
    this.cluster.applyRemovalPolicy(removal, {
      applyToUpdateReplacePolicy: true,
    });
    this.clusterArn = Stack.of(this).formatArn({
      service: 'rds',
      resource: 'cluster',
      resourceName: identifier,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const members = Array.from(
      { length: instances },
      (_, index) =>
        new CfnDBInstance(this, `Instance${index + 1}`, {
          dbInstanceIdentifier: `${identifier}-${index + 1}`,
          dbClusterIdentifier: this.cluster.ref,
          dbInstanceClass: props.instanceClass,
          autoMinorVersionUpgrade: true,
          enablePerformanceInsights: policy.databaseInsights || undefined,
        }),
    );
    this.#fenced = props.fenced === true;
    if (this.#fenced) {
      keepAll(this.securityGroup, ...logs);
    }
    if (removal === KEPT) {
      // A retained cluster keeps using all of these. Its network cannot stay with it: see the runbook environment-retirement.
      for (const part of [subnets, settings, ...members]) {
        part.applyRemovalPolicy(KEPT);
      }
    }
    watchDocuments(this, { ...props, cluster: this.cluster.ref });
    this.recovery = recoveryOf(props);
    acknowledge(
      this.cluster,
      'AwsSolutions-DOC2',
      'The port is the one that every client expects; isolated subnets and a security group that admits named clients protect it.',
    );
    acknowledge(
      this.cluster,
      'AwsSolutions-DOC3',
      'The service makes the password, keeps it in Secrets Manager and rotates it; the rule only knows references in the template.',
    );
    for (const event of ['authenticate', 'createIndex', 'dropCollection']) {
      acknowledge(
        this.cluster,
        `AwsSolutions-DOC5[LogExport::${event}]`,
        'audit_logs is all, which holds these events, and the audit log is exported under the name that the service accepts.',
      );
    }
  }

  /** How it comes to be, and who its administrator is; what a snapshot holds has both already. */
  #origin({
    snapshot,
    password,
    key,
  }: DocumentDatabaseProps): Partial<CfnDBClusterProps> {
    if (snapshot) {
      return { snapshotIdentifier: snapshot };
    }
    const settings: Partial<CfnDBClusterProps> = password
      ? { masterUserPassword: password.settings.masterUserPassword }
      : {
          manageMasterUserPassword: true,
          masterUserSecretKmsKeyId: key.keyArn,
        };
    return { masterUsername: MASTER_USER, ...settings, storageEncrypted: true };
  }

  /** Lets a client's security group in; nobody where the cluster is fenced. */
  allowFrom(client: SecurityGroup, description: string): void {
    if (this.#fenced) {
      return;
    }
    this.securityGroup.addIngressRule(
      Peer.securityGroupId(client.securityGroupId),
      Port.tcp(PORT),
      description,
    );
  }
}

function recoveryOf({ instances, policy }: DocumentDatabaseProps): DataStore[] {
  const name = 'documents';
  return [
    {
      name,
      event: 'zone',
      rpoMinutes: 0,
      rtoMinutes: instances > 1 ? 2 : 15,
      basis:
        instances > 1
          ? 'storage in three zones, automatic failover to a reader'
          : 'storage in three zones, a new instance in another zone',
    },
    {
      name,
      event: 'deletion',
      rpoMinutes: 5,
      rtoMinutes: 120,
      basis: `point-in-time restore from automated backups of ${policy.backupDays} days`,
    },
  ];
}
