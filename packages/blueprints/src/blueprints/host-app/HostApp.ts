import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { bucketName, shorten } from '../../base/naming';
import { Alerts } from '../../constructs/alerts/Alerts';
import { MonthlyBackups } from '../../constructs/backup/MonthlyBackups';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { ServiceCluster } from '../../constructs/cluster/ServiceCluster';
import { PostgresDatabase } from '../../constructs/database/PostgresDatabase';
import { WebAcl } from '../../constructs/edge/WebAcl';
import { LoadBalancer } from '../../constructs/ingress/LoadBalancer';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import { ThreeTierNetwork } from '../../constructs/network/ThreeTierNetwork';
import { LeastPrivilegeRole } from '../../constructs/role/LeastPrivilegeRole';
import { BlueGreenService } from '../../constructs/service/BlueGreenService';
import { AccessLogBucket } from '../../constructs/storage/EncryptedBucket';
import { type HostAppParameters, TASK_SIZES } from '../../schema';
import { EventIntake } from './EventIntake';
import { portalSecrets, portalVariables } from './portalVariables';

/** Where the portal listens: `backend.listen` of app-config.production.yaml. */
const PORT = 7007;
/** Answers 200 when the portal can serve. */
const READINESS = '/.backstage/health/v1/readiness';

/** The portal itself, in an account of its own or beside platform services. */
export class HostApp extends BlueprintStack<HostAppParameters> {
  readonly key: EncryptionKey;
  readonly alerts: Alerts;
  readonly network: ThreeTierNetwork;
  readonly database: PostgresDatabase;
  readonly events: EventIntake;
  readonly loadBalancer: LoadBalancer;
  readonly firewall: WebAcl;
  /** What the portal may do: read in each account, and take stack events. It deploys nothing. */
  readonly role: LeastPrivilegeRole;
  readonly portal: BlueGreenService;

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
    const common = { policy, key, runbooksUrl, alerts: this.alerts };
    this.network = new ThreeTierNetwork(this, 'Network', {
      policy,
      key,
      cidr: parameters.cidr,
      availabilityZones: 2,
      natGateways: unit.stage === 'dev' ? 'single' : 'per-zone',
      flowLogGroupName: `/plinth/${unit.name}/flow-logs`,
    });
    const { vpc } = this.network;
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      policy,
      bucketName: bucketName(unit, 'logs'),
    });
    this.database = new PostgresDatabase(this, 'Database', {
      ...common,
      vpc,
      identifier: unit.name,
      databaseName: 'plinth',
      version: parameters.databaseVersion,
      instanceClass: parameters.databaseClass,
      storageGiB: parameters.databaseStorageGiB,
      multiAz: parameters.databaseMultiAz,
      keptPassword: true,
    });
    new MonthlyBackups(this, 'Backups', {
      ...common,
      vaultName: shorten(`plinth-${unit.name}`, 50),
      resources: [
        `arn:${this.partition}:rds:${this.region}:${this.account}:db:${this.database.instance.ref}`,
      ],
    });
    this.events = new EventIntake(this, 'Events', {
      ...common,
      name: unit.name,
      accounts: parameters.accounts,
    });
    this.loadBalancer = new LoadBalancer(this, 'LoadBalancer', {
      ...common,
      vpc,
      accessLogs: accessLogs.bucket,
      audience: {
        kind: 'internet',
        domainName: parameters.domainName,
        hostedZoneId: parameters.hostedZoneId,
      },
    });
    this.firewall = new WebAcl(this, 'Firewall', {
      ...common,
      name: unit.name,
      protects: this.loadBalancer.balancer.ref,
      tuning: parameters,
    });
    this.role = this.#portalRole();
    const clients = new SecurityGroup(this, 'PortalSecurityGroup', {
      vpc,
      description: `Portal of ${unit.name}: reaches its database`,
      allowAllOutbound: true,
    });
    this.database.allowFrom(clients, 'PostgreSQL from the portal');
    this.portal = new BlueGreenService(this, 'Portal', {
      ...common,
      vpc,
      cluster: new ServiceCluster(this, 'Cluster', {
        policy,
        vpc,
        name: unit.name,
      }),
      loadBalancer: this.loadBalancer,
      name: 'portal',
      host: parameters.domainName,
      priority: 100,
      image: parameters.image,
      port: PORT,
      healthCheckPath: READINESS,
      ...TASK_SIZES[parameters.taskSize],
      copies: [parameters.tasks, parameters.tasks],
      logs: `/plinth/${unit.name}/portal`,
      joins: [clients],
      variables: portalVariables(this),
      injected: portalSecrets(this, this),
      readOnly: true,
      taskRole: this.role,
    });
    this.portal.service.node.addDependency(this.database.instance);
    const { balancer } = this.loadBalancer;
    new CfnRecordSet(this, 'Record', {
      hostedZoneId: parameters.hostedZoneId,
      name: parameters.domainName,
      type: 'A',
      aliasTarget: {
        dnsName: balancer.attrDnsName,
        hostedZoneId: balancer.attrCanonicalHostedZoneId,
        evaluateTargetHealth: true,
      },
    });
    new UnitBudget(this, 'Budget', { unit, alerts: this.alerts });
    this.stateRecovery(...this.database.recovery);
    this.#publish();
  }

  #portalRole(): LeastPrivilegeRole {
    const { accounts, rolePrefix } = this.parameters;
    const role = new LeastPrivilegeRole(this, 'PortalRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
      description: `Portal of ${this.unit.name}`,
      grants: [
        {
          sid: 'ReadAccounts',
          actions: ['sts:AssumeRole'],
          resources: [...accounts]
            .sort()
            .map(
              account =>
                `arn:${this.partition}:iam::${account}:role/${rolePrefix}-read`,
            ),
        },
        {
          sid: 'TakeStackEvents',
          actions: [
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            'sqs:ReceiveMessage',
          ],
          resources: [this.events.queue.queueArn],
        },
      ],
    });
    // What the trust of the read role asks for.
    Tags.of(role.role).add('plinth:component', 'portal');
    return role;
  }

  #publish(): void {
    const values: Record<string, [value: string, description: string]> = {
      PortalUrl: [
        `https://${this.parameters.domainName}`,
        'Where people and webhooks reach the portal',
      ],
      PortalRoleArn: [this.role.roleArn, 'What the portal runs as'],
      EventsQueueUrl: [this.events.queue.queueUrl, 'The queue of stack events'],
      EventBusArn: [
        this.events.busArn,
        'Where the rules of other accounts and regions send stack events',
      ],
      DatabaseEndpoint: [
        this.database.instance.attrEndpointAddress,
        'Host name of the database',
      ],
      DatabaseSecretArn: [
        this.database.secretArn,
        'The secret of the database, which the runbook database-password-rotation replaces',
      ],
      LogGroupName: [
        this.portal.logs.logGroup.logGroupName,
        'Logs of the portal',
      ],
      CriticalTopicArn: [
        this.alerts.topics.critical.topicArn,
        'Alerts that page somebody',
      ],
      WarningTopicArn: [
        this.alerts.topics.warning.topicArn,
        'Alerts for the channel of the team',
      ],
    };
    for (const [name, [value, description]] of Object.entries(values)) {
      this.publish(name, value, description);
    }
  }
}
