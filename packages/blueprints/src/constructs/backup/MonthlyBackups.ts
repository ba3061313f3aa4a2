import { Construct } from 'constructs';
import type { Alerts } from '../alerts/Alerts';
import { CopyVault, type CopyVaultProps } from './DatabaseCopies';
import { planBackups } from './planBackups';

/** Settings of `MonthlyBackups`. */
export interface MonthlyBackupsProps extends CopyVaultProps {
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /** ARNs of databases. */
  readonly resources: readonly string[];
}

/** A recovery point each month, kept for a year beside the continuous backups of RDS, which end after the days of the stage. */
export class MonthlyBackups extends Construct {
  constructor(scope: Construct, id: string, props: MonthlyBackupsProps) {
    super(scope, id);
    const { vault } = new CopyVault(this, 'Vault', props);
    planBackups(this, {
      name: props.vaultName,
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      vault,
      resources: props.resources,
      rules: [
        {
          ruleName: 'monthly',
          scheduleExpression: 'cron(0 8 1 * ? *)',
          startWindowMinutes: 60,
          completionWindowMinutes: 480,
          lifecycle: { deleteAfterDays: 365 },
        },
      ],
    });
  }
}
