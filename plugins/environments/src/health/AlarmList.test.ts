import { shortAlarmName } from './AlarmList';

describe('alarm names', () => {
  it.each([
    [
      'claims-staging-DatabaseConnectionsAlarm8D241C5C-LBAJAIWJ9749',
      'DatabaseConnectionsAlarm',
    ],
    ['claims-dev-DatabaseCpuAlarm7AA8FFEE-C9MQSHTB35WN', 'DatabaseCpuAlarm'],
    ['nightly-import', 'nightly-import'],
    ['Throttled', 'Throttled'],
  ])('%s is shown as %s', (name, short) => {
    expect(shortAlarmName(name)).toBe(short);
  });
});
