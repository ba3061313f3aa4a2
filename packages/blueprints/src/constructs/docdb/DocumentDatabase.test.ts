import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { exampleVpc } from '../../testing/exampleVpc';
import { DocumentDatabase } from './DocumentDatabase';

const CLUSTER = 'AWS::DocDB::DBCluster';
const INSTANCE = 'AWS::DocDB::DBInstance';

function documents(stage: Stage, instances: number) {
  const parts = exampleParts(stage);
  const { stack } = parts;
  const { vpc, client } = exampleVpc(stack);
  const database = new DocumentDatabase(stack, 'Documents', {
    ...parts,
    vpc,
    identifier: 'claims-docs',
    instanceClass: 'db.r6g.large',
    instances,
  });
  database.allowFrom(client, 'DocumentDB from the client');
  const template = Template.fromStack(stack);
  return { ...parts, vpc, client, database, template };
}

describe('DocumentDatabase at production, with a reader', () => {
  const { stack, key, vpc, client, database, alerts, template, runbooksUrl } =
    documents('production', 2);

  it('encrypts at rest with the key, and accepts TLS alone', () => {
    template.hasResourceProperties(CLUSTER, {
      StorageEncrypted: true,
      KmsKeyId: stack.resolve(key.keyArn),
      DBClusterParameterGroupName: {
        Ref: Match.stringLikeRegexp('^DocumentsSettings'),
      },
    });
    template.hasResourceProperties('AWS::DocDB::DBClusterParameterGroup', {
      Family: 'docdb5.0',
      Parameters: { tls: 'enabled', audit_logs: 'all', profiler: 'enabled' },
    });
  });

  it('has the service make, keep and rotate the password, so that no template holds one', () => {
    template.hasResourceProperties(CLUSTER, {
      ManageMasterUserPassword: true,
      MasterUserSecretKmsKeyId: stack.resolve(key.keyArn),
      MasterUserPassword: Match.absent(),
    });
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  });

  it.each(['audit', 'profiler'])(
    'exports the %s log to an encrypted group that is there first, with the retention of the stage',
    name => {
      const [group] = Object.keys(
        template.findResources('AWS::Logs::LogGroup', {
          Properties: {
            LogGroupName: `/aws/docdb/claims-docs/${name}`,
            KmsKeyId: stack.resolve(key.keyArn),
            RetentionInDays: 365,
          },
        }),
      );
      template.hasResource(CLUSTER, {
        DependsOn: Match.arrayWith([group]),
        Properties: { EnableCloudwatchLogsExports: ['audit', 'profiler'] },
      });
    },
  );

  it('stands in the isolated subnets, reached by its clients alone, and calls nobody', () => {
    template.hasResourceProperties('AWS::DocDB::DBSubnetGroup', {
      SubnetIds: stack.resolve(
        vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
      ),
    });
    template.hasResourceProperties(CLUSTER, {
      Port: 27017,
      VpcSecurityGroupIds: [
        stack.resolve(database.securityGroup.securityGroupId),
      ],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('^DocumentDB of claims-docs'),
      SecurityGroupIngress: [
        {
          IpProtocol: 'tcp',
          FromPort: 27017,
          ToPort: 27017,
          SourceSecurityGroupId: stack.resolve(client.securityGroupId),
        },
      ],
      // What CDK writes for "nowhere".
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }],
    });
  });

  it('backs up for the days of the stage, away from recovery points and maintenance', () => {
    template.hasResourceProperties(CLUSTER, {
      BackupRetentionPeriod: 35,
      PreferredBackupWindow: '03:30-04:00',
      PreferredMaintenanceWindow: 'sun:07:00-sun:08:00',
      CopyTagsToSnapshot: true,
    });
  });

  it('refuses to be deleted, and stays with its members and their places when it leaves the template', () => {
    template.hasResource(CLUSTER, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtection: true },
    });
    for (const type of [
      INSTANCE,
      'AWS::DocDB::DBSubnetGroup',
      'AWS::DocDB::DBClusterParameterGroup',
    ]) {
      template.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate' });
    }
  });

  it('has a writer and a reader that report in detail', () => {
    template.resourceCountIs(INSTANCE, 2);
    for (const number of [1, 2]) {
      template.hasResourceProperties(INSTANCE, {
        DBInstanceIdentifier: `claims-docs-${number}`,
        DBClusterIdentifier: stack.resolve(database.cluster.ref),
        DBInstanceClass: 'db.r6g.large',
        EnablePerformanceInsights: true,
      });
    }
  });

  it('warns when its CPU passes 80 %', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'CPUUtilization',
      Namespace: 'AWS/DocDB',
      Threshold: 80,
      AlarmActions: [stack.resolve(alerts.topics.warning.topicArn)],
      AlarmDescription: Match.stringLikeRegexp(
        `${runbooksUrl}/document-database-cpu.md$`,
      ),
    });
  });

  it('states that no write is lost with a zone, and that the reader takes over in 2 minutes', () => {
    expect(database.recovery[0]).toMatchObject({
      event: 'zone',
      rpoMinutes: 0,
      rtoMinutes: 2,
    });
    expect(database.recovery[1]).toMatchObject({
      event: 'deletion',
      rpoMinutes: 5,
      basis: expect.stringContaining('35 days'),
    });
  });

  it('tells its ARN before it exists, for backups and policies', () => {
    expect(database.clusterArn).toBe(
      'arn:aws:rds:us-east-1:111122223333:cluster:claims-docs',
    );
  });
});

describe('DocumentDatabase at dev, alone', () => {
  const { database, template } = documents('dev', 1);

  it('leaves a snapshot when it leaves the template, and its places go with it', () => {
    template.hasResource(CLUSTER, {
      DeletionPolicy: 'Snapshot',
      UpdateReplacePolicy: 'Snapshot',
      Properties: { DeletionProtection: true, BackupRetentionPeriod: 7 },
    });
    template.allResources('AWS::DocDB::DBSubnetGroup', {
      DeletionPolicy: Match.absent(),
    });
  });

  it('reports no detail, and needs a quarter of an hour after the loss of its zone', () => {
    template.hasResourceProperties(INSTANCE, {
      EnablePerformanceInsights: Match.absent(),
    });
    expect(database.recovery[0]).toMatchObject({
      event: 'zone',
      rpoMinutes: 0,
      rtoMinutes: 15,
    });
  });
});

describe('DocumentDatabase', () => {
  it('leaves nothing behind in a preview', () => {
    documents('preview', 1).template.hasResource(CLUSTER, {
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: { DeletionProtection: false },
    });
  });

  it.each([0, 17, 1.5])('refuses %d instances', instances => {
    expect(() => documents('dev', instances)).toThrow(
      `instances: ${instances} is not a whole number from 1 to 16`,
    );
  });
});
