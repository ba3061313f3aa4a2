import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Stage } from '../../schema';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts, RUNBOOKS_URL } from '../../testing/exampleParts';
import { ServiceCluster } from '../cluster/ServiceCluster';
import { LoadBalancer } from '../ingress/LoadBalancer';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import {
  BlueGreenService,
  type BlueGreenServiceProps,
} from './BlueGreenService';
import { injectedParameter, injectedSecret } from './injectedValues';

const COLLECTOR =
  'arn:aws:ssm:us-east-1:111122223333:parameter/plinth/example/collector';

function example(stage: Stage) {
  const given = exampleParts(stage);
  const { stack, accessLogs, ...parts } = given;
  const { vpc } = exampleNetwork(given);
  const props: BlueGreenServiceProps = {
    ...parts,
    vpc,
    cluster: new ServiceCluster(stack, 'Cluster', {
      policy: parts.policy,
      vpc,
      name: 'example',
    }),
    loadBalancer: new LoadBalancer(stack, 'LoadBalancer', {
      ...parts,
      vpc,
      accessLogs,
      audience: { kind: 'network', clientCidrs: ['10.20.0.0/16'] },
    }),
    taskRole: new LeastPrivilegeRole(stack, 'TaskRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
      description: 'Tasks',
      grants: [
        {
          sid: 'Read',
          actions: ['s3:GetObject'],
          resources: ['arn:aws:s3:::example/one'],
        },
      ],
    }),
    name: 'web',
    priority: 100,
    image: 'public.ecr.aws/docker/library/httpd:2.4',
    port: 8080,
    healthCheckPath: '/health',
    cpu: 512,
    memoryMiB: 1024,
    logs: '/plinth/example/web',
    configurationPath: '/plinth/example',
    collectorParameterArn: COLLECTOR,
  };
  return { stack, props };
}

/** Plain: what is required, and nothing else. */
function plain(stage: Stage): Template {
  const { stack, props } = example(stage);
  new BlueGreenService(stack, 'Web', props);
  return Template.fromStack(stack);
}

/** With a private image, a host, injected values, logs that exist and its own number of copies. */
function furnished(): Template {
  const { stack, props } = example('production');
  const web = new BlueGreenService(stack, 'Web', {
    ...props,
    host: 'app.example.com',
    image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/platform/web:1.2.3',
    copies: [4, 8],
    logs: new WorkloadLogs(stack, 'Shared', {
      policy: props.policy,
      key: props.key,
      logGroupName: '/plinth/example/shared',
    }),
    injected: [
      injectedParameter(stack, 'DATABASE_HOST', '/plinth/example/host'),
      injectedSecret(stack, 'API_TOKEN', 'example/api', 'token'),
    ],
  });
  const { vpc } = props;
  web.allowFrom(new SecurityGroup(stack, 'Reports', { vpc }), 'From reports');
  return Template.fromStack(stack);
}

const dev = plain('dev');
const production = furnished();

const ref = (prefix: string) => ({ Ref: Match.stringLikeRegexp(`^${prefix}`) });

/** Statements of the one managed policy with this description. */
function grantsOf(template: Template, Description: string) {
  const [{ Properties }] = Object.values(
    template.findResources('AWS::IAM::ManagedPolicy', {
      Properties: { Description },
    }),
  );
  return Properties.PolicyDocument.Statement;
}

describe('BlueGreenService', () => {
  it('deploys to the target group that is idle, and goes back when tasks fail or the alarm rises within ten minutes', () => {
    dev.hasResourceProperties('AWS::ECS::Service', {
      ServiceName: 'web',
      DeploymentController: { Type: 'ECS' },
      DeploymentConfiguration: {
        Strategy: 'BLUE_GREEN',
        BakeTimeInMinutes: 10,
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        Alarms: {
          AlarmNames: [ref('WebErrorsAlarm')],
          Enable: true,
          Rollback: true,
        },
      },
      LoadBalancers: [
        {
          ContainerName: 'service',
          ContainerPort: 8080,
          TargetGroupArn: ref('WebBlue'),
          AdvancedConfiguration: {
            AlternateTargetGroupArn: ref('WebGreen'),
            ProductionListenerRule: {
              'Fn::GetAtt': [Match.stringLikeRegexp('^WebRule'), 'RuleArn'],
            },
            RoleArn: {
              'Fn::GetAtt': [Match.stringLikeRegexp('^WebTrafficRole'), 'Arn'],
            },
          },
        },
      ],
    });
    dev.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      HealthCheckPath: '/health',
      Port: 8080,
      TargetType: 'ip',
    });
  });

  it('starts with all traffic on blue, for its host or for every request', () => {
    const forward = [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: ref('WebBlue'), Weight: 100 },
            { TargetGroupArn: ref('WebGreen'), Weight: 0 },
          ],
        },
      },
    ];
    dev.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Priority: 100,
      Conditions: [
        { Field: 'path-pattern', PathPatternConfig: { Values: ['*'] } },
      ],
      Actions: forward,
    });
    production.hasResourceProperties(
      'AWS::ElasticLoadBalancingV2::ListenerRule',
      {
        Conditions: [
          {
            Field: 'host-header',
            HostHeaderConfig: { Values: ['app.example.com'] },
          },
        ],
      },
    );
  });

  it('runs in private subnets, without a public address, where only the balancer and its own tasks reach it', () => {
    dev.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'DISABLED',
          Subnets: [
            ref('NetworkVpcPrivateSubnet1'),
            ref('NetworkVpcPrivateSubnet2'),
          ],
          SecurityGroups: [
            {
              'Fn::GetAtt': [
                Match.stringLikeRegexp('^WebSecurityGroup'),
                'GroupId',
              ],
            },
          ],
        },
      },
    });
    const group = (prefix: string) => ({
      'Fn::GetAtt': [Match.stringLikeRegexp(`^${prefix}`), 'GroupId'],
    });
    const port = { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080 };
    dev.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Tasks of web',
      SecurityGroupIngress: [
        Match.objectLike({
          ...port,
          SourceSecurityGroupId: group('LoadBalancerSecurityGroup'),
        }),
      ],
    });
    dev.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    dev.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      ...port,
      GroupId: group('WebSecurityGroup'),
      SourceSecurityGroupId: group('WebSecurityGroup'),
    });
    dev.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      ...port,
      GroupId: group('LoadBalancerSecurityGroup'),
      DestinationSecurityGroupId: group('WebSecurityGroup'),
    });
  });

  it('lets in the tasks of another service, by a rule of its own', () => {
    production.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      Description: 'From reports',
      FromPort: 8080,
      ToPort: 8080,
      GroupId: {
        'Fn::GetAtt': [Match.stringLikeRegexp('^WebSecurityGroup'), 'GroupId'],
      },
      SourceSecurityGroupId: {
        'Fn::GetAtt': [Match.stringLikeRegexp('^Reports'), 'GroupId'],
      },
    });
  });

  it('is found by its peers under its name', () => {
    dev.hasResourceProperties('AWS::ECS::Service', {
      ServiceConnectConfiguration: {
        Enabled: true,
        Services: [
          {
            PortName: 'http',
            DiscoveryName: 'web',
            ClientAliases: [{ DnsName: 'web', Port: 8080 }],
          },
        ],
      },
    });
  });

  it.each([
    ['dev', dev, 'FARGATE_SPOT', 1, 3],
    ['production, which asks for its own', production, 'FARGATE', 4, 8],
    ['staging', plain('staging'), 'FARGATE', 2, 10],
  ] as const)(
    'has the capacity and the copies of its stage, and scales by processor and memory: %s',
    (_stage, template, CapacityProvider, MinCapacity, MaxCapacity) => {
      template.hasResourceProperties('AWS::ECS::Service', {
        CapacityProviderStrategy: [{ CapacityProvider, Weight: 1 }],
      });
      template.hasResourceProperties(
        'AWS::ApplicationAutoScaling::ScalableTarget',
        { MinCapacity, MaxCapacity },
      );
      for (const [metric, TargetValue] of [
        ['ECSServiceAverageCPUUtilization', 60],
        ['ECSServiceAverageMemoryUtilization', 75],
      ]) {
        template.hasResourceProperties(
          'AWS::ApplicationAutoScaling::ScalingPolicy',
          {
            TargetTrackingScalingPolicyConfiguration: Match.objectLike({
              TargetValue,
              PredefinedMetricSpecification: { PredefinedMetricType: metric },
            }),
          },
        );
      }
    },
  );

  it('runs its container with a collector beside it that may stop alone', () => {
    dev.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Family: 'example-web',
      Cpu: '512',
      Memory: '1024',
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      TaskRoleArn: {
        'Fn::GetAtt': [Match.stringLikeRegexp('^TaskRole'), 'Arn'],
      },
      ContainerDefinitions: [
        Match.objectLike({
          Name: 'service',
          Essential: true,
          Image: 'public.ecr.aws/docker/library/httpd:2.4',
          Environment: [
            { Name: 'PLINTH_CONFIGURATION', Value: '/plinth/example' },
          ],
        }),
        Match.objectLike({
          Name: 'collector',
          Essential: false,
          Secrets: [{ Name: 'AOT_CONFIG_CONTENT', ValueFrom: COLLECTOR }],
        }),
      ],
    });
  });

  it('gets injected values by reference, and may read exactly those', () => {
    const secret =
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:example/api';
    const parameter =
      'arn:aws:ssm:us-east-1:111122223333:parameter/plinth/example/host';
    production.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: Match.arrayWith([
        Match.objectLike({
          Name: 'service',
          Secrets: [
            { Name: 'DATABASE_HOST', ValueFrom: parameter },
            { Name: 'API_TOKEN', ValueFrom: `${secret}:token::` },
          ],
        }),
      ]),
    });
    expect(grantsOf(production, 'Starts the tasks of web')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Action: 'ssm:GetParameters',
          Resource: parameter,
        }),
        expect.objectContaining({
          Action: 'secretsmanager:GetSecretValue',
          Resource: `${secret}-??????`,
        }),
        expect.objectContaining({ Action: 'kms:Decrypt' }),
      ]),
    );
  });

  it('pulls a private image from exactly its repository; a public one needs no grant', () => {
    expect(grantsOf(production, 'Starts the tasks of web')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Sid: 'PullImage',
          Resource:
            'arn:aws:ecr:us-east-1:123456789012:repository/platform/web',
        }),
      ]),
    );
    const sids = grantsOf(dev, 'Starts the tasks of web').map(
      ({ Sid }: { Sid: string }) => Sid,
    );
    expect(sids).toEqual(['Logs', 'CollectorConfiguration']);
  });

  it('moves traffic with a role of ECS that reaches its own rule and target groups alone', () => {
    dev.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Moves the traffic of web between blue and green',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'ecs.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111122223333' },
            },
          }),
        ],
      },
    });
    const everywhere = grantsOf(
      dev,
      'Moves the traffic of web between blue and green',
    ).filter(({ Resource }: { Resource: unknown }) => Resource === '*');
    expect(
      everywhere.flatMap(({ Action }: { Action: string[] }) => Action),
    ).toEqual(
      ['Listeners', 'Rules', 'TargetGroups', 'TargetHealth'].map(
        what => `elasticloadbalancing:Describe${what}`,
      ),
    );
  });

  it('makes an encrypted log group with the retention of its stage, unless it is given one', () => {
    dev.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/plinth/example/web',
      RetentionInDays: 30,
      KmsKeyId: Match.anyValue(),
    });
    production.resourcePropertiesCountIs(
      'AWS::Logs::LogGroup',
      { LogGroupName: Match.stringLikeRegexp('web$') },
      0,
    );
    production.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: Match.arrayWith([
        Match.objectLike({
          LogConfiguration: {
            LogDriver: 'awslogs',
            Options: Match.objectLike({ 'awslogs-group': ref('Shared') }),
          },
        }),
      ]),
    });
  });

  it.each([
    ['HTTPCode_Target_5XX_Count', 25, 'service-errors', 'Critical'],
    ['CPUUtilization', 85, 'service-cpu', 'Warning'],
  ])('watches %s above %s', (MetricName, Threshold, runbook, severity) => {
    dev.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName,
      Threshold,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [ref(`Alerts${severity}`)],
      AlarmDescription: Match.stringLikeRegexp(`${RUNBOOKS_URL}/${runbook}.md`),
    });
  });

  it('refuses more copies at least than at most', () => {
    const { stack, props } = example('dev');
    expect(
      () => new BlueGreenService(stack, 'Web', { ...props, copies: [3, 2] }),
    ).toThrow('copies: web asks for at least 3 and at most 2');
  });
});
