import { Stack } from 'aws-cdk-lib/core';
import { type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster, CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import type { StagePolicy } from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { SERVICE_SUBNETS } from '../network/ThreeTierNetwork';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import { databaseAuthority } from './databaseAuthority';
import { DROP_GUEST, GUEST_IMAGE } from './guestScripts';
import type { PostgresDatabase } from './PostgresDatabase';

const RUNBOOK = 'guest-database';

/** Settings of a `GuestServer`. */
export interface GuestServerProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  /** The key of the environment, with which the administrator's password is encrypted. */
  readonly key: IKey;
  /** They must take events (`events`). */
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly name: string;
  /** The server of the guests. */
  readonly database: PostgresDatabase;
}

/**
 * Lets previews have databases in the server of an environment (`GuestDatabase`), and drops them when their stacks are gone.
 *
 * CloudFormation tells EventBridge of each stack that was deleted in the account and region, and a task asks the server for databases of it; it
 * costs nothing while no stack ends. No function and no custom resource is needed, which would have to be in the network with a driver.
 * A task that fails is told to the team. The next guest of the same name drops what was left behind too.
 */
export class GuestServer extends Construct {
  constructor(scope: Construct, id: string, props: GuestServerProps) {
    super(scope, id);
    const { name, vpc, database } = props;
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Drops databases of previews in ${name}`,
      allowAllOutbound: true,
    });
    database.allowFrom(group, 'PostgreSQL to drop databases of previews');
    const cluster = new CfnCluster(this, 'Cluster', {
      clusterSettings: [{ name: 'containerInsights', value: 'enabled' }],
    });
    const logs = new WorkloadLogs(this, 'Logs', {
      policy: props.policy,
      key: props.key,
      logGroupName: `/plinth/${name}/guests`,
    });
    const execution = this.#executionRole(props, logs);
    const tasks = this.#tasks(props, logs, execution);
    const rule = new CfnRule(this, 'Ended', {
      description: `A stack is gone: its databases in ${name} are dropped`,
      eventPattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: { 'status-details': { status: ['DELETE_COMPLETE'] } },
      },
      targets: [
        {
          id: 'Drop',
          arn: cluster.attrArn,
          roleArn: this.#startRole(name, cluster, tasks, execution).roleArn,
          ecsParameters: {
            taskDefinitionArn: tasks.ref,
            taskCount: 1,
            launchType: 'FARGATE',
            networkConfiguration: {
              awsVpcConfiguration: {
                subnets: vpc.selectSubnets({ subnetGroupName: SERVICE_SUBNETS })
                  .subnetIds,
                securityGroups: [group.securityGroupId],
                assignPublicIp: 'DISABLED',
              },
            },
          },
          inputTransformer: {
            inputPathsMap: { stack: '$.detail.stack-id' },
            inputTemplate:
              '{"containerOverrides":[{"name":"drop","environment":[{"name":"STACK","value":<stack>}]}]}',
          },
        },
      ],
    });
    this.#tell(props, cluster, rule);
  }

  #executionRole(
    { name, key, database }: GuestServerProps,
    logs: WorkloadLogs,
  ): LeastPrivilegeRole {
    return new LeastPrivilegeRole(this, 'ExecutionRole', {
      assumedBy: this.#from('ecs-tasks.amazonaws.com'),
      description: `Starts what drops databases of previews in ${name}`,
      grants: [
        {
          sid: 'Logs',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logs.logGroup.logGroupArn],
        },
        {
          sid: 'Administrator',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [database.secretArn],
        },
        { sid: 'Key', actions: ['kms:Decrypt'], resources: [key.keyArn] },
      ],
    });
  }

  #tasks(
    { name, database }: GuestServerProps,
    logs: WorkloadLogs,
    execution: LeastPrivilegeRole,
  ): CfnTaskDefinition {
    const { region } = Stack.of(this);
    const variables = {
      PGHOST: database.instance.attrEndpointAddress,
      PGPORT: database.instance.attrEndpointPort,
      PGDATABASE: 'postgres',
      AUTHORITY: databaseAuthority(region),
    };
    const tasks = new CfnTaskDefinition(this, 'Tasks', {
      family: `${name}-guests`,
      cpu: '256',
      memory: '512',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      runtimePlatform: {
        cpuArchitecture: 'X86_64',
        operatingSystemFamily: 'LINUX',
      },
      executionRoleArn: execution.roleArn,
      containerDefinitions: [
        {
          name: 'drop',
          image: GUEST_IMAGE,
          essential: true,
          readonlyRootFilesystem: true,
          entryPoint: ['sh', '-c'],
          command: [DROP_GUEST],
          environment: Object.entries(variables).map(([key, value]) => ({
            name: key,
            value,
          })),
          secrets: [
            {
              name: 'PGUSER',
              valueFrom: `${database.secretArn}:username::`,
            },
            {
              name: 'PGPASSWORD',
              valueFrom: `${database.secretArn}:password::`,
            },
          ],
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': logs.logGroup.logGroupName,
              'awslogs-region': region,
              'awslogs-stream-prefix': 'drop',
            },
          },
        },
      ],
    });
    acknowledge(
      tasks,
      'AwsSolutions-ECS2',
      'The variables are an address and the certificate of an authority; the password comes from Secrets Manager when a task starts.',
    );
    return tasks;
  }

  #startRole(
    name: string,
    cluster: CfnCluster,
    tasks: CfnTaskDefinition,
    execution: LeastPrivilegeRole,
  ): LeastPrivilegeRole {
    return new LeastPrivilegeRole(this, 'StartRole', {
      assumedBy: this.#from('events.amazonaws.com'),
      description: `Starts the task when a stack is gone: ${name}`,
      grants: [
        {
          sid: 'Start',
          actions: ['ecs:RunTask'],
          resources: [tasks.ref],
          conditions: { ArnEquals: { 'ecs:cluster': cluster.attrArn } },
        },
        {
          sid: 'PassRole',
          actions: ['iam:PassRole'],
          resources: [execution.roleArn],
          conditions: {
            StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
          },
        },
      ],
    });
  }

  #from(service: string): ServicePrincipal {
    return new ServicePrincipal(service, {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
      },
    });
  }

  /** Tells the team of what could not be started, and of what failed. */
  #tell(
    { alerts, runbooksUrl, name }: GuestServerProps,
    cluster: CfnCluster,
    rule: CfnRule,
  ): void {
    new RunbookAlarm(this, 'NotStarted', {
      alerts,
      runbooksUrl,
      severity: 'warning',
      runbook: RUNBOOK,
      meaning: `What drops databases of previews in ${name} could not be started.`,
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensions: { RuleName: rule.ref },
      statistic: 'Sum',
      evaluationPeriods: 1,
      threshold: 0,
    });
    new CfnRule(this, 'Failed', {
      description: `A database of a preview in ${name} was not dropped. Runbook: ${runbooksUrl}/${RUNBOOK}.md`,
      eventPattern: {
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: {
          clusterArn: [cluster.attrArn],
          lastStatus: ['STOPPED'],
          $or: [
            { containers: { exitCode: [{ 'anything-but': [0] }] } },
            { stopCode: ['TaskFailedToStart'] },
          ],
        },
      },
      targets: [{ id: 'Warning', arn: alerts.topics.warning.topicArn }],
    });
  }
}
