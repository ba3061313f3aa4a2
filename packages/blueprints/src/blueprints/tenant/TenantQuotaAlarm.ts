import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

/** Settings of a `TenantQuotaAlarm`. */
export interface TenantQuotaAlarmProps {
  readonly bucketName: string;
  readonly quotaGiB: number;
  readonly topicArn: string;
  readonly runbooksUrl: string;
}

/** Rises when the tenant's bucket holds more than its quota; S3 reports the size once a day. */
export class TenantQuotaAlarm extends Construct {
  constructor(scope: Construct, id: string, props: TenantQuotaAlarmProps) {
    super(scope, id);
    new CfnAlarm(this, 'Alarm', {
      alarmDescription: `The tenant's bucket holds more than its quota of ${props.quotaGiB} GiB. Severity: warning. Runbook: ${props.runbooksUrl}/tenant-quota.md`,
      namespace: 'AWS/S3',
      metricName: 'BucketSizeBytes',
      dimensions: [
        { name: 'BucketName', value: props.bucketName },
        { name: 'StorageType', value: 'StandardStorage' },
      ],
      statistic: 'Average',
      period: 86_400,
      evaluationPeriods: 1,
      threshold: props.quotaGiB * 2 ** 30,
      comparisonOperator: 'GreaterThanThreshold',
      treatMissingData: 'notBreaching',
      alarmActions: [props.topicArn],
      okActions: [props.topicArn],
    });
  }
}
