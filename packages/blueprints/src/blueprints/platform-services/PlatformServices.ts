import { SecurityGroup, Peer, Port } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { bucketName } from '../../base/naming';
import { Alerts } from '../../constructs/alerts/Alerts';
import { MonthlyBackups } from '../../constructs/backup/MonthlyBackups';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { PostgresDatabase } from '../../constructs/database/PostgresDatabase';
import { DnsFirewall } from '../../constructs/egress/DnsFirewall';
import { EgressFirewall } from '../../constructs/egress/EgressFirewall';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import { WorkloadLogs } from '../../constructs/logs/WorkloadLogs';
import { ownBucketsOnly } from '../../constructs/network/endpointPerimeter';
import { PrivateEndpoints } from '../../constructs/network/PrivateEndpoints';
import { ThreeTierNetwork } from '../../constructs/network/ThreeTierNetwork';
import { Observability } from '../../constructs/observability/Observability';
import {
  AccessLogBucket,
  EncryptedBucket,
} from '../../constructs/storage/EncryptedBucket';
import { AccountTrail } from '../../constructs/trail/AccountTrail';
import type { PlatformServicesParameters } from '../../schema';
import { HostAppHooks } from './HostAppHooks';
import { publishPlatform } from './publishPlatform';

/** The metadata databases, apart from each other so that a fault, a load or a grant in one leaves the others alone (PHS-2). */
const METADATA_DATABASES = ['contracts', 'lineage', 'audit'] as const;

/** The baseline that exists before any tenant, in an account of its own. */
export class PlatformServices extends BlueprintStack<PlatformServicesParameters> {
  readonly key: EncryptionKey;
  readonly alerts: Alerts;
  readonly network: ThreeTierNetwork;
  readonly egress: EgressFirewall;
  readonly accessLogs: AccessLogBucket;
  readonly artifacts: EncryptedBucket;
  readonly logs: WorkloadLogs;
  readonly databases: Readonly<
    Record<(typeof METADATA_DATABASES)[number], PostgresDatabase>
  >;
  readonly trail: AccountTrail;
  readonly hooks: HostAppHooks;
  /** The security group that connectors and the host application join. */
  readonly workloadSecurityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy, parameters, runbooksUrl } = this;
    this.key = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${unit.name}`,
      description: `Encrypts the data of ${unit.name}`,
      logGroups: [`/plinth/${unit.name}/*`, `/aws/rds/instance/${unit.name}-*`],
      notifications: true,
      events: true,
    });
    const { key } = this.key;
    this.alerts = new Alerts(this, 'Alerts', { key, events: true });
    this.network = new ThreeTierNetwork(this, 'Network', {
      policy,
      key,
      cidr: parameters.cidr,
      availabilityZones: parameters.availabilityZones,
      natGateways: parameters.natGateways,
      inspected: true,
      flowLogGroupName: `/plinth/${unit.name}/flow-logs`,
    });
    this.egress = new EgressFirewall(this, 'Egress', {
      policy,
      key,
      network: this.network,
      cidr: parameters.cidr,
      name: unit.name,
      allowedDomains: parameters.allowedDomains,
      logGroupName: `/plinth/${unit.name}/egress`,
    });
    new DnsFirewall(this, 'Dns', {
      vpc: this.network.vpc,
      name: unit.name,
      allowedDomains: parameters.allowedDomains,
    });
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      policy,
      bucketName: bucketName(unit, 'logs'),
    });
    this.artifacts = new EncryptedBucket(this, 'Artifacts', {
      policy,
      key,
      bucketName: bucketName(unit, 'artifacts'),
      accessLogs: this.accessLogs.bucket,
    });
    this.logs = new WorkloadLogs(this, 'Logs', {
      policy,
      key,
      logGroupName: `/plinth/${unit.name}/host-app`,
    });
    this.workloadSecurityGroup = this.#workloads();
    this.databases = {
      contracts: this.#database('contracts'),
      lineage: this.#database('lineage'),
      audit: this.#database('audit'),
    };
    this.#backUp();
    new PrivateEndpoints(this, 'Endpoints', {
      vpc: this.network.vpc,
      services: ['ecr', 'kms', 'logs', 'secretsmanager', 'ssm', 'sts', 'xray'],
      client: this.workloadSecurityGroup,
      ownPrincipals: true,
    });
    ownBucketsOnly(this.network.vpc);
    this.trail = new AccountTrail(this, 'Trail', {
      policy,
      key,
      runbooksUrl,
      accessLogs: this.accessLogs.bucket,
      alerts: this.alerts,
      name: unit.name,
      bucketName: bucketName(unit, 'trail'),
      logGroupName: `/plinth/${unit.name}/trail`,
      guardDuty: parameters.guardDuty,
    });
    new Observability(this, 'Observability', {
      name: unit.name,
      databases: METADATA_DATABASES.map(name => `${unit.name}-${name}`),
      logGroupName: this.logs.logGroup.logGroupName,
    });
    this.hooks = new HostAppHooks(this, 'HostApp', {
      unitName: unit.name,
      key,
      artifacts: this.artifacts.bucket,
      repository: parameters.hostRepository,
      issuer: parameters.issuer,
    });
    new UnitBudget(this, 'Budget', { unit, alerts: this.alerts });
    publishPlatform(this);
    this.stateRecovery(
      ...Object.values(this.databases).flatMap(({ recovery }) => recovery),
    );
  }

  #workloads(): SecurityGroup {
    const group = new SecurityGroup(this, 'WorkloadSecurityGroup', {
      vpc: this.network.vpc,
      description: `Host application and connectors of ${this.unit.name}`,
      allowAllOutbound: false,
    });
    group.addEgressRule(
      Peer.anyIpv4(),
      Port.tcp(443),
      'TLS, which the egress firewall checks by host name',
    );
    group.addEgressRule(
      Peer.ipv4(this.parameters.cidr),
      Port.tcp(5432),
      'PostgreSQL inside of the network',
    );
    return group;
  }

  #database(name: (typeof METADATA_DATABASES)[number]): PostgresDatabase {
    const { unit, policy, parameters, runbooksUrl } = this;
    const database = new PostgresDatabase(this, `Database-${name}`, {
      policy,
      runbooksUrl,
      key: this.key.key,
      vpc: this.network.vpc,
      alerts: this.alerts,
      identifier: `${unit.name}-${name}`,
      databaseName: name,
      version: parameters.databaseVersion,
      instanceClass: parameters.databaseClass,
      storageGiB: parameters.databaseStorageGiB,
      multiAz: parameters.databaseMultiAz,
      recoveryName: name,
    });
    database.allowFrom(
      this.workloadSecurityGroup,
      'PostgreSQL from the host application',
    );
    return database;
  }

  #backUp(): void {
    const arn = `arn:${this.partition}:rds:${this.region}:${this.account}:db`;
    new MonthlyBackups(this, 'Backups', {
      alerts: this.alerts,
      runbooksUrl: this.runbooksUrl,
      policy: this.policy,
      key: this.key.key,
      vaultName: `plinth-${this.unit.name}`,
      resources: Object.values(this.databases).map(
        ({ instance }) => `${arn}:${instance.ref}`,
      ),
    });
  }
}
