import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import { Input } from '../service/Input';
import { page } from '../service/page';
import {
  ALARM_STATES,
  type Alarm,
  type AlarmStateValue,
  type AlarmStore,
} from './AlarmStore';

/** CloudWatch: alarms and their history. Metrics are not imitated. */
export class CloudWatchService implements AwsService {
  readonly signingName = 'monitoring';
  readonly protocol = 'json1.0';
  readonly targetPrefix = 'GraniteServiceVersion20100801';
  readonly actionPrefix = 'cloudwatch';
  readonly #alarms: AlarmStore;

  constructor(options: { alarms: AlarmStore }) {
    this.#alarms = options.alarms;
  }

  async handle(call: AwsCall): Promise<Record<string, unknown>> {
    const input = new Input(call, 'InvalidParameterValue');
    switch (call.operation) {
      case 'DescribeAlarms':
        return this.#describe(call, input);
      case 'DescribeAlarmHistory':
        return this.#history(call, input);
      case 'SetAlarmState':
        return this.#set(call, input);
      case 'ListTagsForResource': {
        const alarm = this.#alarms
          .list(call)
          .find(item => item.arn === input.text('ResourceARN'));
        return {
          Tags: Object.entries((alarm ?? missing()).tags).map(
            ([Key, Value]) => ({ Key, Value }),
          ),
        };
      }
      default:
        throw unsupportedOperation(call);
    }
  }

  #describe(call: AwsCall, input: Input) {
    input.refuse('ChildrenOfAlarmName', 'ParentsOfAlarmName', 'ActionPrefix');
    const names = input.texts('AlarmNames');
    const prefix = input.optionalText('AlarmNamePrefix') ?? '';
    const state = input.optionalText('StateValue');
    // Without AlarmTypes, CloudWatch hands back metric alarms only.
    const types = call.input.AlarmTypes
      ? input.texts('AlarmTypes')
      : ['MetricAlarm'];
    const matching = this.#alarms
      .list(call)
      .filter(
        alarm =>
          types.includes(alarm.kind) &&
          (names.length === 0 || names.includes(alarm.name)) &&
          alarm.name.startsWith(prefix) &&
          (!state || alarm.state.value === state),
      );
    const { items, nextToken } = page(matching, {
      token: input.optionalText('NextToken'),
      limit: input.number('MaxRecords', { default: 50, min: 1, max: 100 }),
      question: [call.account, call.region, names, prefix, state, types],
      errorCode: 'InvalidNextToken',
    });
    const of = (kind: Alarm['kind']) =>
      items.filter(alarm => alarm.kind === kind).map(described);
    return {
      MetricAlarms: of('MetricAlarm'),
      CompositeAlarms: of('CompositeAlarm'),
      NextToken: nextToken,
    };
  }

  #history(call: AwsCall, input: Input) {
    const name = input.optionalText('AlarmName');
    const from = input.moment('StartDate')?.toISOString() ?? '';
    const to = input.moment('EndDate')?.toISOString() ?? '9999';
    const newestFirst = input.optionalText('ScanBy') !== 'TimestampAscending';
    const entries = this.#alarms
      .list(call)
      .filter(alarm => !name || alarm.name === name)
      .flatMap(alarm => alarm.state.history.map(change => ({ alarm, change })))
      .filter(({ change }) => change.at >= from && change.at <= to)
      .sort((a, b) => a.change.at.localeCompare(b.change.at));
    const { items, nextToken } = page(
      newestFirst ? entries.reverse() : entries,
      {
        token: input.optionalText('NextToken'),
        limit: input.number('MaxRecords', { default: 100, min: 1, max: 100 }),
        question: [call.account, call.region, name, from, to, newestFirst],
        errorCode: 'InvalidNextToken',
      },
    );
    return {
      AlarmHistoryItems: items.map(({ alarm, change }) => ({
        AlarmName: alarm.name,
        AlarmType: alarm.kind,
        Timestamp: new Date(change.at),
        HistoryItemType: 'StateUpdate',
        HistorySummary: `Alarm updated from ${change.previous} to ${change.value}`,
        HistoryData: JSON.stringify({
          version: '1.0',
          oldState: { stateValue: change.previous },
          newState: { stateValue: change.value, stateReason: change.reason },
        }),
      })),
      NextToken: nextToken,
    };
  }

  #set(call: AwsCall, input: Input) {
    const value = input.text('StateValue');
    if (!isAlarmState(value)) {
      throw input.error(`StateValue must be one of ${ALARM_STATES.join(', ')}`);
    }
    const { account, region } = call;
    const alarm = this.#alarms.set(
      { account, region, name: input.text('AlarmName') },
      value,
      input.text('StateReason'),
    );
    return alarm ? {} : missing();
  }
}

/** True for CloudWatch's words. */
export function isAlarmState(value: unknown): value is AlarmStateValue {
  return ALARM_STATES.some(state => state === value);
}

function missing(): never {
  throw new AwsError('ResourceNotFound', 'Unknown alarm', 404);
}

function described(alarm: Alarm): Record<string, unknown> {
  const { properties, state } = alarm;
  const updated = new Date(state.updatedAt);
  const common = {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: properties.AlarmDescription,
    ActionsEnabled:
      properties.ActionsEnabled !== 'false' &&
      properties.ActionsEnabled !== false,
    OKActions: properties.OKActions ?? [],
    AlarmActions: properties.AlarmActions ?? [],
    InsufficientDataActions: properties.InsufficientDataActions ?? [],
    StateValue: state.value,
    StateReason: state.reason,
    StateUpdatedTimestamp: updated,
    StateTransitionedTimestamp: updated,
    AlarmConfigurationUpdatedTimestamp: updated,
  };
  if (alarm.kind === 'CompositeAlarm') {
    return { ...common, AlarmRule: properties.AlarmRule };
  }
  return {
    ...common,
    MetricName: properties.MetricName,
    Namespace: properties.Namespace,
    Statistic: properties.Statistic,
    ExtendedStatistic: properties.ExtendedStatistic,
    Dimensions: properties.Dimensions ?? [],
    Period: number(properties.Period),
    Unit: properties.Unit,
    EvaluationPeriods: number(properties.EvaluationPeriods),
    DatapointsToAlarm: number(properties.DatapointsToAlarm),
    Threshold: number(properties.Threshold),
    ComparisonOperator: properties.ComparisonOperator,
    TreatMissingData: properties.TreatMissingData,
    Metrics: properties.Metrics,
  };
}

function number(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}
