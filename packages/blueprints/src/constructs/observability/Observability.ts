import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnGroup, CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { shorten } from '../../base/naming';

/** Settings of `Observability`. */
export interface ObservabilityProps {
  /** Names the dashboard, the trace group and the sampling rule; the latter two accept 32 characters. */
  readonly name: string;
  /** Identifiers of databases to chart; without any there is no chart. */
  readonly databases: readonly string[];
  readonly logGroupName: string;
}

/** One dashboard of what the alarms watch, and tracing: a group for errors and slow requests, and a sampling rule. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    const traceName = shorten(props.name, 32);
    const chart = (
      title: string,
      metric: string,
      column: number,
      row: number,
    ) => ({
      type: 'metric',
      x: column * 12,
      y: row * 6,
      width: 12,
      height: 6,
      properties: {
        title,
        region,
        view: 'timeSeries',
        stat: 'Average',
        period: 300,
        metrics: props.databases.map(name => [
          'AWS/RDS',
          metric,
          'DBInstanceIdentifier',
          name,
        ]),
      },
    });
    new CfnDashboard(this, 'Dashboard', {
      dashboardName: props.name,
      dashboardBody: JSON.stringify({
        widgets: [
          ...(props.databases.length > 0
            ? [
                chart('CPU (%)', 'CPUUtilization', 0, 0),
                chart('Connections', 'DatabaseConnections', 1, 0),
                chart('Free storage (bytes)', 'FreeStorageSpace', 0, 1),
                chart('Read latency (s)', 'ReadLatency', 1, 1),
              ]
            : []),
          {
            type: 'log',
            x: 0,
            y: 12,
            width: 24,
            height: 6,
            properties: {
              title: 'Errors',
              region,
              view: 'table',
              query: `SOURCE '${props.logGroupName}' | fields @timestamp, @message | filter @message like /(?i)error/ | sort @timestamp desc | limit 50`,
            },
          },
        ],
      }),
    });
    new CfnGroup(this, 'Traces', {
      groupName: traceName,
      filterExpression: 'fault = true OR error = true OR responsetime > 3',
      insightsConfiguration: {
        insightsEnabled: true,
        notificationsEnabled: false,
      },
    });
    new CfnSamplingRule(this, 'Sampling', {
      samplingRule: {
        ruleName: traceName,
        priority: 1000,
        reservoirSize: 1,
        fixedRate: 0.05,
        host: '*',
        httpMethod: '*',
        urlPath: '*',
        serviceName: '*',
        serviceType: '*',
        resourceArn: '*',
        version: 1,
      },
    });
  }
}
