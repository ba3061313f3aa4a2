import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { RunbookAlarm } from '../../constructs/alarm/RunbookAlarm';
import type { SingleHost } from './SingleHost';

/** Alarms on the application's answers, the host and its bucket (PMO-12); the database brings its own. */
export function watchHost(stack: SingleHost): void {
  const common = {
    alerts: stack.alerts,
    runbooksUrl: stack.runbooksUrl,
    threshold: 0,
    period: Duration.minutes(1),
  };
  new RunbookAlarm(stack, 'UnhealthyAlarm', {
    ...common,
    severity: 'critical',
    runbook: 'host-unhealthy',
    meaning:
      'The application did not answer its health check for 3 minutes, or no host is there to ask.',
    namespace: 'AWS/ApplicationELB',
    metricName: 'UnHealthyHostCount',
    dimensions: {
      LoadBalancer: stack.balancer.balancer.attrLoadBalancerFullName,
      TargetGroup: stack.balancer.targets.attrTargetGroupFullName,
    },
    statistic: 'Maximum',
    missing: TreatMissingData.BREACHING,
  });
  new RunbookAlarm(stack, 'StatusAlarm', {
    ...common,
    severity: 'critical',
    runbook: 'host-status-check',
    meaning:
      'The host failed the status checks of EC2 for 3 minutes, or is stopped or gone.',
    namespace: 'AWS/EC2',
    metricName: 'StatusCheckFailed',
    dimensions: { InstanceId: stack.host.instance.ref },
    statistic: 'Maximum',
    // EC2 checks no host that is stopped.
    missing: TreatMissingData.BREACHING,
  });
  const { bucket } = stack.buckets.attachments;
  (bucket.node.defaultChild as CfnBucket).metricsConfigurations = [
    { id: 'EntireBucket' },
  ];
  new RunbookAlarm(stack, 'BucketAlarm', {
    ...common,
    severity: 'warning',
    runbook: 'bucket-errors',
    meaning:
      'The attachments bucket answered with server errors for 3 minutes.',
    namespace: 'AWS/S3',
    metricName: '5xxErrors',
    dimensions: { BucketName: bucket.bucketName, FilterId: 'EntireBucket' },
    statistic: 'Sum',
  });
}
