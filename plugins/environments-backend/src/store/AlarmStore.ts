import type { Alarm } from '@plinth/plugin-environments-common';
import type { Place } from './sources';

/** Alarms, as CloudWatch last described them. */
export interface AlarmStore {
  /** Replaces the alarms of an account and region. */
  replaceAlarms(place: Place, alarms: Alarm[]): Promise<void>;
  /** Alarms that are resources of the stacks, with the stack's ARN, by name. */
  alarmsOf(
    stackIds: string[],
  ): Promise<Array<{ stackId: string; alarm: Alarm }>>;
}
