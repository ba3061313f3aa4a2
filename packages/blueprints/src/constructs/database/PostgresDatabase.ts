import { Stack } from 'aws-cdk-lib/core';
import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnDBInstance, CfnDBSubnetGroup } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import type { DataStore } from '../../base/BlueprintStack';
import { KEPT, keepAll, snapshotRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';
import type { Alerts } from '../alerts/Alerts';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { DATA_SUBNETS } from '../network/ThreeTierNetwork';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import {
  MASTER_USER,
  type MasterPassword,
  masterPassword,
} from './masterPassword';
import { watchPostgres } from './postgresAlarms';
import {
  copied,
  type DatabaseSource,
  postgresSettings,
} from './sourceDatabase';

const PORT = 5432;
const LOGS = ['postgresql', 'upgrade'] as const;

/** Settings of a `PostgresDatabase`. */
export interface PostgresDatabaseProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  readonly key: IKey;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /** The instance's identifier, which names its logs and metrics. */
  readonly identifier: string;
  /** The name of the first database in it; letters, digits and underscores. */
  readonly databaseName: string;
  /** Major version, such as `17`. */
  readonly version: string;
  /** Such as `db.m6g.large`. */
  readonly instanceClass: string;
  /** It grows by itself to twice this. */
  readonly storageGiB: number;
  readonly multiAz: boolean;
  /**
   * What it is called where its recovery is stated.
   *
   * @default database
   */
  readonly recoveryName?: string;
  /**
   * The region of a standby, which needs the password too.
   *
   * RDS refuses a read replica of a PostgreSQL instance whose password it manages, so the password is then a secret of the
   * stack with a copy in that region, replaced by hand as the runbook database-password-rotation says.
   *
   * @default - RDS makes, keeps and rotates the password
   */
  readonly replicatedTo?: string;
  /**
   * The administrator's password, where it outlives this instance.
   *
   * @default - one of the instance's own, as `replicatedTo` says
   */
  readonly password?: MasterPassword;
  /**
   * The database in another region that this one was copied from, with users, passwords and all.
   *
   * @default - it was made empty
   */
  readonly copyOf?: DatabaseSource;
  /**
   * Whether nobody may reach it any more: it takes no clients, and it stays in the account when it leaves the template.
   *
   * @default false
   */
  readonly fenced?: boolean;
  /**
   * Whether the password is a secret of the stack that stays until somebody replaces it, for clients that read it when they start.
   *
   * @default false - unless it is replicated, RDS rotates it
   */
  readonly keptPassword?: boolean;
}

/**
 * A PostgreSQL database in the isolated subnets: encrypted, TLS only, backed up by stage, its password kept and rotated by RDS.
 *
 * RDS makes the password, stores it in Secrets Manager under the unit's key and rotates it every seven days, so no
 * template, person or log holds it, and no rotation function is needed. With a standby elsewhere see `replicatedTo`.
 */
export class PostgresDatabase extends Construct {
  readonly instance: CfnDBInstance;
  readonly securityGroup: SecurityGroup;
  /** ARN of the secret with the administrator's user name and password. */
  readonly secretArn: string;
  readonly port = PORT;
  /** How the database survives, derived from its settings. */
  readonly recovery: DataStore[];
  readonly #fenced: boolean;

  constructor(scope: Construct, id: string, props: PostgresDatabaseProps) {
    super(scope, id);
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `PostgreSQL of ${props.identifier}: reached by its clients only`,
      allowAllOutbound: false,
    });
    const logs = LOGS.map(
      name =>
        new WorkloadLogs(this, `Logs-${name}`, {
          policy: props.policy,
          key: props.key,
          logGroupName: `/aws/rds/instance/${props.identifier}/${name}`,
        }),
    );
    const password = props.password ?? masterPassword(this, props);
    this.instance = this.#createInstance(props, password);
    // RDS would create the log groups without retention or key if it came first.
    this.instance.node.addDependency(...logs);
    this.secretArn =
      password.secretArn ?? this.instance.attrMasterUserSecretSecretArn;
    this.#fenced = props.fenced === true;
    if (this.#fenced) {
      keepAll(this.securityGroup, ...logs);
    }
    watchPostgres(this, { ...props, instanceIdentifier: this.instance.ref });
    this.recovery = recoveryOf(props);
    this.#acknowledgeByStage(props);
  }

  /** Lets a client's security group in on the database's port; nobody where the database is fenced. */
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

  #createInstance(
    props: PostgresDatabaseProps,
    password: MasterPassword,
  ): CfnDBInstance {
    const { policy } = props;
    const subnets = new CfnDBSubnetGroup(this, 'Subnets', {
      dbSubnetGroupDescription: `Isolated subnets of ${props.identifier}`,
      subnetIds: props.vpc.selectSubnets({ subnetGroupName: DATA_SUBNETS })
        .subnetIds,
    });
    const settings = postgresSettings(this, props);
    const instance = new CfnDBInstance(this, 'Instance', {
      dbInstanceIdentifier: props.identifier,
      ...(props.copyOf
        ? copied(props.copyOf)
        : {
            dbName: props.databaseName,
            engine: 'postgres',
            engineVersion: props.version,
            // RDS refuses another major version without it; only a change of `version` asks for one.
            allowMajorVersionUpgrade: true,
            storageEncrypted: true,
            masterUsername: MASTER_USER,
            ...password.settings,
          }),
      autoMinorVersionUpgrade: true,
      dbInstanceClass: props.instanceClass,
      storageType: 'gp3',
      allocatedStorage: String(props.storageGiB),
      maxAllocatedStorage: props.storageGiB * 2,
      kmsKeyId: props.key.keyArn,
      multiAz: props.multiAz,
      dbSubnetGroupName: subnets.ref,
      dbParameterGroupName: settings.ref,
      vpcSecurityGroups: [this.securityGroup.securityGroupId],
      publiclyAccessible: false,
      port: String(PORT),
      enableIamDatabaseAuthentication: true,
      backupRetentionPeriod: policy.backupDays,
      preferredBackupWindow: '03:00-03:30',
      preferredMaintenanceWindow: 'sun:04:00-sun:05:00',
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: policy.onRemoval === 'delete',
      deletionProtection: policy.deletionProtection,
      caCertificateIdentifier: 'rds-ca-rsa2048-g1',
      enableCloudwatchLogsExports: [...LOGS],
      ...(policy.databaseInsights
        ? {
            enablePerformanceInsights: true,
            performanceInsightsKmsKeyId: props.key.keyArn,
            performanceInsightsRetentionPeriod: 7,
            monitoringInterval: 60,
            monitoringRoleArn: this.#monitoringRole(props.identifier).roleArn,
          }
        : {}),
    });
    const removal = props.fenced ? KEPT : snapshotRemoval(policy);
    instance.applyRemovalPolicy(removal, { applyToUpdateReplacePolicy: true });
    if (removal === KEPT) {
      // A retained database keeps using these two. Its network cannot stay with it: see the runbook environment-retirement.
      for (const part of [subnets, settings]) {
        part.applyRemovalPolicy(KEPT);
      }
    }
    return instance;
  }

  #monitoringRole(identifier: string): LeastPrivilegeRole {
    const stack = Stack.of(this);
    const group = `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:RDS*`;
    const wildcard =
      'RDS writes operating-system metrics to the group RDSOSMetrics in streams that it names itself.';
    return new LeastPrivilegeRole(this, 'MonitoringRole', {
      assumedBy: new ServicePrincipal('monitoring.rds.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      description: `Operating-system metrics of ${identifier}`,
      grants: [
        {
          sid: 'Group',
          actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
          resources: [group],
          wildcard,
        },
        {
          sid: 'Streams',
          actions: [
            'logs:CreateLogStream',
            'logs:PutLogEvents',
            'logs:DescribeLogStreams',
            'logs:GetLogEvents',
          ],
          resources: [`${group}:log-stream:*`],
          wildcard,
        },
      ],
    });
  }

  #acknowledgeByStage(props: PostgresDatabaseProps): void {
    acknowledge(
      this.instance,
      'AwsSolutions-RDS11',
      'The port is the one that every client expects; isolated subnets and a security group that admits named clients protect it, a different number would not.',
    );
    if (!props.multiAz) {
      acknowledge(
        this.instance,
        'AwsSolutions-RDS3',
        'A stage without production data may choose one zone for half the cost; the parameter schema refuses that in production.',
      );
    }
    if (!props.policy.deletionProtection) {
      acknowledge(
        this.instance,
        'AwsSolutions-RDS10',
        'A preview is removed by the pipeline when its time to live ends, so nothing may block the deletion.',
      );
    }
  }
}

function recoveryOf(props: PostgresDatabaseProps): DataStore[] {
  const name = props.recoveryName ?? 'database';
  const days = props.policy.backupDays;
  const restore: DataStore = {
    name,
    event: 'deletion',
    // RDS ships transaction logs to S3 every five minutes.
    rpoMinutes: 5,
    rtoMinutes: 60 + Math.ceil(props.storageGiB / 100) * 10,
    basis: `point-in-time restore from automated backups of ${days} days, ${props.storageGiB} GiB`,
  };
  return [
    props.multiAz
      ? {
          name,
          event: 'zone',
          rpoMinutes: 0,
          rtoMinutes: 2,
          basis: 'synchronous standby in a second zone, automatic failover',
        }
      : { ...restore, event: 'zone', basis: `single zone; ${restore.basis}` },
    restore,
  ];
}
