import type { Operation, Output } from '../service/AwsService';
import { ALARM_STATES, type Alarm, type AlarmStore } from './AlarmStore';

/** The alarms of the caller's place, by name, prefix, state and kind. */
export function describeAlarms(alarms: AlarmStore): Operation {
  return (call, input) => {
    const names = input.texts('AlarmNames');
    const prefix = input.optionalText('AlarmNamePrefix') ?? '';
    const state = input.choice('StateValue', ALARM_STATES);
    const types = input.texts('AlarmTypes');
    // Without AlarmTypes, CloudWatch hands back metric alarms only.
    const kinds = types.length ? types : ['MetricAlarm'];
    const matching = alarms
      .list(call)
      .filter(
        alarm =>
          kinds.includes(alarm.kind) &&
          (names.length === 0 || names.includes(alarm.name)) &&
          alarm.name.startsWith(prefix) &&
          (state ?? alarm.state.value) === alarm.state.value,
      );
    const { items, nextToken } = input.page(matching, {
      limit: 'MaxRecords',
      default: 50,
      max: 100,
    });
    const of = (kind: Alarm['kind']) =>
      items.filter(alarm => alarm.kind === kind).map(described);
    return {
      MetricAlarms: of('MetricAlarm'),
      CompositeAlarms: of('CompositeAlarm'),
      NextToken: nextToken,
    };
  };
}

function described(alarm: Alarm): Output {
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
