import { Match, Template } from 'aws-cdk-lib/assertions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnOutput } from 'aws-cdk-lib/core';
import type { Stage } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import { metricsCollector } from './collectorConfiguration';
import { Grafana } from './Grafana';
import { PrometheusMetrics } from './PrometheusMetrics';

function synthesize(stage: Stage): Template {
  const { stack, policy, key } = exampleParts(stage);
  const metrics = new PrometheusMetrics(stack, 'Metrics', {
    policy,
    key,
    name: 'example',
  });
  new LeastPrivilegeRole(stack, 'Tasks', {
    assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    description: 'Tasks',
    grants: metrics.grants(),
  });
  new CfnOutput(stack, 'Collector', {
    value: metrics.collectorConfiguration(8080),
  });
  new Grafana(stack, 'Grafana', {
    name: 'example',
    workspaceArn: metrics.workspace.attrArn,
  });
  return Template.fromStack(stack);
}

const dev = synthesize('dev');
const preview = synthesize('preview');
const workspaceArn = {
  'Fn::GetAtt': [Match.stringLikeRegexp('^MetricsWorkspace'), 'Arn'],
};
const statement = (content: object) => ({
  PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(content)]) },
});

describe('PrometheusMetrics', () => {
  it.each([
    ['preview', preview, 'Delete'],
    ['dev', dev, 'RetainExceptOnCreate'],
  ] as const)(
    'keeps metrics for 15 days under the key, and itself as the stage says: %s',
    (_stage, template, onRemoval) => {
      template.hasResource('AWS::APS::Workspace', {
        DeletionPolicy: onRemoval,
        Properties: {
          Alias: 'example',
          KmsKeyArn: {
            'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'],
          },
          WorkspaceConfiguration: { RetentionPeriodInDays: 15 },
        },
      });
    },
  );

  it('lets a collector write to its workspace, and nothing else', () => {
    dev.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Sid: 'WriteMetrics',
            Effect: 'Allow',
            Action: 'aps:RemoteWrite',
            Resource: workspaceArn,
          },
        ],
      },
    });
  });

  it('tells collectors to write to the workspace, in JSON', () => {
    const { Value } = dev.findOutputs('Collector').Collector;
    const [before, endpoint, after] = Value['Fn::Join'][1];
    expect(endpoint).toEqual({
      'Fn::GetAtt': [
        expect.stringMatching(/^MetricsWorkspace/),
        'PrometheusEndpoint',
      ],
    });
    const text = `${before}https://example.com/${after}`;
    expect(JSON.parse(text)).toEqual(
      metricsCollector({
        region: 'us-east-1',
        port: 8080,
        scrapeSeconds: 15,
        remoteWrite: 'https://example.com/api/v1/remote_write',
      }),
    );
  });
});

describe('Grafana', () => {
  it('lets people in through Identity Center, and Grafana itself only for this account', () => {
    dev.hasResourceProperties('AWS::Grafana::Workspace', {
      Name: 'example',
      AccountAccessType: 'CURRENT_ACCOUNT',
      AuthenticationProviders: ['AWS_SSO'],
      PermissionType: 'CUSTOMER_MANAGED',
      DataSources: ['PROMETHEUS', 'CLOUDWATCH', 'XRAY'],
      RoleArn: {
        'Fn::GetAtt': [Match.stringLikeRegexp('^GrafanaRole'), 'Arn'],
      },
    });
    dev.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'grafana.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111122223333' },
            },
          }),
        ],
      },
    });
  });

  it('reads the one workspace, and changes nothing anywhere', () => {
    dev.hasResourceProperties(
      'AWS::IAM::ManagedPolicy',
      statement({ Sid: 'ReadPrometheus', Resource: workspaceArn }),
    );
    const [{ Properties }] = Object.values(
      dev.findResources('AWS::IAM::ManagedPolicy', {
        Properties: { Description: 'Reads the metrics of example' },
      }),
    );
    const actions: string[] = Properties.PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: string[] }) => Action,
    );
    expect(actions.length).toBeGreaterThan(0);
    expect(
      actions.filter(
        action => !/:(?:BatchGet|Describe|Get|List|Query)/.test(action),
      ),
    ).toEqual([]);
  });
});
