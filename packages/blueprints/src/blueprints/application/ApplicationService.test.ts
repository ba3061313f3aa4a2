import { Match } from 'aws-cdk-lib/assertions';
import { STAGES, stagePolicy, type Stage } from '../../schema';
import { synthesizeUnit } from '../../synthesizeUnit';
import { sampleUnit, synthesized } from '../../testing/synthesized';
import { forcedWildcards } from '../../testing/templateRules';

const WORKLOADS = STAGES.filter(stage => stage !== 'shared');
const PUBLIC = {
  domainName: 'claims.example.com',
  hostedZoneId: 'Z0123456789EXAMPLE',
};

const withService = (stage: Stage, parameters: Record<string, unknown> = {}) =>
  sampleUnit('application', stage, {
    version: '1.1.0',
    size: 'service',
    parameters,
  });

describe('the service of an application environment', () => {
  it.each(WORKLOADS)(
    'runs at %s on the capacity and with the copies that the stage table names (FND-3, FND-5)',
    stage => {
      const { spot, serviceCopies } = stagePolicy(stage);
      const template = synthesized(withService(stage));
      template.hasResourceProperties('AWS::ECS::Service', {
        CapacityProviderStrategy: [
          { CapacityProvider: spot ? 'FARGATE_SPOT' : 'FARGATE', Weight: 1 },
        ],
      });
      template.hasResourceProperties(
        'AWS::ApplicationAutoScaling::ScalableTarget',
        { MinCapacity: serviceCopies[0], MaxCapacity: serviceCopies[1] },
      );
    },
  );

  it('stands behind a firewall where the internet reaches it, tuned by its parameters, and behind none inside', () => {
    const [inside, outside] = [
      {},
      { ...PUBLIC, firewall: 'count', requestLimit: 300 },
    ].map(more => synthesized(withService('preview', more)));
    inside.resourceCountIs('AWS::WAFv2::WebACL', 0);
    outside.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'REGIONAL',
      Rules: Match.arrayWith([
        Match.objectLike({
          Action: { Count: {} },
          Statement: {
            RateBasedStatement: { Limit: 300, AggregateKeyType: 'IP' },
          },
        }),
      ]),
    });
    const [balancer] = Object.keys(
      outside.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'),
    );
    outside.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { Ref: balancer },
    });
  });

  it('scales at production over three zones, between the copies that are asked for (FND-5)', () => {
    const template = synthesized(
      withService('production', { minCopies: 6, maxCopies: 30 }),
    );
    template.hasResourceProperties(
      'AWS::ApplicationAutoScaling::ScalableTarget',
      { MinCapacity: 6, MaxCapacity: 30 },
    );
    for (const metric of [
      'ECSServiceAverageCPUUtilization',
      'ECSServiceAverageMemoryUtilization',
    ]) {
      template.hasResourceProperties(
        'AWS::ApplicationAutoScaling::ScalingPolicy',
        {
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: Match.objectLike({
            PredefinedMetricSpecification: { PredefinedMetricType: metric },
          }),
        },
      );
    }
    const [service] = Object.values(
      template.findResources('AWS::ECS::Service'),
    );
    expect(service.Properties.AvailabilityZoneRebalancing).toBe('ENABLED');
    // CloudFormation would set it back to this number whenever it changes the service.
    expect(service.Properties.DesiredCount).toBeUndefined();
    const { Subnets: subnets } =
      service.Properties.NetworkConfiguration.AwsvpcConfiguration;
    const zones = (subnets as Array<{ Ref: string }>).map(
      ({ Ref }) =>
        template.findResources('AWS::EC2::Subnet')[Ref].Properties
          .AvailabilityZone as string,
    );
    expect(zones).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
  });

  it('rolls back what does not become healthy, or what raises its alarm', () => {
    const template = synthesized(withService('staging'));
    const [alarm] = Object.keys(
      template.findResources('AWS::CloudWatch::Alarm', {
        Properties: { MetricName: 'HTTPCode_Target_5XX_Count' },
      }),
    );
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: Match.objectLike({
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        Alarms: { AlarmNames: [{ Ref: alarm }], Enable: true, Rollback: true },
      }),
    });
  });

  it('is reached from nowhere outside of the network without a domain name', () => {
    const template = synthesized(
      withService('dev', {
        transitGatewayId: 'tgw-0123456789abcdef0',
        hubCidrs: ['10.0.0.0/16'],
      }),
    );
    template.hasResourceProperties(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      { Scheme: 'internal' },
    );
    template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
    template.resourceCountIs('AWS::Route53::RecordSet', 0);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'The private network to the load balancer',
      SecurityGroupIngress: [
        Match.objectLike({ CidrIp: '10.20.0.0/16', FromPort: 80 }),
        Match.objectLike({ CidrIp: '10.0.0.0/16', FromPort: 80 }),
      ],
    });
    for (const { Properties } of Object.values(
      template.findResources('AWS::EC2::SecurityGroup'),
    )) {
      for (const rule of Properties.SecurityGroupIngress ?? []) {
        expect(rule.CidrIp).not.toBe('0.0.0.0/0');
      }
    }
  });

  it('speaks TLS 1.2 or newer at its domain name, redirects HTTP, and stands in the public subnets alone (FND-7, FND-9)', () => {
    const template = synthesized(withService('production', PUBLIC));
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'claims.example.com',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [
        {
          DomainName: 'claims.example.com',
          HostedZoneId: 'Z0123456789EXAMPLE',
        },
      ],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      ListenerAttributes: [
        Match.objectLike({
          Key: 'routing.http.response.strict_transport_security.header_value',
        }),
      ],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      DefaultActions: [Match.objectLike({ Type: 'redirect' })],
    });
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'claims.example.com',
      Type: 'A',
    });
    const [balancer] = Object.values(
      template.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'),
    );
    expect(balancer.Properties.Scheme).toBe('internet-facing');
    const nameOf = ({ Ref }: { Ref: string }) =>
      (
        template.findResources('AWS::EC2::Subnet')[Ref].Properties
          .Tags as Array<{ Key: string; Value: string }>
      ).find(({ Key }) => Key === 'aws-cdk:subnet-name')?.Value;
    expect(balancer.Properties.Subnets.map(nameOf)).toEqual([
      'Public',
      'Public',
      'Public',
    ]);
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: Match.objectLike({ AssignPublicIp: 'DISABLED' }),
      },
    });
  });

  it('logs what reaches it to the log group and the bucket that are there already', () => {
    const template = synthesized(withService('dev'));
    const [group] = Object.keys(
      template.findResources('AWS::Logs::LogGroup', {
        Properties: { LogGroupName: '/plinth/sample-application/application' },
      }),
    );
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Name: 'service',
          LogConfiguration: Match.objectLike({
            Options: Match.objectLike({ 'awslogs-group': { Ref: group } }),
          }),
        }),
        Match.anyValue(),
      ],
    });
    template.hasResourceProperties(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      {
        LoadBalancerAttributes: Match.arrayWith([
          { Key: 'access_logs.s3.enabled', Value: 'true' },
        ]),
      },
    );
  });

  it('gets configuration and secrets by reference when a task starts, readable by its own role alone (FND-10)', () => {
    const unit = withService('staging', {
      secrets: [
        { variable: 'PAYMENT_KEY', secret: 'claims/payment', key: 'key' },
      ],
    });
    const template = synthesized(unit);
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Environment: [
            {
              Name: 'PLINTH_CONFIGURATION',
              Value: '/plinth/sample-application',
            },
          ],
          Secrets: Match.arrayWith([
            {
              Name: 'DATABASE_HOST',
              ValueFrom:
                'arn:aws:ssm:us-east-1:444455556666:parameter/plinth/sample-application/database/endpoint',
            },
            {
              Name: 'PAYMENT_KEY',
              ValueFrom:
                'arn:aws:secretsmanager:us-east-1:444455556666:secret:claims/payment:key::',
            },
          ]),
        }),
        Match.anyValue(),
      ],
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Description: 'Starts the tasks of web',
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'InjectSecrets',
            Resource:
              'arn:aws:secretsmanager:us-east-1:444455556666:secret:claims/payment-??????',
          }),
        ]),
      },
    });
  });

  it('reaches the database and private endpoints as a member of the workload group', () => {
    const template = synthesized(
      withService('dev', { privateEndpoints: ['ecr', 'logs'] }),
    );
    const [workloads] = Object.keys(
      template.findResources('AWS::EC2::SecurityGroup', {
        Properties: { GroupDescription: 'Workloads of sample-application' },
      }),
    );
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: Match.objectLike({
          SecurityGroups: Match.arrayWith([
            { 'Fn::GetAtt': [workloads, 'GroupId'] },
          ]),
        }),
      },
    });
  });

  it('forwards traces to X-Ray from a collector beside each task (FND-13)', () => {
    const template = synthesized(withService('dev'));
    const [{ Properties }] = Object.values(
      template.findResources('AWS::SSM::Parameter', {
        Properties: {
          Name: '/plinth/sample-application/collector/configuration',
        },
      }),
    );
    expect(Properties.Value).toContain('"exporters":["awsxray"]');
    expect(Properties.Value).not.toContain('prometheus');
  });

  it('alarms on errors, on no healthy task and on load, each with severity and runbook (FND-14)', () => {
    const template = synthesized(withService('production'));
    for (const [metric, severity, runbook] of [
      ['HTTPCode_Target_5XX_Count', 'critical', 'service-errors'],
      ['HTTPCode_ELB_5XX_Count', 'critical', 'ingress-errors'],
      ['CPUUtilization', 'warning', 'service-cpu'],
    ]) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: metric,
        AlarmDescription: Match.stringLikeRegexp(
          `Severity: ${severity}\\. Runbook: docs/runbooks/${runbook}\\.md`,
        ),
        AlarmActions: Match.anyValue(),
      });
    }
  });

  it('needs only the wildcards that AWS forces (PHS-10)', () => {
    const [{ template }] = synthesizeUnit(withService('staging', PUBLIC));
    expect(forcedWildcards(template)).toEqual([
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });
});
