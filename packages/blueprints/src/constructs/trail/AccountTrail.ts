import { ServicePrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StagePolicy } from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import { EncryptedBucket } from '../storage/EncryptedBucket';

/** Settings of an `AccountTrail`. */
export interface AccountTrailProps {
  readonly policy: StagePolicy;
  readonly key: Key;
  readonly accessLogs: IBucket;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly name: string;
  readonly bucketName: string;
  readonly logGroupName: string;
  /** Whether this stack makes the region's GuardDuty detector. */
  readonly guardDuty: boolean;
  /**
   * The organization whose every account is recorded, and its management account: the trail bears that account's number,
   * whoever it delegated CloudTrail to.
   *
   * @default - this account alone
   */
  readonly organization?: {
    readonly id: string;
    readonly managementAccount: string;
  };
}

const METRICS = 'Plinth/Trail';

/** Calls of the console that change something: a person by hand, where only the pipeline should be (PHS-9). */
const CONSOLE_EDITS =
  '{ ($.sessionCredentialFromConsole = "true") && ($.readOnly IS FALSE) && ($.eventType = "AwsApiCall") }';
/**
 * A sign-in to the console without a second factor (PHS-11), by a user of the account or its root.
 *
 * Sessions of Identity Center are left out: their second factor is asked for before AWS sees them, and every one of their
 * sign-ins says MFAUsed "No".
 */
const WITHOUT_MFA =
  '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.responseElements.ConsoleLogin = "Success") && (($.userIdentity.type = "IAMUser") || ($.userIdentity.type = "Root")) }';

/** The trail of every region with validated log files, threat detection, and alarms on what nobody should do by hand. */
export class AccountTrail extends Construct {
  readonly trail: CfnTrail;

  constructor(scope: Construct, id: string, props: AccountTrailProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { organization } = props;
    const owner = organization?.managementAccount ?? stack.account;
    const trailArn = `arn:${stack.partition}:cloudtrail:${stack.region}:${owner}:trail/${props.name}`;
    const fromTrail = { StringEquals: { 'aws:SourceArn': trailArn } };
    const service = new ServicePrincipal('cloudtrail.amazonaws.com');
    props.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EncryptTrail',
        principals: [service],
        actions: ['kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: fromTrail,
      }),
    );
    const { bucket } = new EncryptedBucket(this, 'Bucket', {
      policy: props.policy,
      key: props.key,
      bucketName: props.bucketName,
      accessLogs: props.accessLogs,
    });
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CheckTrailBucket',
        principals: [service],
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.bucketArn],
        conditions: fromTrail,
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'WriteTrail',
        principals: [service],
        actions: ['s3:PutObject'],
        resources: [owner, ...(organization ? [organization.id] : [])].map(
          prefix => bucket.arnForObjects(`AWSLogs/${prefix}/*`),
        ),
        conditions: fromTrail,
      }),
    );
    const logs = new WorkloadLogs(this, 'Logs', {
      policy: props.policy,
      key: props.key,
      logGroupName: props.logGroupName,
    });
    const role = new LeastPrivilegeRole(this, 'LogRole', {
      assumedBy: service,
      description: 'Writes the trail to its log group',
      grants: [
        {
          sid: 'WriteTrail',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logs.logGroup.logGroupArn],
        },
      ],
    });
    this.trail = new CfnTrail(this, 'Trail', {
      trailName: props.name,
      isLogging: true,
      isMultiRegionTrail: true,
      isOrganizationTrail: organization ? true : undefined,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: bucket.bucketName,
      kmsKeyId: props.key.keyArn,
      cloudWatchLogsLogGroupArn: logs.logGroup.logGroupArn,
      cloudWatchLogsRoleArn: role.roleArn,
    });
    if (bucket.policy) {
      this.trail.node.addDependency(bucket.policy);
    }
    this.trail.node.addDependency(role);
    this.#watch(props, logs);
    if (props.guardDuty) {
      this.#detect(props);
    }
  }

  #watch(props: AccountTrailProps, logs: WorkloadLogs): void {
    const watch = (
      id: string,
      filterPattern: string,
      runbook: string,
      meaning: string,
    ) => {
      new CfnMetricFilter(this, `${id}Filter`, {
        logGroupName: logs.logGroup.logGroupName,
        filterPattern,
        metricTransformations: [
          {
            metricNamespace: METRICS,
            metricName: `${props.name}-${id}`,
            metricValue: '1',
          },
        ],
      });
      new RunbookAlarm(this, `${id}Alarm`, {
        alerts: props.alerts,
        runbooksUrl: props.runbooksUrl,
        severity: 'critical',
        runbook,
        meaning,
        namespace: METRICS,
        metricName: `${props.name}-${id}`,
        dimensions: {},
        statistic: 'Sum',
        threshold: 0,
        evaluationPeriods: 1,
      });
    };
    watch(
      'ConsoleEdit',
      CONSOLE_EDITS,
      'console-edit',
      'Somebody changed this account in the console.',
    );
    watch(
      'LoginWithoutMfa',
      WITHOUT_MFA,
      'login-without-mfa',
      'Somebody signed in without a second factor.',
    );
  }

  #detect(props: AccountTrailProps): void {
    new CfnDetector(this, 'Detector', {
      enable: true,
      findingPublishingFrequency: 'FIFTEEN_MINUTES',
    });
    new CfnRule(this, 'Findings', {
      description: `Findings of medium severity and above. Runbook: ${props.runbooksUrl}/guardduty-finding.md`,
      eventPattern: {
        source: ['aws.guardduty'],
        'detail-type': ['GuardDuty Finding'],
        detail: { severity: [{ numeric: ['>=', 4] }] },
      },
      targets: [{ id: 'Critical', arn: props.alerts.topics.critical.topicArn }],
    });
  }
}
