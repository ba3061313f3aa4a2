import { Duration } from 'aws-cdk-lib/core';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmAudience } from './AlarmAudience';
import { RunbookAlarm } from './RunbookAlarm';

/** Raises an alarm when ACM, which renews a certificate 60 days before its end, has not done so 30 days later. */
export function watchCertificate(
  scope: Construct,
  certificateArn: string,
  { alerts, runbooksUrl }: AlarmAudience,
): void {
  new RunbookAlarm(scope, 'Expiry', {
    alerts,
    runbooksUrl,
    severity: 'critical',
    runbook: 'certificate-expiry',
    meaning: 'The certificate of the domain ends in less than 30 days.',
    namespace: 'AWS/CertificateManager',
    metricName: 'DaysToExpiry',
    dimensions: { CertificateArn: certificateArn },
    statistic: 'Minimum',
    period: Duration.days(1),
    evaluationPeriods: 1,
    threshold: 30,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
  });
}
