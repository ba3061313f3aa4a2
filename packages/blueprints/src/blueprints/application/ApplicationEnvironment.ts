import { ArnFormat } from 'aws-cdk-lib/core';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { bucketName } from '../../base/naming';
import {
  type ApplicationAdditions,
  addToEnvironment,
} from './ApplicationAdditions';
import {
  ApplicationRecovery,
  ApplicationReplica,
  recoveryNames,
} from './ApplicationRecovery';
import { DatabaseCopies } from '../../constructs/backup/DatabaseCopies';
import { Alerts } from '../../constructs/alerts/Alerts';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { GuestDatabase } from '../../constructs/database/GuestDatabase';
import { GuestServer } from '../../constructs/database/GuestServer';
import { PostgresDatabase } from '../../constructs/database/PostgresDatabase';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import { WorkloadLogs } from '../../constructs/logs/WorkloadLogs';
import {
  BorrowedNetwork,
  type TieredNetwork,
} from '../../constructs/network/BorrowedNetwork';
import { PrivateEndpoints } from '../../constructs/network/PrivateEndpoints';
import { ThreeTierNetwork } from '../../constructs/network/ThreeTierNetwork';
import { LeastPrivilegeRole } from '../../constructs/role/LeastPrivilegeRole';
import {
  AccessLogBucket,
  EncryptedBucket,
} from '../../constructs/storage/EncryptedBucket';
import type {
  ApplicationParameters,
  ApplicationV11Parameters,
} from '../../schema';
import { publishEnvironment } from './publishEnvironment';
import { workloadGrants } from './workloadGrants';

/**
 * An environment for applications: network, database, bucket, key, logs, alarms, budget; and what 1.1.0 adds on request.
 *
 * It makes every version: what 1.0.0 has keeps its construct IDs, so that moving a unit to 1.1.0 replaces nothing.
 * Its tenants import what it publishes, so it must be deployed before them, and CloudFormation refuses to delete it while
 * one of them is left.
 */
export class ApplicationEnvironment extends BlueprintStack<ApplicationParameters> {
  readonly key: EncryptionKey;
  readonly alerts: Alerts;
  /** Its own, or that of the environment that its parameters name. */
  readonly network: TieredNetwork;
  /** The block of the network. */
  readonly networkCidr: string;
  readonly accessLogs: AccessLogBucket;
  readonly data: EncryptedBucket;
  readonly logs: WorkloadLogs;
  /** A server of its own; in previews that ask for it a database in the server of their network's host. */
  readonly database: PostgresDatabase | GuestDatabase;
  /** The security group that workloads join to reach the database. */
  readonly workloadSecurityGroup: SecurityGroup;
  /** The role that workloads run as. */
  readonly workloadRole: LeastPrivilegeRole;
  /** What it has since 1.1.0 and its parameters ask for: service, metrics, log search, the way to a hub. */
  readonly additions: ApplicationAdditions;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy, parameters, runbooksUrl } = this;
    const recovers = parameters.drRegion !== 'none';
    const names = recoveryNames(unit, parameters.drRegion);

    this.key = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${unit.name}`,
      description: `Encrypts the data of ${unit.name}`,
      logGroups: [
        `/plinth/${unit.name}/*`,
        `/aws/rds/instance/${unit.name}/*`,
        ...(isPublic(parameters) ? [`aws-waf-logs-${unit.name}`] : []),
      ],
      notifications: true,
      events: takesGuests(parameters),
    });
    const { key } = this.key;
    this.alerts = new Alerts(this, 'Alerts', {
      key,
      events: takesGuests(parameters),
    });
    const { network, cidr } = this.#makeNetwork();
    this.network = network;
    this.networkCidr = cidr;
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
            alerts: this.alerts,
            runbooksUrl,
          }
        : undefined,
    });
    this.logs = new WorkloadLogs(this, 'Logs', {
      policy,
      key,
      logGroupName: `/plinth/${unit.name}/application`,
    });
    const server = this.#ownServer();
    this.database =
      server ??
      new GuestDatabase(this, 'Database', {
        key,
        name: unit.name,
        host: hostOf(parameters),
      });
    this.workloadSecurityGroup = this.#admitWorkloads();
    this.workloadRole = new LeastPrivilegeRole(this, 'WorkloadRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
      description: `Workloads of ${unit.name}`,
      grants: workloadGrants(this),
    });
    if (parameters.privateEndpoints.length > 0) {
      new PrivateEndpoints(this, 'Endpoints', {
        vpc: this.network.vpc,
        services: parameters.privateEndpoints,
        client: this.workloadSecurityGroup,
      });
    }
    new UnitBudget(this, 'Budget', { unit, alerts: this.alerts });
    publishEnvironment(this);
    if (server && takesGuests(parameters)) {
      this.#takeGuests(server);
    }
    if (server && recovers) {
      this.#recoverElsewhere(scope, id, names.vault, server);
    }
    this.stateRecovery(...this.database.recovery, {
      name: 'objects',
      event: 'zone',
      rpoMinutes: 0,
      rtoMinutes: 0,
      basis: 'S3 Standard keeps objects in at least three zones',
    });
    this.additions = addToEnvironment(this);
  }

  #makeNetwork(): { network: TieredNetwork; cidr: string } {
    const { unit, policy, parameters } = this;
    const { availabilityZones, cidr } = parameters;
    // Since 1.1.0, in previews.
    const { networkHost: host }: Partial<ApplicationV11Parameters> = parameters;
    if (host !== undefined) {
      const network = new BorrowedNetwork(this, 'Network', {
        host,
        availabilityZones,
      });
      return { network, cidr: network.cidr };
    }
    const network = new ThreeTierNetwork(this, 'Network', {
      policy,
      key: this.key.key,
      cidr,
      availabilityZones,
      natGateways: parameters.natGateways,
      flowLogGroupName: `/plinth/${unit.name}/flow-logs`,
    });
    return { network, cidr };
  }

  /** Adds the stacks in the DR region: one before this stack, with what receives copies, and one after it, with the standby. */
  #recoverElsewhere(
    scope: Construct,
    id: string,
    vaultName: string,
    server: PostgresDatabase,
  ): void {
    const { unit, policy, parameters, runbooksUrl } = this;
    const recovery = new ApplicationRecovery(scope, `${id}-dr`, {
      unit,
      runbooksUrl,
    });
    this.addStackDependency(recovery);
    const copies = new DatabaseCopies(this, 'DatabaseCopies', {
      alerts: this.alerts,
      runbooksUrl,
      policy,
      key: this.key.key,
      vaultName: `plinth-${unit.name}`,
      databaseArn: this.formatArn({
        service: 'rds',
        resource: 'db',
        resourceName: server.instance.ref,
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

  /** The server of the database; undefined where that is the host's. */
  #ownServer(): PostgresDatabase | undefined {
    const { unit, policy, parameters, runbooksUrl, alerts } = this;
    const { sharedDatabase }: Partial<ApplicationV11Parameters> = parameters;
    return sharedDatabase
      ? undefined
      : new PostgresDatabase(this, 'Database', {
          policy,
          key: this.key.key,
          runbooksUrl,
          vpc: this.network.vpc,
          alerts,
          identifier: unit.name,
          databaseName: 'application',
          version: parameters.databaseVersion,
          instanceClass: parameters.databaseClass,
          storageGiB: parameters.databaseStorageGiB,
          multiAz: parameters.databaseMultiAz,
          replicatedTo: replicatedTo(parameters),
        });
  }

  /** Lets previews in its network have their databases in its server. */
  #takeGuests(database: PostgresDatabase): void {
    const { policy, alerts, runbooksUrl, unit } = this;
    new GuestServer(this, 'Guests', {
      policy,
      alerts,
      runbooksUrl,
      database,
      name: unit.name,
      key: this.key.key,
      vpc: this.network.vpc,
    });
    this.publish(
      'DatabaseSecurityGroupId',
      database.securityGroup.securityGroupId,
      'The group of the database, which lets in the workloads of previews',
    );
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
}

/** Whether the internet reaches a service of the environment. */
function isPublic(parameters: Partial<ApplicationV11Parameters>): boolean {
  return parameters.service === 'web' && parameters.domainName !== undefined;
}

/** Whether previews have databases in its server; since 1.1.0. */
function takesGuests({
  guestDatabases = false,
}: Partial<ApplicationV11Parameters>): boolean {
  return guestDatabases;
}

/** The environment in whose server the database is, which the schema has demanded. */
function hostOf({ networkHost }: Partial<ApplicationV11Parameters>): string {
  return String(networkHost);
}

/** The region that needs the password too, since RDS refuses a standby of a database whose password it keeps. */
function replicatedTo({
  drRegion,
  drDatabase,
}: ApplicationParameters): string | undefined {
  return drRegion !== 'none' && drDatabase === 'replica' ? drRegion : undefined;
}
