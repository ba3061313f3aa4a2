import { Construct } from 'constructs';
import type { Alerts } from '../alerts/Alerts';
import { CopyVault, type CopyVaultProps } from './DatabaseCopies';
import { planBackups } from './planBackups';

/** Hours between recovery points: twice a day, so that a late start keeps the promised 24 hours. */
const INTERVAL_HOURS = 12;
const START_WINDOW_MINUTES = 60;

/** Settings of `HostBackups`. */
export interface HostBackupsProps extends CopyVaultProps {
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /** ARNs of hosts and databases. */
  readonly resources: readonly string[];
}

/** Recovery points of hosts and databases, kept for 30 days, and a monthly image kept for a year. */
export class HostBackups extends Construct {
  /** Minutes of writes that can be lost, from the interval and the start window. */
  readonly rpoMinutes = INTERVAL_HOURS * 60 + START_WINDOW_MINUTES;

  constructor(scope: Construct, id: string, props: HostBackupsProps) {
    super(scope, id);
    const { vault } = new CopyVault(this, 'Backups', props);
    const windows = {
      startWindowMinutes: START_WINDOW_MINUTES,
      completionWindowMinutes: 480,
    };
    planBackups(this, {
      name: props.vaultName,
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      vault,
      resources: props.resources,
      rules: [
        {
          ...windows,
          ruleName: 'daily',
          scheduleExpression: `cron(0 5/${INTERVAL_HOURS} * * ? *)`,
          lifecycle: { deleteAfterDays: 30 },
        },
        {
          ...windows,
          ruleName: 'monthly-image',
          scheduleExpression: 'cron(0 8 1 * ? *)',
          lifecycle: { deleteAfterDays: 365 },
        },
      ],
    });
  }
}
