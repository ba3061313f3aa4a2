import { CfnWorkspace } from 'aws-cdk-lib/aws-grafana';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';

/** Settings of `Grafana`. */
export interface GrafanaProps {
  readonly name: string;
  /** ARN of the Prometheus workspace that it reads. */
  readonly workspaceArn: string;
}

/** A managed Grafana workspace: people sign in through IAM Identity Center, and it reads one Prometheus workspace, CloudWatch and X-Ray. */
export class Grafana extends Construct {
  readonly workspace: CfnWorkspace;

  constructor(scope: Construct, id: string, props: GrafanaProps) {
    super(scope, id);
    const role = new LeastPrivilegeRole(this, 'Role', {
      assumedBy: new ServicePrincipal('grafana.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
      description: `Reads the metrics of ${props.name}`,
      grants: [
        {
          sid: 'ReadPrometheus',
          actions: [
            'aps:QueryMetrics',
            'aps:GetLabels',
            'aps:GetSeries',
            'aps:GetMetricMetadata',
            'aps:DescribeWorkspace',
          ],
          resources: [props.workspaceArn],
        },
        {
          sid: 'ReadCloudWatch',
          actions: [
            'cloudwatch:GetMetricData',
            'cloudwatch:ListMetrics',
            'cloudwatch:DescribeAlarms',
          ],
          resources: ['*'],
          wildcard: 'CloudWatch accepts no resource for reading metrics.',
        },
        {
          sid: 'ReadTraces',
          actions: [
            'xray:BatchGetTraces',
            'xray:GetGroups',
            'xray:GetServiceGraph',
            'xray:GetTimeSeriesServiceStatistics',
            'xray:GetTraceSummaries',
          ],
          resources: ['*'],
          wildcard: 'X-Ray accepts no resource for reading traces.',
        },
      ],
    });
    this.workspace = new CfnWorkspace(this, 'Workspace', {
      name: props.name,
      accountAccessType: 'CURRENT_ACCOUNT',
      authenticationProviders: ['AWS_SSO'],
      permissionType: 'CUSTOMER_MANAGED',
      dataSources: ['PROMETHEUS', 'CLOUDWATCH', 'XRAY'],
      roleArn: role.roleArn,
    });
  }
}
