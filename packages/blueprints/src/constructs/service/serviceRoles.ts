import type {
  CfnListenerRule,
  CfnTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { arnIn } from '../../schema';
import type { WorkloadLogs } from '../logs/WorkloadLogs';
import { type Grant, LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import type { BlueGreenServiceProps } from './BlueGreenService';
import { injectionGrants } from './injectedValues';
import type { Preparation } from './Preparation';

/** What ECS needs to start a task: its image, its log group, and the configuration of its collector if it has one. */
export function executionRole(
  scope: Construct,
  props: Pick<
    BlueGreenServiceProps,
    | 'name'
    | 'image'
    | 'collectorParameterArn'
    | 'injected'
    | 'key'
    | 'preparation'
  >,
  logs: WorkloadLogs,
): LeastPrivilegeRole {
  return new LeastPrivilegeRole(scope, 'ExecutionRole', {
    assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
      },
    }),
    description: `Starts the tasks of ${props.name}`,
    grants: [
      {
        sid: 'Logs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logs.logGroup.logGroupArn],
      },
      ...(props.collectorParameterArn
        ? [
            {
              sid: 'CollectorConfiguration',
              actions: ['ssm:GetParameters'],
              resources: [props.collectorParameterArn],
            },
          ]
        : []),
      ...injectionGrants(props.injected ?? [], props.key),
      ...preparationGrants(props.preparation),
      ...pullGrants(props.image),
    ],
  });
}

/** Grants to read what a preparation gets by reference. */
function preparationGrants(preparation: Preparation | undefined): Grant[] {
  return preparation
    ? [
        {
          sid: 'Prepare',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [
            ...new Set(preparation.injected.map(({ resource }) => resource)),
          ],
        },
        {
          sid: 'PrepareDecrypt',
          actions: ['kms:Decrypt'],
          resources: [...preparation.decrypts],
        },
      ]
    : [];
}

/** Grants to pull a private image from exactly its repository; images of other registries need none. */
function pullGrants(image: string): Grant[] {
  const match =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)[:@]/.exec(
      image,
    );
  if (!match) {
    return [];
  }
  const [, account, region, repository] = match;
  return [
    {
      sid: 'PullImage',
      actions: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
      ],
      resources: [
        arnIn(region, {
          service: 'ecr',
          region,
          account,
          resource: `repository/${repository}`,
        }),
      ],
    },
    {
      sid: 'LogInToRegistry',
      actions: ['ecr:GetAuthorizationToken'],
      resources: ['*'],
      wildcard: 'The login of ECR is for the registry and accepts no resource.',
    },
  ];
}

/** What ECS needs to move traffic between the two target groups of one listener rule. */
export function trafficRole(
  scope: Construct,
  props: Pick<BlueGreenServiceProps, 'name' | 'loadBalancer'>,
  parts: { blue: CfnTargetGroup; green: CfnTargetGroup; rule: CfnListenerRule },
): LeastPrivilegeRole {
  return new LeastPrivilegeRole(scope, 'TrafficRole', {
    assumedBy: new ServicePrincipal('ecs.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
      },
    }),
    description: `Moves the traffic of ${props.name} between blue and green`,
    grants: [
      {
        sid: 'MoveTraffic',
        actions: [
          'elasticloadbalancing:ModifyListener',
          'elasticloadbalancing:ModifyRule',
        ],
        resources: [props.loadBalancer.listener.ref, parts.rule.attrRuleArn],
      },
      {
        sid: 'RegisterTasks',
        actions: [
          'elasticloadbalancing:RegisterTargets',
          'elasticloadbalancing:DeregisterTargets',
        ],
        resources: [parts.blue.ref, parts.green.ref],
      },
      {
        sid: 'Describe',
        actions: [
          'elasticloadbalancing:DescribeListeners',
          'elasticloadbalancing:DescribeRules',
          'elasticloadbalancing:DescribeTargetGroups',
          'elasticloadbalancing:DescribeTargetHealth',
        ],
        resources: ['*'],
        wildcard:
          'Describing load balancers accepts no resource, and only reads.',
      },
    ],
  });
}
