import {
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import {
  CfnSecurityGroupEgress,
  CfnSecurityGroupIngress,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { CfnService } from 'aws-cdk-lib/aws-ecs';
import {
  CfnListenerRule,
  CfnTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { StagePolicy } from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';
import type { ServiceCluster } from '../cluster/ServiceCluster';
import type { LoadBalancer } from '../ingress/LoadBalancer';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { SERVICE_SUBNETS } from '../network/ThreeTierNetwork';
import type { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import type { InjectedValue } from './injectedValues';
import type { Preparation } from './Preparation';
import { trafficRole } from './serviceRoles';
import { scaleByLoad } from './serviceScaling';
import { taskDefinition } from './serviceTasks';

/** Minutes for which the old tasks stay beside the new ones, so that a rollback is a switch of traffic. */
const BAKE_MINUTES = 10;

/** Settings of a `BlueGreenService`. */
export interface BlueGreenServiceProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  readonly key: IKey;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly cluster: ServiceCluster;
  readonly loadBalancer: LoadBalancer;
  /** Names the service, its family of tasks and its discovery name. */
  readonly name: string;
  /**
   * Requests for this host are its own.
   *
   * @default - every request is
   */
  readonly host?: string;
  /** The order of its rule at the listener; each service has another. */
  readonly priority: number;
  readonly image: string;
  readonly port: number;
  readonly healthCheckPath: string;
  readonly cpu: number;
  readonly memoryMiB: number;
  /** Where it logs: the name of a log group that is made for it, or one that exists. */
  readonly logs: string | WorkloadLogs;
  /**
   * Fewest and most copies.
   *
   * @default - those of the stage
   */
  readonly copies?: readonly [min: number, max: number];
  /**
   * Whether none of it runs, so that nothing of it can write, and nobody is told that none does.
   *
   * @default false
   */
  readonly stopped?: boolean;
  /**
   * Security groups that its tasks join besides their own.
   *
   * @default - none
   */
  readonly joins?: readonly SecurityGroup[];
  /**
   * Variables that its tasks get by reference.
   *
   * @default - none
   */
  readonly injected?: readonly InjectedValue[];
  /** What its tasks may do. */
  readonly taskRole: LeastPrivilegeRole;
  /**
   * Path below which it finds its configuration in Parameter Store.
   *
   * @default - it is not told one
   */
  readonly configurationPath?: string;
  /**
   * Variables that are no secret; a change of one is a deployment.
   *
   * @default - none
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * What runs before its container in each task.
   *
   * @default - nothing does
   */
  readonly preparation?: Preparation;
  /**
   * Whether its container writes below `/tmp` alone. The image has to declare that as a volume, for its permissions there.
   *
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * ARN of the parameter with the configuration of the collector beside each task.
   *
   * @default - there is no collector
   */
  readonly collectorParameterArn?: string;
}

/**
 * A Fargate service that ECS deploys blue-green: new tasks get their own target group, traffic moves at once, and an alarm
 * within ten minutes moves it back.
 *
 * ECS itself shifts the traffic, so no function and no CodeDeploy application is needed; CloudFormation waits for the
 * deployment and rolls its stack back when ECS rolled back. Circuit breaker and alarms work with blue-green deployments too
 * (Developer Guide, "deployment failure detection"; the API reference of the breaker still says rolling updates only).
 *
 * ECS changes the weights of the listener rule while it deploys, and CloudFormation does not know. It leaves them alone as long
 * as the template's rule is the same; a change of priority or host writes the whole rule again, with all weight on blue. Where
 * green is live then, nobody is answered: see the runbook `service-errors`.
 */
export class BlueGreenService extends Construct {
  readonly service: CfnService;
  readonly securityGroup: SecurityGroup;
  readonly logs: WorkloadLogs;
  readonly #port: number;

  constructor(scope: Construct, id: string, props: BlueGreenServiceProps) {
    super(scope, id);
    this.#port = props.port;
    this.logs =
      typeof props.logs === 'string'
        ? new WorkloadLogs(this, 'Logs', {
            policy: props.policy,
            key: props.key,
            logGroupName: props.logs,
          })
        : props.logs;
    this.securityGroup = this.#admit(props);
    const [blue, green] = ['Blue', 'Green'].map(
      color =>
        new CfnTargetGroup(this, color, {
          targetType: 'ip',
          protocol: 'HTTP',
          port: props.port,
          vpcId: props.vpc.vpcId,
          healthCheckPath: props.healthCheckPath,
          healthCheckIntervalSeconds: 15,
          healthyThresholdCount: 2,
          unhealthyThresholdCount: 3,
          matcher: { httpCode: '200-399' },
          targetGroupAttributes: [
            { key: 'deregistration_delay.timeout_seconds', value: '30' },
          ],
        }),
    );
    const rule = new CfnListenerRule(this, 'Rule', {
      listenerArn: props.loadBalancer.listener.ref,
      priority: props.priority,
      conditions: [
        props.host
          ? { field: 'host-header', hostHeaderConfig: { values: [props.host] } }
          : { field: 'path-pattern', pathPatternConfig: { values: ['*'] } },
        ...props.loadBalancer.conditions,
      ],
      actions: [
        {
          type: 'forward',
          forwardConfig: {
            targetGroups: [
              { targetGroupArn: blue.ref, weight: 100 },
              { targetGroupArn: green.ref, weight: 0 },
            ],
          },
        },
      ],
    });
    const errors = this.#errorsAlarm(props);
    this.service = this.#service(props, { blue, green, rule, errors });
    scaleByLoad(this, this.service, props);
    if (!props.stopped) {
      this.#watchLoad(props);
    }
  }

  /** Lets in the tasks of another service, which reach this one by its name. */
  allowFrom(client: ISecurityGroup, description: string): void {
    // A resource of its own, so that two services may reach each other.
    new CfnSecurityGroupIngress(this, `From${client.node.addr}`, {
      ...tcp(this.#port),
      groupId: this.securityGroup.securityGroupId,
      sourceSecurityGroupId: client.securityGroupId,
      description,
    });
  }

  #admit(props: BlueGreenServiceProps): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Tasks of ${props.name}`,
      allowAllOutbound: true,
    });
    const port = Port.tcp(props.port);
    const balancer = props.loadBalancer.securityGroup;
    group.addIngressRule(
      Peer.securityGroupId(balancer.securityGroupId),
      port,
      'From the load balancer',
    );
    // Resources of their own: written into the groups, rules that name each other would be a circle.
    const rule = tcp(props.port);
    new CfnSecurityGroupEgress(this, 'FromBalancer', {
      ...rule,
      groupId: balancer.securityGroupId,
      destinationSecurityGroupId: group.securityGroupId,
      description: `To ${props.name}`,
    });
    new CfnSecurityGroupIngress(this, 'FromPeers', {
      ...rule,
      groupId: group.securityGroupId,
      sourceSecurityGroupId: group.securityGroupId,
      description: 'From other services by Service Connect',
    });
    return group;
  }

  #errorsAlarm(props: BlueGreenServiceProps): RunbookAlarm {
    return new RunbookAlarm(this, 'ErrorsAlarm', {
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      severity: 'critical',
      runbook: 'service-errors',
      meaning:
        'The service answered more than 25 requests in 5 minutes with an error; a deployment that is under way is rolled back.',
      namespace: 'AWS/ApplicationELB',
      metricName: 'HTTPCode_Target_5XX_Count',
      dimensions: {
        LoadBalancer: props.loadBalancer.balancer.attrLoadBalancerFullName,
      },
      statistic: 'Sum',
      threshold: 25,
      evaluationPeriods: 1,
    });
  }

  #service(
    props: BlueGreenServiceProps,
    parts: {
      blue: CfnTargetGroup;
      green: CfnTargetGroup;
      rule: CfnListenerRule;
      errors: RunbookAlarm;
    },
  ): CfnService {
    const { cluster } = props;
    const service = new CfnService(this, 'Service', {
      serviceName: props.name,
      cluster: cluster.cluster.ref,
      taskDefinition: taskDefinition(this, props, this.logs).ref,
      // Else scaling alone decides.
      desiredCount: props.stopped ? 0 : undefined,
      capacityProviderStrategy: [
        { capacityProvider: cluster.capacityProvider, weight: 1 },
      ],
      platformVersion: 'LATEST',
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      availabilityZoneRebalancing: 'ENABLED',
      healthCheckGracePeriodSeconds: 60,
      networkConfiguration: {
        awsvpcConfiguration: {
          assignPublicIp: 'DISABLED',
          subnets: props.vpc.selectSubnets({ subnetGroupName: SERVICE_SUBNETS })
            .subnetIds,
          securityGroups: [this.securityGroup, ...(props.joins ?? [])].map(
            group => group.securityGroupId,
          ),
        },
      },
      deploymentController: { type: 'ECS' },
      deploymentConfiguration: {
        strategy: 'BLUE_GREEN',
        bakeTimeInMinutes: BAKE_MINUTES,
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        alarms: {
          alarmNames: [parts.errors.alarm.alarmName],
          enable: true,
          rollback: true,
        },
      },
      loadBalancers: [
        {
          containerName: 'service',
          containerPort: props.port,
          targetGroupArn: parts.blue.ref,
          advancedConfiguration: {
            alternateTargetGroupArn: parts.green.ref,
            productionListenerRule: parts.rule.attrRuleArn,
            roleArn: trafficRole(this, props, parts).roleArn,
          },
        },
      ],
      serviceConnectConfiguration: {
        enabled: true,
        namespace: cluster.namespace.attrArn,
        services: [
          {
            portName: 'http',
            discoveryName: props.name,
            clientAliases: [{ dnsName: props.name, port: props.port }],
          },
        ],
      },
    });
    service.node.addDependency(
      cluster.capacity,
      parts.rule,
      props.taskRole,
      this.node.findChild('ExecutionRole'),
      this.node.findChild('TrafficRole'),
    );
    return service;
  }

  #watchLoad(props: BlueGreenServiceProps): void {
    new RunbookAlarm(this, 'CpuAlarm', {
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      severity: 'warning',
      runbook: 'service-cpu',
      meaning:
        'The service used more than 85 % of its CPU for 15 minutes although it may scale out, or no task of it runs.',
      namespace: 'AWS/ECS',
      metricName: 'CPUUtilization',
      dimensions: {
        ClusterName: props.cluster.cluster.ref,
        ServiceName: this.service.attrName,
      },
      threshold: 85,
      // ECS reports the load of tasks that run, and none where none does.
      missing: TreatMissingData.BREACHING,
    });
    const common = {
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      runbook: 'service-capacity',
      dimensions: {
        ClusterName: props.cluster.cluster.ref,
        ServiceName: this.service.attrName,
      },
    };
    new RunbookAlarm(this, 'MemoryAlarm', {
      ...common,
      severity: 'warning',
      meaning:
        'The service used more than 85 % of its memory for 15 minutes; a task that has no more is stopped.',
      namespace: 'AWS/ECS',
      metricName: 'MemoryUtilization',
      threshold: 85,
    });
    const [fewest] = props.copies ?? props.policy.serviceCopies;
    new RunbookAlarm(this, 'TasksAlarm', {
      ...common,
      severity: 'critical',
      meaning: `Fewer than ${fewest} tasks of the service ran for 15 minutes.`,
      namespace: 'ECS/ContainerInsights',
      metricName: 'RunningTaskCount',
      statistic: 'Minimum',
      threshold: fewest,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      missing: TreatMissingData.BREACHING,
    });
  }
}

function tcp(port: number) {
  return { ipProtocol: 'tcp', fromPort: port, toPort: port };
}
