import { Template } from 'aws-cdk-lib/assertions';
import { exampleParts } from '../../testing/exampleParts';
import { CopyVault, DatabaseCopies } from './DatabaseCopies';

const DATABASE = 'arn:aws:rds:us-east-1:111122223333:db:claims';

describe('DatabaseCopies', () => {
  const parts = exampleParts('production');
  const { stack } = parts;
  const copies = new DatabaseCopies(stack, 'DatabaseCopies', {
    ...parts,
    vaultName: 'plinth-claims',
    databaseArn: DATABASE,
    copyTo: { region: 'us-west-2', vaultName: 'plinth-claims-dr' },
  });
  const template = Template.fromStack(stack);

  it('copies a recovery point to the other region every 12 hours, kept there for the days of the stage and here for a week', () => {
    const vault = Object.keys(
      template.findResources('AWS::Backup::BackupVault'),
    )[0];
    template.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: {
        BackupPlanName: 'plinth-claims',
        BackupPlanRule: [
          {
            RuleName: 'copy-to-other-region',
            TargetBackupVault: { Ref: vault },
            ScheduleExpression: 'cron(0 5/12 ? * * *)',
            StartWindowMinutes: 60,
            CompletionWindowMinutes: 240,
            Lifecycle: { DeleteAfterDays: 7 },
            CopyActions: [
              {
                DestinationBackupVaultArn:
                  'arn:aws:backup:us-west-2:111122223333:backup-vault:plinth-claims-dr',
                Lifecycle: { DeleteAfterDays: 35 },
              },
            ],
          },
        ],
      },
    });
  });

  it('backs up the one database, as a role that only AWS Backup assumes, and only for its own account', () => {
    const [role] = Object.keys(
      template.findResources('AWS::IAM::Role', {
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sts:AssumeRole',
                Principal: { Service: 'backup.amazonaws.com' },
                Condition: {
                  StringEquals: { 'aws:SourceAccount': '111122223333' },
                },
              },
            ],
          },
        },
      }),
    );
    template.hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupSelection: {
        SelectionName: 'plinth-claims',
        IamRoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
        Resources: [DATABASE],
      },
    });
  });

  it('states that 14 hours of writes can be lost with the region: 12 between copies, one to start, one to copy', () => {
    expect(copies.recovery).toMatchObject({
      event: 'region',
      rpoMinutes: 14 * 60,
      rtoMinutes: 240,
    });
    expect(copies.recovery.basis).toContain('us-west-2');
  });
});

describe('CopyVault', () => {
  it.each([
    ['preview', 'Delete', 'Delete'],
    ['dev', 'RetainExceptOnCreate', 'Retain'],
    ['production', 'RetainExceptOnCreate', 'Retain'],
  ] as const)(
    'is encrypted with the key it is given, and when %s removes it: %s, and replaces it: %s',
    (stage, removal, replacement) => {
      const { stack, key, policy } = exampleParts(stage);
      new CopyVault(stack, 'Vault', {
        policy,
        key,
        vaultName: 'plinth-claims',
      });
      Template.fromStack(stack).hasResource('AWS::Backup::BackupVault', {
        DeletionPolicy: removal,
        UpdateReplacePolicy: replacement,
        Properties: {
          BackupVaultName: 'plinth-claims',
          EncryptionKeyArn: stack.resolve(key.keyArn),
        },
      });
    },
  );

  it.each(['x', 'claims_copies', 'c'.repeat(51)])(
    'refuses a name that AWS Backup would refuse: %s',
    vaultName => {
      const { stack, key, policy } = exampleParts();
      expect(
        () => new CopyVault(stack, 'Vault', { policy, key, vaultName }),
      ).toThrow(`vaultName: ${vaultName} is not 2 to 50`);
    },
  );
});
