import type { SchedulerServiceTaskScheduleDefinition } from '@backstage/backend-plugin-api';
import { durationToMilliseconds } from '@backstage/types';

/** How often a schedule begins, in milliseconds; undefined where nothing says so, as for a cron expression. */
export function everyMs({
  frequency,
}: SchedulerServiceTaskScheduleDefinition): number | undefined {
  if ('cron' in frequency || 'trigger' in frequency) {
    return undefined;
  }
  return 'toMillis' in frequency
    ? frequency.toMillis()
    : durationToMilliseconds(frequency);
}
