import { CfnBackupPlan, CfnBackupSelection } from 'aws-cdk-lib/aws-backup';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { CopyVault, type CopyVaultProps } from './DatabaseCopies';

/** Hours between recovery points: twice a day, so that a late start keeps the promised 24 hours. */
const INTERVAL_HOURS = 12;
const START_WINDOW_MINUTES = 60;

/** Settings of `HostBackups`. */
export interface HostBackupsProps extends CopyVaultProps {
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
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
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
    const rule = (
      ruleName: string,
      scheduleExpression: string,
      deleteAfterDays: number,
    ) => ({
      ruleName,
      scheduleExpression,
      targetBackupVault: vault.ref,
      startWindowMinutes: START_WINDOW_MINUTES,
      completionWindowMinutes: 480,
      lifecycle: { deleteAfterDays },
    });
    const plan = new CfnBackupPlan(this, 'Plan', {
      backupPlan: {
        backupPlanName: props.vaultName,
        backupPlanRule: [
          rule('daily', `cron(0 5/${INTERVAL_HOURS} * * ? *)`, 30),
          rule('monthly-image', 'cron(0 3 1 * ? *)', 365),
        ],
      },
    });
    new CfnBackupSelection(this, 'Selection', {
      backupPlanId: plan.attrBackupPlanId,
      backupSelection: {
        selectionName: props.vaultName,
        iamRoleArn: role.roleArn,
        resources: [...props.resources],
      },
    });
  }
}
