import { Duration } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import {
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { exampleParts, RUNBOOKS_URL } from '../../testing/exampleParts';
import { RunbookAlarm } from './RunbookAlarm';

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:on-call';

describe('RunbookAlarm', () => {
  const { stack, alerts, runbooksUrl } = exampleParts();
  const about = {
    alerts,
    runbooksUrl,
    runbook: 'queue-age',
    meaning: 'Work waits for more than 5 minutes.',
    namespace: 'AWS/SQS',
    metricName: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: 'work' },
    threshold: 300,
  };
  const { alarm } = new RunbookAlarm(stack, 'Paging', {
    ...about,
    severity: 'critical',
  });
  new RunbookAlarm(stack, 'Telling', { ...about, severity: 'warning' });
  new RunbookAlarm(stack, 'Elsewhere', {
    ...about,
    alerts: TOPIC,
    severity: 'warning',
    statistic: 'Maximum',
    period: Duration.minutes(1),
    evaluationPeriods: 2,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    missing: TreatMissingData.BREACHING,
  });
  const template = Template.fromStack(stack);
  const described = (severity: string) => ({
    AlarmDescription: `Work waits for more than 5 minutes. Severity: ${severity}. Runbook: ${RUNBOOKS_URL}/queue-age.md`,
  });

  it('says what it means, how urgent it is, and where the runbook is', () => {
    template.hasResourceProperties(
      'AWS::CloudWatch::Alarm',
      described('critical'),
    );
  });

  it.each(['critical', 'warning'] as const)(
    'tells the topic of its severity when it rises and when it ends: %s',
    severity => {
      const topic = stack.resolve(alerts.topics[severity].topicArn);
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        ...described(severity),
        AlarmActions: [topic],
        OKActions: [topic],
      });
    },
  );

  it('rises after a quarter of an hour above the threshold, and takes no value for a good one', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...described('critical'),
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: 'work' }],
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 3,
      Threshold: 300,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  it('goes to a topic that is elsewhere, and judges as it is told', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 2,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('can be named by others, such as a deployment that it rolls back', () => {
    expect(stack.resolve(alarm.alarmName)).toEqual({
      Ref: stack.getLogicalId(alarm.node.defaultChild as never),
    });
  });
});
