import { Match, Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { Observability, type ObservabilityProps } from './Observability';

const LONG = 'an-environment-with-a-name-of-forty-char';

function synthesize(props: Partial<ObservabilityProps> = {}): Template {
  const stack = new Stack(new App(), 'Example', {
    env: { account: '111122223333', region: 'us-east-1' },
  });
  new Observability(stack, 'Observability', {
    name: 'example',
    databases: ['example-contracts', 'example-audit'],
    logGroupName: '/plinth/example/application',
    ...props,
  });
  return Template.fromStack(stack);
}

interface Widget {
  type: string;
  y: number;
  properties: Record<string, unknown>;
}

function widgetsOf(template: Template): Widget[] {
  const [{ Properties }] = Object.values(
    template.findResources('AWS::CloudWatch::Dashboard'),
  );
  return JSON.parse(Properties.DashboardBody).widgets;
}

const template = synthesize();
const long = synthesize({ name: LONG, databases: [] });

describe('Observability', () => {
  it('charts four figures of each database, and lists the latest errors', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: 'example',
    });
    const widgets = widgetsOf(template);
    const charted = widgets
      .filter(({ type }) => type === 'metric')
      .map(({ properties }) => properties.metrics);
    expect(charted).toEqual(
      [
        'CPUUtilization',
        'DatabaseConnections',
        'FreeStorageSpace',
        'ReadLatency',
      ].map(metric => [
        ['AWS/RDS', metric, 'DBInstanceIdentifier', 'example-contracts'],
        ['AWS/RDS', metric, 'DBInstanceIdentifier', 'example-audit'],
      ]),
    );
    const [errors] = widgets.filter(({ type }) => type === 'log');
    expect(errors.properties.query).toMatch(
      /^SOURCE '\/plinth\/example\/application' .*error.* limit 50$/,
    );
  });

  it('has no empty chart where there is no database', () => {
    expect(widgetsOf(long).map(({ type }) => type)).toEqual(['log']);
  });

  it('groups traces that fail or take more than three seconds, and keeps notifications off', () => {
    template.hasResourceProperties('AWS::XRay::Group', {
      GroupName: 'example',
      FilterExpression: 'fault = true OR error = true OR responsetime > 3',
      InsightsConfiguration: {
        InsightsEnabled: true,
        NotificationsEnabled: false,
      },
    });
  });

  it('samples one request a second and a twentieth of the rest', () => {
    template.hasResourceProperties('AWS::XRay::SamplingRule', {
      SamplingRule: Match.objectLike({
        RuleName: 'example',
        ReservoirSize: 1,
        FixedRate: 0.05,
      }),
    });
  });

  it('shortens long names to the 32 characters that X-Ray accepts, and not the name of the dashboard', () => {
    long.hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: LONG,
    });
    const [group] = Object.values(long.findResources('AWS::XRay::Group'));
    const [rule] = Object.values(long.findResources('AWS::XRay::SamplingRule'));
    expect(group.Properties.GroupName).toHaveLength(32);
    expect(rule.Properties.SamplingRule.RuleName).toBe(
      group.Properties.GroupName,
    );
  });
});
