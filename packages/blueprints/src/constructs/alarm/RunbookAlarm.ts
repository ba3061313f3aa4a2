import { Duration } from 'aws-cdk-lib/core';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IAlarmAction,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alerts, Severity } from '../alerts/Alerts';

/** Settings of a `RunbookAlarm`. */
export interface RunbookAlarmProps {
  /** Where it is announced, by severity; or the ARN of one topic. */
  readonly alerts: Alerts | string;
  readonly severity: Severity;
  /** The runbook's file name without `.md`; a test checks that it exists. */
  readonly runbook: string;
  readonly runbooksUrl: string;
  /** What is wrong when the alarm rises, as a sentence. */
  readonly meaning: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Record<string, string>;
  readonly threshold: number;
  /** @default Average */
  readonly statistic?: string;
  /** @default 5 minutes */
  readonly period?: Duration;
  /** @default 3 */
  readonly evaluationPeriods?: number;
  /** @default - greater than the threshold */
  readonly comparison?: ComparisonOperator;
  /** @default - a missing value is not a breach */
  readonly missing?: AlarmProps['treatMissingData'];
}

/** An alarm that says what it means, links its runbook, and reaches people by its severity. */
export class RunbookAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      alarmDescription: `${props.meaning} Severity: ${props.severity}. Runbook: ${props.runbooksUrl}/${props.runbook}.md`,
      metric: new Metric({
        namespace: props.namespace,
        metricName: props.metricName,
        dimensionsMap: props.dimensions,
        statistic: props.statistic ?? 'Average',
        period: props.period ?? Duration.minutes(5),
      }),
      threshold: props.threshold,
      evaluationPeriods: props.evaluationPeriods ?? 3,
      comparisonOperator:
        props.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: props.missing ?? TreatMissingData.NOT_BREACHING,
    });
    // Bound by hand: the action class of aws-cloudwatch-actions loads the Lambda and Systems Manager modules with it.
    const topicArn =
      typeof props.alerts === 'string'
        ? props.alerts
        : props.alerts.topics[props.severity].topicArn;
    const action: IAlarmAction = {
      bind: () => ({
        alarmActionArn: topicArn,
      }),
    };
    this.alarm.addAlarmAction(action);
    this.alarm.addOkAction(action);
  }
}
