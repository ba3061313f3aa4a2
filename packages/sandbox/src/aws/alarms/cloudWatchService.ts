import type { AwsContext } from '../AwsContext';
import { json10 } from '../protocols/jsonProtocol';
import { AwsError } from '../protocols/AwsError';
import type { AwsService } from '../service/AwsService';
import { alarmHistory } from './alarmHistory';
import { ALARM_STATES } from './AlarmStore';
import { describeAlarms } from './describeAlarms';
import { metricStatistics } from './metricStatistics';

/** CloudWatch: alarms and their history. Of metrics only what accounts use of quotas, and how far standbys are behind, is imitated. */
export function cloudWatchService(
  context: Pick<AwsContext, 'alarms' | 'clock' | 'cloudFormation' | 'faults'>,
): AwsService {
  const { alarms } = context;
  const missing = () => new AwsError('ResourceNotFound', 'Unknown alarm', 404);
  return {
    signingName: 'monitoring',
    protocol: json10,
    actionPrefix: 'cloudwatch',
    invalidParameter: 'InvalidParameterValue',
    invalidToken: 'InvalidNextToken',
    operations: {
      DescribeAlarms: describeAlarms(alarms),
      GetMetricStatistics: metricStatistics(context),
      DescribeAlarmHistory: alarmHistory(alarms),
      SetAlarmState: ({ account, region }, input) => {
        const name = input.text('AlarmName');
        const reason = input.text('StateReason');
        const state = input.choice('StateValue', ALARM_STATES);
        input.end();
        if (!state) {
          throw input.error('StateValue must not be null');
        }
        if (!alarms.set({ account, region, name }, state, reason)) {
          throw missing();
        }
        return {};
      },
      ListTagsForResource: (call, input) => {
        const arn = input.text('ResourceARN');
        const alarm = alarms.list(call).find(item => item.arn === arn);
        if (!alarm) {
          throw missing();
        }
        return {
          Tags: Object.entries(alarm.tags).map(([Key, Value]) => ({
            Key,
            Value,
          })),
        };
      },
    },
  };
}
