import { CfnWorkspace } from 'aws-cdk-lib/aws-aps';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { keepRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';
import type { Grant } from '../role/LeastPrivilegeRole';
import { metricsCollector } from './collectorConfiguration';

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

  /** The configuration of the collectors beside each task, as the text that they read: see `metricsCollector`. */
  collectorConfiguration(port: number): string {
    const stack = Stack.of(this);
    return stack.toJsonString(
      metricsCollector({
        region: stack.region,
        port,
        scrapeSeconds: SCRAPE_SECONDS,
        remoteWrite: `${this.workspace.attrPrometheusEndpoint}api/v1/remote_write`,
      }),
    );
  }
}
