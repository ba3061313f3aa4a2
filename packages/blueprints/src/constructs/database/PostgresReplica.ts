import {
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import type { DataStore } from '../../base/BlueprintStack';
import { KEPT, snapshotRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import { copied, postgresSettings } from './sourceDatabase';

/** Settings of a `PostgresReplica`. */
export interface PostgresReplicaProps {
  readonly policy: StagePolicy;
  readonly identifier: string;
  /** ARN of the primary database in the other region. */
  readonly sourceArn: string;
  readonly sourceRegion: string;
  readonly instanceClass: string;
  readonly keyArn: string;
  readonly subnetGroupName: string;
  readonly securityGroupId: string;
  /** Major version of the source. */
  readonly version: string;
  /**
   * Whether it follows its source; once it was promoted it never does again.
   *
   * @default true
   */
  readonly follows?: boolean;
  /**
   * Whether it stays in the account when it leaves the template.
   *
   * @default false
   */
  readonly fenced?: boolean;
  /** Storage of the source in GiB: the replica has as much, and grows by itself to twice this, as the source does. */
  readonly storageGiB: number;
}

/** A read replica in another region, and what becomes of it when it is promoted. */
export class PostgresReplica extends Construct {
  readonly instance: CfnDBInstance;
  /** How the replica survives the loss of the primary region. */
  readonly recovery: DataStore;

  constructor(scope: Construct, id: string, props: PostgresReplicaProps) {
    super(scope, id);
    const settings = postgresSettings(this, props);
    this.instance = new CfnDBInstance(this, 'Instance', {
      dbInstanceIdentifier: props.identifier,
      ...copied({
        arn: props.sourceArn,
        region: props.sourceRegion,
        follows: props.follows ?? true,
      }),
      // Without one it would have the defaults of RDS, also once it is promoted.
      dbParameterGroupName: settings.ref,
      dbInstanceClass: props.instanceClass,
      kmsKeyId: props.keyArn,
      dbSubnetGroupName: props.subnetGroupName,
      vpcSecurityGroups: [props.securityGroupId],
      publiclyAccessible: false,
      multiAz: true,
      enableIamDatabaseAuthentication: true,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      backupRetentionPeriod: props.policy.backupDays,
      deletionProtection: props.policy.deletionProtection,
      enableCloudwatchLogsExports: ['postgresql'],
      enablePerformanceInsights: true,
      performanceInsightsKmsKeyId: props.keyArn,
      performanceInsightsRetentionPeriod: 7,
      caCertificateIdentifier: 'rds-ca-rsa2048-g1',
      // Replication stops when the source grows and the replica does not. RDS makes it as large as the source is; what a later change
      // adds to the source is added here too, after it.
      storageType: 'gp3',
      allocatedStorage: String(props.storageGiB),
      maxAllocatedStorage: props.storageGiB * 2,
    });
    const removal = props.fenced ? KEPT : snapshotRemoval(props.policy);
    this.instance.applyRemovalPolicy(removal, {
      applyToUpdateReplacePolicy: true,
    });
    if (removal === KEPT) {
      settings.applyRemovalPolicy(KEPT);
    }
    acknowledge(
      this.instance,
      'AwsSolutions-RDS11',
      'A replica listens on the port of its primary, whose isolated subnets and security group protect it.',
    );
    acknowledge(
      this.instance,
      'AwsSolutions-RDS2',
      'A replica is encrypted because its source is; CloudFormation refuses StorageEncrypted beside the source, and KmsKeyId names the key.',
    );
    if (!props.policy.deletionProtection) {
      acknowledge(
        this.instance,
        'AwsSolutions-RDS10',
        'A preview is removed by the pipeline when its time to live ends, so nothing may block the deletion.',
      );
    }
    this.recovery = {
      name: 'database',
      event: 'region',
      // The replica-lag alarm rises after 5 minutes, so a larger loss would have been known before.
      rpoMinutes: 5,
      rtoMinutes: 30,
      basis:
        'asynchronous replica in the DR region, promoted by a reviewed change',
    };
  }
}

/**
 * Raises an alarm when a standby falls behind, or does not replicate at all.
 *
 * @param options.alerts - the ARN of the topic for what is critical
 */
export function watchLag(
  scope: Construct,
  identifier: string,
  options: { readonly alerts: string; readonly runbooksUrl: string },
): void {
  new RunbookAlarm(scope, 'LagAlarm', {
    alerts: options.alerts,
    runbooksUrl: options.runbooksUrl,
    severity: 'critical',
    namespace: 'AWS/RDS',
    dimensions: { DBInstanceIdentifier: identifier },
    missing: TreatMissingData.BREACHING,
    runbook: 'database-replica-lag',
    meaning:
      'The standby in the DR region is more than 5 minutes behind, or does not replicate at all.',
    metricName: 'ReplicaLag',
    statistic: 'Maximum',
    threshold: 300,
    evaluationPeriods: 2,
  });
}

/**
 * Raises an alarm when a standby falls behind, does not replicate at all, or runs out of storage, which ends its replication.
 *
 * @param options.alerts - the ARN of the topic for what is critical
 */
export function watchReplica(
  scope: Construct,
  identifier: string,
  options: {
    readonly alerts: string;
    readonly runbooksUrl: string;
    readonly storageGiB: number;
  },
): void {
  const common = {
    alerts: options.alerts,
    runbooksUrl: options.runbooksUrl,
    severity: 'critical' as const,
    namespace: 'AWS/RDS',
    dimensions: { DBInstanceIdentifier: identifier },
    missing: TreatMissingData.BREACHING,
  };
  watchLag(scope, identifier, options);
  new RunbookAlarm(scope, 'StorageAlarm', {
    ...common,
    runbook: 'database-storage',
    meaning:
      'Less than a tenth of the storage of the standby is free; without any it replicates no more.',
    metricName: 'FreeStorageSpace',
    threshold: options.storageGiB * 2 ** 30 * 0.1,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
  });
}
