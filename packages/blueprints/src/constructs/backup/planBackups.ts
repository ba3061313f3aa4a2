import {
  CfnBackupPlan,
  CfnBackupSelection,
  type CfnBackupVault,
} from 'aws-cdk-lib/aws-backup';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';

/** When recovery points are made, and how long they are kept. */
type BackupRule = Omit<
  CfnBackupPlan.BackupRuleResourceTypeProperty,
  'targetBackupVault'
>;

/** What `planBackups` plans. */
export interface BackupPlanProps {
  /** Names plan and selection: at most 50 letters, digits, hyphens. */
  readonly name: string;
  readonly vault: CfnBackupVault;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /**
   * AWS Backup cannot start on a database during its weekly maintenance (Sundays, 04:00 to 05:00 UTC here) and in the hour
   * before, nor during its own daily backup (03:00 to 03:30).
   */
  readonly rules: readonly BackupRule[];
  /** ARNs of what is backed up. */
  readonly resources: readonly string[];
}

/** Has AWS Backup make recovery points by rule, as a role that only the service assumes, and tells people of those it does not make. */
export function planBackups(scope: Construct, props: BackupPlanProps): void {
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('backup.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
      },
    }),
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName(
        'service-role/AWSBackupServiceRolePolicyForBackup',
      ),
    ],
  });
  acknowledge(
    role,
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
    'AWS Backup documents this policy as what its role needs, and extends it as the service grows; only the service can assume the role.',
  );
  const plan = new CfnBackupPlan(scope, 'Plan', {
    backupPlan: {
      backupPlanName: props.name,
      backupPlanRule: props.rules.map(({ ruleName, ...rule }) => ({
        ruleName,
        targetBackupVault: props.vault.ref,
        ...rule,
      })),
    },
  });
  new CfnBackupSelection(scope, 'Selection', {
    backupPlanId: plan.attrBackupPlanId,
    backupSelection: {
      selectionName: props.name,
      iamRoleArn: role.roleArn,
      resources: [...props.resources],
    },
  });
  watchBackups(scope, props);
}

/** Jobs of AWS Backup by what became of them, and what that means. */
const BAD_ENDS = {
  NumberOfBackupJobsFailed: 'A backup failed.',
  NumberOfBackupJobsExpired: 'A backup did not start within its window.',
  NumberOfCopyJobsFailed: 'A copy of a backup failed.',
} as const;

function watchBackups(
  scope: Construct,
  { alerts, runbooksUrl, rules, vault }: BackupPlanProps,
): void {
  const copied = rules.some(({ copyActions }) => copyActions);
  for (const [metricName, meaning] of Object.entries(BAD_ENDS)) {
    if (metricName === 'NumberOfCopyJobsFailed' && !copied) {
      continue;
    }
    new RunbookAlarm(scope, `${metricName.replace('NumberOf', '')}Alarm`, {
      alerts,
      runbooksUrl,
      severity: 'critical',
      runbook: 'backup-failed',
      meaning,
      namespace: 'AWS/Backup',
      metricName,
      dimensions: { BackupVaultName: vault.ref },
      statistic: 'Sum',
      threshold: 0,
      evaluationPeriods: 1,
    });
  }
}
