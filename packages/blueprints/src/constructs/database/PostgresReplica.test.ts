import { Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { PostgresReplica } from './PostgresReplica';

const INSTANCE = 'AWS::RDS::DBInstance';
const SOURCE = 'arn:aws:rds:us-east-1:111122223333:db:claims';

function replica(stage: Stage) {
  const { stack, key, policy } = exampleParts(stage, {
    account: '111122223333',
    region: 'us-west-2',
  });
  const database = new PostgresReplica(stack, 'Replica', {
    policy,
    identifier: 'claims-dr',
    sourceArn: SOURCE,
    sourceRegion: 'us-east-1',
    version: '17',
    instanceClass: 'db.m6g.large',
    keyArn: key.keyArn,
    subnetGroupName: 'claims-dr',
    securityGroupId: 'sg-0123456789abcdef0',
    storageGiB: 100,
  });
  return { stack, key, database, template: Template.fromStack(stack) };
}

describe('PostgresReplica', () => {
  const { stack, key, database, template } = replica('production');

  it('follows the database of the other region, under the key of its own', () => {
    template.hasResourceProperties(INSTANCE, {
      DBInstanceIdentifier: 'claims-dr',
      SourceDBInstanceIdentifier: SOURCE,
      SourceRegion: 'us-east-1',
      KmsKeyId: stack.resolve(key.keyArn),
      PerformanceInsightsKMSKeyId: stack.resolve(key.keyArn),
    });
  });

  it('is ready to be promoted: two zones, backups, tokens, and a place that is not public', () => {
    template.hasResourceProperties(INSTANCE, {
      MultiAZ: true,
      BackupRetentionPeriod: 35,
      EnableIAMDatabaseAuthentication: true,
      PubliclyAccessible: false,
      DBSubnetGroupName: 'claims-dr',
      VPCSecurityGroups: ['sg-0123456789abcdef0'],
    });
    expect(database.recovery).toMatchObject({
      event: 'region',
      rpoMinutes: 5,
      rtoMinutes: 30,
    });
  });

  it('grows as its source does, or replication would stop', () => {
    template.hasResourceProperties(INSTANCE, {
      StorageType: 'gp3',
      AllocatedStorage: '100',
      MaxAllocatedStorage: 200,
    });
  });

  it.each([
    ['preview', 'Delete', 'Delete', false],
    ['dev', 'Snapshot', 'Snapshot', true],
    ['production', 'RetainExceptOnCreate', 'Retain', true],
  ] as const)(
    'when %s removes it: %s, replaces it: %s, and refuses to be deleted: %s',
    (stage, removal, replacement, refuses) => {
      replica(stage).template.hasResource(INSTANCE, {
        DeletionPolicy: removal,
        UpdateReplacePolicy: replacement,
        Properties: { DeletionProtection: refuses },
      });
    },
  );
});
