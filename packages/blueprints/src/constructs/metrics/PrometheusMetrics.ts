import { CfnWorkspace } from 'aws-cdk-lib/aws-aps';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Fn, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { keepRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';
import type { Grant } from '../role/LeastPrivilegeRole';

/** Days for which metrics are kept. */
const RETENTION_DAYS = 15;
/** Seconds between two scrapes. */
const SCRAPE_SECONDS = 15;

/** Settings of `PrometheusMetrics`. */
export interface PrometheusMetricsProps {
  readonly policy: StagePolicy;
  readonly name: string;
  readonly key: IKey;
}

/** A Prometheus workspace that keeps metrics for 15 days, and the configuration of the collectors beside each task. */
export class PrometheusMetrics extends Construct {
  readonly workspace: CfnWorkspace;

  constructor(scope: Construct, id: string, props: PrometheusMetricsProps) {
    super(scope, id);
    this.workspace = new CfnWorkspace(this, 'Workspace', {
      alias: props.name,
      kmsKeyArn: props.key.keyArn,
      workspaceConfiguration: { retentionPeriodInDays: RETENTION_DAYS },
    });
    this.workspace.applyRemovalPolicy(keepRemoval(props.policy));
  }

  /** What a collector beside a task may do. */
  grants(): Grant[] {
    return [
      {
        sid: 'WriteMetrics',
        actions: ['aps:RemoteWrite'],
        resources: [this.workspace.attrArn],
      },
    ];
  }

  /**
   * The configuration of an AWS Distro for OpenTelemetry collector: scrapes the application's `/metrics` and the task's own
   * figures every 15 seconds, and forwards traces to X-Ray. Each series carries its task as a label: without one, tasks would
   * write the same series, of which the workspace refuses all but the first sample.
   */
  collectorConfiguration(port: number): string {
    const { region } = Stack.of(this);
    return Fn.join('\n', [
      'extensions:',
      '  sigv4auth:',
      `    region: ${region}`,
      'receivers:',
      '  prometheus:',
      '    config:',
      '      scrape_configs:',
      '        - job_name: application',
      `          scrape_interval: ${SCRAPE_SECONDS}s`,
      '          static_configs:',
      `            - targets: ['localhost:${port}']`,
      '  awsecscontainermetrics:',
      `    collection_interval: ${SCRAPE_SECONDS}s`,
      '  awsxray:',
      '    endpoint: 127.0.0.1:2000',
      '  otlp:',
      '    protocols:',
      '      grpc:',
      '        endpoint: 127.0.0.1:4317',
      'processors:',
      '  resourcedetection:',
      '    detectors: [ecs]',
      'exporters:',
      '  prometheusremotewrite:',
      `    endpoint: ${this.workspace.attrPrometheusEndpoint}api/v1/remote_write`,
      '    auth:',
      '      authenticator: sigv4auth',
      '    resource_to_telemetry_conversion:',
      '      enabled: true',
      '  awsxray:',
      `    region: ${region}`,
      'service:',
      '  extensions: [sigv4auth]',
      '  pipelines:',
      '    metrics:',
      '      receivers: [prometheus, awsecscontainermetrics]',
      '      processors: [resourcedetection]',
      '      exporters: [prometheusremotewrite]',
      '    traces:',
      '      receivers: [awsxray, otlp]',
      '      exporters: [awsxray]',
      '',
    ]);
  }
}
