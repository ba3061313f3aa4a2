import { Template } from 'aws-cdk-lib/assertions';
import { exampleParts } from '../../testing/exampleParts';
import { HostBackups } from './HostBackups';
import { MonthlyBackups } from './MonthlyBackups';

const HOST = 'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0';
const DATABASE = 'arn:aws:rds:us-east-1:111122223333:db:claims';

/** A rule that is copied nowhere. */
const rule = (name: string, schedule: string, days: number) => ({
  RuleName: name,
  TargetBackupVault: { Ref: expect.any(String) },
  ScheduleExpression: schedule,
  StartWindowMinutes: 60,
  CompletionWindowMinutes: 480,
  Lifecycle: { DeleteAfterDays: days },
});

/** The rules of the stack's one plan, and what it backs up. */
function planned(template: Template) {
  const only = (type: string) => {
    const found = Object.values(template.findResources(type));
    expect(found).toHaveLength(1);
    return found[0].Properties;
  };
  return {
    rules: only('AWS::Backup::BackupPlan').BackupPlan.BackupPlanRule,
    resources: only('AWS::Backup::BackupSelection').BackupSelection.Resources,
  };
}

describe('HostBackups', () => {
  const parts = exampleParts();
  const { stack } = parts;
  const backups = new HostBackups(stack, 'Backups', {
    ...parts,
    vaultName: 'plinth-claims',
    resources: [HOST, DATABASE],
  });
  const { rules, resources } = planned(Template.fromStack(stack));

  it('backs hosts and databases up twice a day for 30 days, and each month for a year', () => {
    expect(rules).toEqual([
      rule('daily', 'cron(0 5/12 * * ? *)', 30),
      rule('monthly-image', 'cron(0 8 1 * ? *)', 365),
    ]);
    expect(resources).toEqual([HOST, DATABASE]);
  });

  it('loses less than a day of writes, even when a backup starts late', () => {
    expect(backups.rpoMinutes).toBe(12 * 60 + 60);
  });
});

describe('MonthlyBackups', () => {
  it('keeps a recovery point of each month for a year', () => {
    const parts = exampleParts('production');
    const { stack } = parts;
    new MonthlyBackups(stack, 'Backups', {
      ...parts,
      vaultName: 'plinth-claims',
      resources: [DATABASE],
    });
    expect(planned(Template.fromStack(stack))).toEqual({
      rules: [rule('monthly', 'cron(0 8 1 * ? *)', 365)],
      resources: [DATABASE],
    });
  });
});
