import { ALARM_STATES } from '../../alarms/AlarmStore';
import type { AwsContext } from '../../AwsContext';
import type { Actions } from './Actions';

/** Sets alarms: without metrics nothing else does. */
export function alarmActions({ alarms }: Pick<AwsContext, 'alarms'>): Actions {
  return {
    'set-alarm': input => {
      const place = {
        account: input.text('account'),
        region: input.text('region'),
        name: input.text('alarm'),
      };
      const state = input.choice('state', ALARM_STATES);
      const reason =
        input.optionalText('reason') ?? 'Set through the control API';
      input.end();
      if (!state) {
        throw input.error(`state must be one of ${ALARM_STATES.join(', ')}`);
      }
      const alarm = alarms.set(place, state, reason);
      if (!alarm) {
        throw input.error(`There is no alarm ${place.name} there`);
      }
      return { alarm: alarm.name, state: alarm.state.value };
    },
  };
}
