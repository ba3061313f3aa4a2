import type { Operation } from '../service/AwsService';
import type { AlarmStore } from './AlarmStore';

/** How alarms came to be as they are; newest first unless asked otherwise. */
export function alarmHistory(alarms: AlarmStore): Operation {
  return (call, input) => {
    const name = input.optionalText('AlarmName');
    const types = input.texts('AlarmTypes');
    const from = input.moment('StartDate')?.toISOString() ?? '';
    const to = input.moment('EndDate')?.toISOString() ?? '9999';
    const order = input.choice('ScanBy', [
      'TimestampDescending',
      'TimestampAscending',
    ]);
    // Of what happens to an alarm only changes of its state are kept.
    input.choice('HistoryItemType', ['StateUpdate']);
    const entries = alarms
      .list(call)
      .filter(alarm => !name || alarm.name === name)
      .filter(alarm => types.length === 0 || types.includes(alarm.kind))
      .flatMap(alarm => alarm.state.history.map(change => ({ alarm, change })))
      .filter(({ change }) => change.at >= from && change.at <= to)
      .sort((a, b) => a.change.at.localeCompare(b.change.at));
    const { items, nextToken } = input.page(
      order === 'TimestampAscending' ? entries : entries.reverse(),
      { limit: 'MaxRecords', default: 100 },
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
  };
}
