import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { exampleVpc } from '../../testing/exampleVpc';
import {
  PostgresDatabase,
  type PostgresDatabaseProps,
} from './PostgresDatabase';

const INSTANCE = 'AWS::RDS::DBInstance';
const GIB = 2 ** 30;

function postgres(stage: Stage, settings: Partial<PostgresDatabaseProps> = {}) {
  const parts = exampleParts(stage);
  const { stack } = parts;
  const { vpc, client } = exampleVpc(stack);
  const database = new PostgresDatabase(stack, 'Database', {
    ...parts,
    vpc,
    identifier: 'claims',
    databaseName: 'application',
    version: '17',
    instanceClass: 'db.m6g.large',
    storageGiB: 100,
    multiAz: true,
    ...settings,
  });
  database.allowFrom(client, 'PostgreSQL from the client');
  const template = Template.fromStack(stack);
  return { ...parts, vpc, client, database, template };
}

describe('PostgresDatabase at production', () => {
  const { stack, key, vpc, client, database, alerts, template, runbooksUrl } =
    postgres('production');

  it('encrypts at rest with the key, accepts TLS alone, and is not public', () => {
    template.hasResourceProperties(INSTANCE, {
      Engine: 'postgres',
      EngineVersion: '17',
      StorageEncrypted: true,
      KmsKeyId: stack.resolve(key.keyArn),
      PubliclyAccessible: false,
      DBParameterGroupName: {
        Ref: Match.stringLikeRegexp('^DatabaseSettings'),
      },
    });
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
      Family: 'postgres17',
      Parameters: {
        'rds.force_ssl': '1',
        log_connections: '1',
        log_disconnections: '1',
        log_min_duration_statement: '1000',
      },
    });
  });

  it('has RDS make, keep and rotate the password, and lets services sign in with tokens', () => {
    template.hasResourceProperties(INSTANCE, {
      ManageMasterUserPassword: true,
      MasterUserSecret: { KmsKeyId: stack.resolve(key.keyArn) },
      MasterUserPassword: Match.absent(),
      EnableIAMDatabaseAuthentication: true,
    });
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(stack.resolve(database.secretArn)).toEqual({
      'Fn::GetAtt': [
        stack.getLogicalId(database.instance),
        'MasterUserSecret.SecretArn',
      ],
    });
  });

  it('stands in the isolated subnets, reached by its clients alone, and calls nobody', () => {
    template.hasResourceProperties('AWS::RDS::DBSubnetGroup', {
      SubnetIds: stack.resolve(
        vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
      ),
    });
    template.hasResourceProperties(INSTANCE, {
      Port: '5432',
      VPCSecurityGroups: [
        stack.resolve(database.securityGroup.securityGroupId),
      ],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('^PostgreSQL of claims'),
      SecurityGroupIngress: [
        {
          IpProtocol: 'tcp',
          FromPort: 5432,
          ToPort: 5432,
          SourceSecurityGroupId: stack.resolve(client.securityGroupId),
        },
      ],
      // What CDK writes for "nowhere".
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }],
    });
  });

  it('takes minor versions and twice its storage by itself, and a major version when it is asked for', () => {
    template.hasResourceProperties(INSTANCE, {
      StorageType: 'gp3',
      AllocatedStorage: '100',
      MaxAllocatedStorage: 200,
      AutoMinorVersionUpgrade: true,
      AllowMajorVersionUpgrade: true,
    });
  });

  it('backs up for the days of the stage, and keeps its backups when it is deleted', () => {
    template.hasResourceProperties(INSTANCE, {
      BackupRetentionPeriod: 35,
      DeleteAutomatedBackups: false,
      CopyTagsToSnapshot: true,
      PreferredBackupWindow: '03:00-03:30',
      PreferredMaintenanceWindow: 'sun:04:00-sun:05:00',
    });
  });

  it('refuses to be deleted, and stays with its subnet and parameter groups when it leaves the template', () => {
    template.hasResource(INSTANCE, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtection: true },
    });
    for (const type of [
      'AWS::RDS::DBSubnetGroup',
      'AWS::RDS::DBParameterGroup',
    ]) {
      template.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate' });
    }
  });

  it.each(['postgresql', 'upgrade'])(
    'exports the %s log to an encrypted group that is there first, with the retention of the stage',
    name => {
      const [group] = Object.keys(
        template.findResources('AWS::Logs::LogGroup', {
          Properties: {
            LogGroupName: `/aws/rds/instance/claims/${name}`,
            KmsKeyId: stack.resolve(key.keyArn),
            RetentionInDays: 365,
          },
        }),
      );
      template.hasResource(INSTANCE, {
        DependsOn: Match.arrayWith([group]),
        Properties: { EnableCloudwatchLogsExports: ['postgresql', 'upgrade'] },
      });
    },
  );

  it('reports every minute, with a week of insights under the key', () => {
    template.hasResourceProperties(INSTANCE, {
      EnablePerformanceInsights: true,
      PerformanceInsightsKMSKeyId: stack.resolve(key.keyArn),
      PerformanceInsightsRetentionPeriod: 7,
      MonitoringInterval: 60,
      MonitoringRoleArn: {
        'Fn::GetAtt': [
          Match.stringLikeRegexp('^DatabaseMonitoringRole'),
          'Arn',
        ],
      },
    });
  });

  it.each([
    ['CPUUtilization', 'GreaterThanThreshold', 80, 'warning', 'cpu'],
    ['FreeStorageSpace', 'LessThanThreshold', 10 * GIB, 'critical', 'storage'],
    // 8 GiB / 9531392 bytes are 901 connections.
    [
      'DatabaseConnections',
      'GreaterThanThreshold',
      720,
      'warning',
      'connections',
    ],
    [
      'FreeableMemory',
      'LessThanThreshold',
      Math.floor(0.8 * GIB),
      'warning',
      'memory',
    ],
    ['ReadLatency', 'GreaterThanThreshold', 0.02, 'warning', 'latency'],
  ] as const)(
    'alarms on %s that is %s %d: %s, with the runbook database-%s',
    (metric, comparison, threshold, severity, runbook) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/RDS',
        MetricName: metric,
        Dimensions: [
          {
            Name: 'DBInstanceIdentifier',
            Value: stack.resolve(database.instance.ref),
          },
        ],
        ComparisonOperator: comparison,
        Threshold: threshold,
        AlarmActions: [stack.resolve(alerts.topics[severity].topicArn)],
        AlarmDescription: Match.stringLikeRegexp(
          `${runbooksUrl}/database-${runbook}.md$`,
        ),
      });
    },
  );

  it('states that no write is lost with a zone, and five minutes when it is deleted', () => {
    template.hasResourceProperties(INSTANCE, { MultiAZ: true });
    expect(database.recovery).toEqual([
      expect.objectContaining({
        name: 'database',
        event: 'zone',
        rpoMinutes: 0,
        rtoMinutes: 2,
      }),
      expect.objectContaining({
        name: 'database',
        event: 'deletion',
        rpoMinutes: 5,
        rtoMinutes: 70,
      }),
    ]);
  });
});

describe('PostgresDatabase at dev, in one zone, with a standby in another region', () => {
  const { stack, key, database, template } = postgres('dev', {
    multiAz: false,
    recoveryName: 'claims',
    replicatedTo: 'us-west-2',
  });

  it('keeps the password in a secret with a copy there, which no template holds either', () => {
    const [secret] = Object.keys(
      template.findResources('AWS::SecretsManager::Secret'),
    );
    template.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        KmsKeyId: stack.resolve(key.keyArn),
        GenerateSecretString: {
          GenerateStringKey: 'password',
          PasswordLength: 40,
        },
        ReplicaRegions: [{ Region: 'us-west-2' }],
        SecretString: Match.absent(),
      },
    });
    template.hasResourceProperties(INSTANCE, {
      ManageMasterUserPassword: Match.absent(),
      MasterUserPassword: {
        'Fn::Join': [
          '',
          [
            '{{resolve:secretsmanager:',
            { Ref: secret },
            ':SecretString:password}}',
          ],
        ],
      },
    });
    expect(stack.resolve(database.secretArn)).toEqual({ Ref: secret });
  });

  it('leaves a snapshot when it leaves the template, and its groups go with it', () => {
    template.hasResource(INSTANCE, {
      DeletionPolicy: 'Snapshot',
      UpdateReplacePolicy: 'Snapshot',
      Properties: { DeletionProtection: true, BackupRetentionPeriod: 7 },
    });
    template.allResources('AWS::RDS::DBSubnetGroup', {
      DeletionPolicy: Match.absent(),
    });
  });

  it('reports no detail', () => {
    template.hasResourceProperties(INSTANCE, {
      EnablePerformanceInsights: Match.absent(),
      MonitoringInterval: Match.absent(),
    });
  });

  it('states by its own name that it must be restored after the loss of its zone', () => {
    template.hasResourceProperties(INSTANCE, { MultiAZ: false });
    expect(database.recovery[0]).toMatchObject({
      name: 'claims',
      event: 'zone',
      rpoMinutes: 5,
      rtoMinutes: 70,
      basis: expect.stringMatching(/^single zone; .* 7 days, 100 GiB$/),
    });
  });
});

describe('PostgresDatabase', () => {
  it('leaves nothing behind in a preview, not even backups', () => {
    postgres('preview').template.hasResource(INSTANCE, {
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: { DeletionProtection: false, DeleteAutomatedBackups: true },
    });
  });

  it('refuses a class whose memory it does not know, because alarms follow from it', () => {
    expect(() => postgres('dev', { instanceClass: 'db.x2g.large' })).toThrow(
      'db.x2g.large has no memory in our table; add it to instanceClasses.ts',
    );
  });
});
