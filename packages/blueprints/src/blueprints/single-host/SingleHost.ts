import { SecurityGroup, Peer, Port } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { HttpMethods, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  BlueprintStack,
  type DataStore,
  type UnitStackProps,
} from '../../base/BlueprintStack';
import { bucketName, shorten } from '../../base/naming';
import { Alerts } from '../../constructs/alerts/Alerts';
import { HostBackups } from '../../constructs/backup/HostBackups';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { Configuration } from '../../constructs/configuration/Configuration';
import { PostgresDatabase } from '../../constructs/database/PostgresDatabase';
import { HostCache } from '../../constructs/host/HostCache';
import { TlsLoadBalancer } from '../../constructs/host/TlsLoadBalancer';
import { UbuntuHost } from '../../constructs/host/UbuntuHost';
import { WebAcl } from '../../constructs/edge/WebAcl';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import {
  INGRESS_SUBNETS,
  SERVICE_SUBNETS,
  ThreeTierNetwork,
} from '../../constructs/network/ThreeTierNetwork';
import { LeastPrivilegeRole } from '../../constructs/role/LeastPrivilegeRole';
import {
  AccessLogBucket,
  EncryptedBucket,
} from '../../constructs/storage/EncryptedBucket';
import { partitionOf, type SingleHostParameters } from '../../schema';
import { hostGrants } from './hostGrants';
import { watchHost } from './watchHost';

const BUCKETS = ['attachments', 'code', 'legacy'] as const;

/** What PMO-7 promises, in minutes. */
const PROMISED = { rpo: 24 * 60, rto: 4 * 60 };

/** An application on one EC2 host, with what stands around it. */
export class SingleHost extends BlueprintStack<SingleHostParameters> {
  readonly key: EncryptionKey;
  readonly alerts: Alerts;
  readonly network: ThreeTierNetwork;
  readonly buckets: Readonly<Record<(typeof BUCKETS)[number], EncryptedBucket>>;
  readonly hostSecurityGroup: SecurityGroup;
  readonly hostRole: LeastPrivilegeRole;
  readonly host: UbuntuHost;
  readonly balancer: TlsLoadBalancer;
  readonly firewall: WebAcl;
  /** Absent in previews: a vault with recovery points could not be deleted with them. */
  readonly backups?: HostBackups;
  readonly database?: PostgresDatabase;
  readonly cache?: HostCache;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy, parameters, runbooksUrl } = this;
    this.key = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${unit.name}`,
      description: `Encrypts the data of ${unit.name}`,
      logGroups: [
        `/plinth/${unit.name}/*`,
        `/aws/rds/instance/${unit.name}/*`,
        `aws-waf-logs-${unit.name}`,
      ],
      notifications: true,
    });
    const { key } = this.key;
    this.alerts = new Alerts(this, 'Alerts', { key });
    this.network = new ThreeTierNetwork(this, 'Network', {
      policy,
      key,
      cidr: parameters.cidr,
      availabilityZones: 2,
      natGateways: parameters.elasticIp ? 'none' : 'single',
      flowLogGroupName: `/plinth/${unit.name}/flow-logs`,
    });
    const { vpc } = this.network;
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      policy,
      bucketName: bucketName(unit, 'logs'),
    });
    const bucket = (purpose: (typeof BUCKETS)[number]) =>
      new EncryptedBucket(this, `Bucket-${purpose}`, {
        policy:
          purpose === 'attachments'
            ? { ...policy, objectVersionDays: 365 }
            : policy,
        key,
        bucketName: bucketName(unit, purpose),
        accessLogs: accessLogs.bucket,
        lifecycleRules:
          purpose === 'attachments'
            ? [
                {
                  id: 'CoolDown',
                  transitions: [
                    {
                      storageClass: StorageClass.INFREQUENT_ACCESS,
                      transitionAfter: Duration.days(90),
                    },
                    {
                      storageClass: StorageClass.GLACIER,
                      transitionAfter: Duration.days(180),
                    },
                  ],
                },
              ]
            : undefined,
      });
    this.buckets = {
      attachments: bucket('attachments'),
      code: bucket('code'),
      legacy: bucket('legacy'),
    };
    this.buckets.attachments.bucket.addCorsRule({
      allowedOrigins: [`https://${parameters.domainName}`],
      allowedMethods: [HttpMethods.GET, HttpMethods.PUT, HttpMethods.HEAD],
      allowedHeaders: ['content-type', 'content-md5', 'x-amz-*'],
      exposedHeaders: ['ETag'],
      maxAge: 3000,
    });
    this.hostSecurityGroup = new SecurityGroup(this, 'HostSecurityGroup', {
      vpc,
      description: `Host of ${unit.name}: only the ports that were asked for`,
      allowAllOutbound: true,
    });
    for (const { port, source } of parameters.openPorts) {
      this.hostSecurityGroup.addIngressRule(
        Peer.ipv4(source),
        Port.tcp(port),
        `Port ${port} as asked for`,
      );
    }
    if (parameters.database) {
      this.database = new PostgresDatabase(this, 'Database', {
        policy,
        key,
        runbooksUrl,
        vpc,
        alerts: this.alerts,
        identifier: unit.name,
        databaseName: 'application',
        version: '17',
        instanceClass: parameters.databaseClass,
        storageGiB: parameters.databaseStorageGiB,
        multiAz: unit.stage === 'staging' || unit.stage === 'production',
      });
      this.database.allowFrom(
        this.hostSecurityGroup,
        'PostgreSQL from the host',
      );
    }
    if (parameters.cache) {
      this.cache = new HostCache(this, 'Cache', {
        policy,
        key,
        vpc,
        client: this.hostSecurityGroup,
        alerts: this.alerts,
        runbooksUrl,
        description: `Redis of ${unit.name}`,
      });
    }
    this.hostRole = new LeastPrivilegeRole(this, 'HostRole', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      description: `Host of ${unit.name}`,
      grants: hostGrants(this),
    });
    const [subnet] = vpc.selectSubnets({
      subnetGroupName: parameters.elasticIp ? INGRESS_SUBNETS : SERVICE_SUBNETS,
    }).subnets;
    this.host = new UbuntuHost(this, 'Host', {
      policy,
      key,
      instanceClass: parameters.instanceClass,
      volumeGiB: parameters.volumeGiB,
      imageRelease: parameters.imageRelease,
      subnetId: subnet.subnetId,
      securityGroup: this.hostSecurityGroup,
      role: this.hostRole,
      elasticIp: parameters.elasticIp,
    });
    // User data needs the internet at first start, by the route of its own subnet.
    this.host.instance.node.addDependency(
      vpc.internetConnectivityEstablished,
      subnet.internetConnectivityEstablished,
    );
    this.balancer = new TlsLoadBalancer(this, 'LoadBalancer', {
      policy,
      alerts: this.alerts,
      runbooksUrl: this.runbooksUrl,
      vpc,
      accessLogs: accessLogs.bucket,
      domainName: parameters.domainName,
      certificateArn: parameters.certificateArn,
      hostedZoneId: parameters.hostedZoneId,
      instanceId: this.host.instance.ref,
      hostSecurityGroup: this.hostSecurityGroup,
      port: parameters.applicationPort,
      healthPath: parameters.healthPath,
    });
    this.firewall = new WebAcl(this, 'Firewall', {
      policy,
      key,
      runbooksUrl,
      alerts: this.alerts,
      name: unit.name,
      protects: this.balancer.balancer.ref,
      tuning: parameters,
    });
    if (policy.onRemoval !== 'delete') {
      this.backups = this.#backUp();
    }
    watchHost(this);
    new UnitBudget(this, 'Budget', { unit, alerts: this.alerts });
    this.#stateRecovery();
    this.#publish();
  }

  #backUp(): HostBackups {
    const { unit, policy, key, database } = this;
    const arn = (service: string, resource: string) =>
      `arn:${this.partition}:${service}:${this.region}:${this.account}:${resource}`;
    return new HostBackups(this, 'Backups', {
      alerts: this.alerts,
      runbooksUrl: this.runbooksUrl,
      policy,
      key: key.key,
      vaultName: shorten(`plinth-${unit.name}`, 50),
      resources: [
        arn('ec2', `instance/${this.host.instance.ref}`),
        ...(database ? [arn('rds', `db:${database.instance.ref}`)] : []),
      ],
    });
  }

  #hostRecovery(): DataStore[] {
    if (!this.backups) {
      return [];
    }
    const { volumeGiB } = this.parameters;
    const host = {
      name: 'host',
      rpoMinutes: this.backups.rpoMinutes,
      rtoMinutes: 60 + Math.ceil(volumeGiB / 100) * 10,
      basis: `image restored from AWS Backup, ${volumeGiB} GiB`,
    };
    return [
      { ...host, event: 'deletion' },
      { ...host, event: 'zone' },
    ];
  }

  #stateRecovery(): void {
    const stores = [
      ...this.#hostRecovery(),
      ...(this.database?.recovery ?? []),
    ];
    if (stores.length === 0) {
      return;
    }
    const late = stores.find(
      ({ rpoMinutes, rtoMinutes }) =>
        rpoMinutes > PROMISED.rpo || rtoMinutes > PROMISED.rto,
    );
    if (late) {
      throw new Error(
        `${late.name}: the settings break the promise of RPO 24 h and RTO 4 h (PMO-7)`,
      );
    }
    this.stateRecovery(...stores);
    this.publish(
      'RpoMinutes',
      String(Math.max(...stores.map(({ rpoMinutes }) => rpoMinutes))),
      'Most minutes of writes that can be lost; promised are 1440',
    );
    this.publish(
      'RtoMinutes',
      String(Math.max(...stores.map(({ rtoMinutes }) => rtoMinutes))),
      'Most minutes until it serves again; promised are 240',
    );
  }

  #publish(): void {
    const settings: Record<string, string> = {
      'email/endpoint':
        this.parameters.emailHost ??
        `email-smtp.${this.region}.${partitionOf(this.region).dnsSuffix}`,
      'email/port': '587',
    };
    for (const name of BUCKETS) {
      settings[`bucket/${name}`] = this.buckets[name].bucket.bucketName;
    }
    if (this.database) {
      settings['database/endpoint'] =
        this.database.instance.attrEndpointAddress;
      settings['database/port'] = this.database.instance.attrEndpointPort;
      settings['database/secret-arn'] = this.database.secretArn;
    }
    if (this.cache) {
      settings['cache/endpoint'] = this.cache.group.attrPrimaryEndPointAddress;
      settings['cache/secret-arn'] = this.cache.secretArn;
    }
    new Configuration(this, 'Configuration', {
      path: `/plinth/${this.unit.name}`,
      values: settings,
    });
    this.publish(
      'InstanceId',
      this.host.instance.ref,
      'The host; open a session with Session Manager',
    );
    this.publish(
      'LoadBalancerDnsName',
      this.balancer.balancer.attrDnsName,
      'Where the domain name points to',
    );
    if (this.host.address) {
      this.publish(
        'ElasticIp',
        this.host.address.ref,
        'The fixed address of the host',
      );
    }
  }
}
