import type { Alerts } from '../alerts/Alerts';

/** Who hears of alarms, and where they read what to do. */
export interface AlarmAudience {
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
}
