import { Match } from 'aws-cdk-lib/assertions';
import { STAGES, stagePolicy, type Stage } from '../../schema';
import { synthesizeUnit } from '../../synthesizeUnit';
import { sampleUnit, synthesized } from '../../testing/synthesized';
import { forcedWildcards } from '../../testing/templateRules';

const WORKLOADS = STAGES.filter(stage => stage !== 'shared');

describe('ApplicationEnvironment', () => {
  it('lays public, private and isolated subnets in each zone, with flow logs of all traffic (FND-7, SAAS-1)', () => {
    const template = synthesized(sampleUnit('application', 'production'));
    template.resourceCountIs('AWS::EC2::Subnet', 9);
    template.resourceCountIs('AWS::EC2::NatGateway', 3);
    template.hasResourceProperties('AWS::EC2::VPC', {
      CidrBlock: '10.20.0.0/16',
    });
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
    });
    const zones = Object.values(template.findResources('AWS::EC2::Subnet')).map(
      ({ Properties }) => Properties.AvailabilityZone as string,
    );
    expect(new Set(zones)).toEqual(
      new Set(['us-east-1a', 'us-east-1b', 'us-east-1c']),
    );
    template.allResourcesProperties('AWS::EC2::Subnet', {
      MapPublicIpOnLaunch: Match.not(true),
    });
  });

  it('fences the isolated subnets with an access list for the network alone (FND-7)', () => {
    const template = synthesized(sampleUnit('application', 'dev'));
    template.resourceCountIs('AWS::EC2::NetworkAclEntry', 2);
    template.allResourcesProperties('AWS::EC2::NetworkAclEntry', {
      CidrBlock: '10.20.0.0/16',
      RuleAction: 'allow',
    });
    template.resourceCountIs('AWS::EC2::SubnetNetworkAclAssociation', 2);
  });

  it.each(WORKLOADS)(
    'makes the database at %s as the stage policy says',
    (stage: Stage) => {
      const policy = stagePolicy(stage);
      const template = synthesized(sampleUnit('application', stage));
      template.hasResource('AWS::RDS::DBInstance', {
        DeletionPolicy: {
          delete: 'Delete',
          snapshot: 'Snapshot',
          retain: 'RetainExceptOnCreate',
        }[policy.onRemoval],
        Properties: {
          Engine: 'postgres',
          StorageEncrypted: true,
          KmsKeyId: Match.anyValue(),
          PubliclyAccessible: false,
          BackupRetentionPeriod: policy.backupDays,
          DeletionProtection: policy.deletionProtection,
          MultiAZ: stage === 'staging' || stage === 'production',
          EnableIAMDatabaseAuthentication: true,
          // A standby follows at production, and RDS lets none follow whose password it manages.
          ...(stage === 'production'
            ? {
                ManageMasterUserPassword: Match.absent(),
                MasterUserPassword: Match.objectLike({
                  'Fn::Join': [
                    '',
                    Match.arrayWith(['{{resolve:secretsmanager:']),
                  ],
                }),
              }
            : {
                ManageMasterUserPassword: true,
                MasterUserPassword: Match.absent(),
              }),
          EnablePerformanceInsights: policy.databaseInsights
            ? true
            : Match.absent(),
        },
      });
      template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
        Parameters: Match.objectLike({ 'rds.force_ssl': '1' }),
      });
      template.allResourcesProperties('AWS::Logs::LogGroup', {
        RetentionInDays: policy.logDays,
        KmsKeyId: Match.anyValue(),
      });
    },
  );

  it('keeps the password out of the template: RDS makes and rotates it (FND-10, PHS-3)', () => {
    const [{ template }] = synthesizeUnit(sampleUnit('application', 'staging'));
    const text = JSON.stringify(template);
    expect(/"MasterUserPassword"|resolve:secretsmanager/.test(text)).toBe(
      false,
    );
  });

  it('admits nobody from the internet', () => {
    for (const stage of WORKLOADS) {
      const template = synthesized(sampleUnit('application', stage));
      for (const { Properties } of Object.values(
        template.findResources('AWS::EC2::SecurityGroup'),
      )) {
        for (const rule of Properties.SecurityGroupIngress ?? []) {
          expect(rule).toEqual(
            expect.objectContaining({
              SourceSecurityGroupId: expect.anything(),
            }),
          );
        }
      }
    }
  });

  it('encrypts, versions and closes its buckets, and refuses plain HTTP', () => {
    const template = synthesized(sampleUnit('application', 'dev'));
    template.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.anyValue(),
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    template.resourceCountIs('AWS::S3::BucketPolicy', 2);
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: 'sample-application-data-111122223333-us-east-1',
      LoggingConfiguration: Match.objectLike({
        LogFilePrefix: 'sample-application-data-111122223333-us-east-1/',
      }),
    });
  });

  it('rotates its key (PHS-3)', () => {
    const template = synthesized(sampleUnit('application', 'dev'));
    template.resourceCountIs('AWS::KMS::Key', 1);
    template.allResourcesProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      RotationPeriodInDays: 365,
    });
  });

  it('alarms on processor, storage, connections, memory and latency, each with severity and runbook (FND-14)', () => {
    const template = synthesized(sampleUnit('application', 'production'));
    for (const [metric, severity] of [
      ['CPUUtilization', 'warning'],
      ['FreeStorageSpace', 'critical'],
      ['DatabaseConnections', 'warning'],
      ['FreeableMemory', 'warning'],
      ['ReadLatency', 'warning'],
    ]) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: metric,
        AlarmDescription: Match.stringLikeRegexp(
          `Severity: ${severity}\\. Runbook: docs/runbooks/database-[a-z]+\\.md`,
        ),
        AlarmActions: Match.anyValue(),
      });
    }
  });

  it('budgets what carries its tag, and warns at 80 % and by forecast', () => {
    synthesized(sampleUnit('application', 'dev')).hasResourceProperties(
      'AWS::Budgets::Budget',
      {
        Budget: {
          BudgetLimit: { Amount: 500, Unit: 'USD' },
          TimeUnit: 'MONTHLY',
          CostFilters: {
            TagKeyValue: ['user:plinth:unit$environments/sample-application'],
          },
        },
      },
    );
  });

  it('gives workloads only the wildcards that AWS forces (PHS-10)', () => {
    const [{ template }] = synthesizeUnit(sampleUnit('application', 'staging'));
    expect(forcedWildcards(template)).toEqual([
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('reaches AWS services over PrivateLink where asked (FND-8)', () => {
    const template = synthesized(
      sampleUnit('application', 'dev', { size: 'large' }),
    );
    for (const service of ['ecr.api', 'ecr.dkr', 'secretsmanager', 'xray']) {
      template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
        ServiceName: `com.amazonaws.us-east-1.${service}`,
        VpcEndpointType: 'Interface',
        PrivateDnsEnabled: true,
      });
    }
  });

  it('writes coordinates to Parameter Store, and no secret (FND-10)', () => {
    const template = synthesized(sampleUnit('application', 'dev'));
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/plinth/sample-application/database/secret-arn',
      Type: 'String',
    });
  });

  it('publishes what its tenants import under its own name', () => {
    const template = synthesized(sampleUnit('application', 'dev'));
    const outputs = template.findOutputs('*');
    for (const name of [
      'WorkloadRoleArn',
      'WarningTopicArn',
      'DatabaseResourceId',
      'AccessLogBucketName',
      'DataBucketName',
    ]) {
      expect(outputs[name]?.Export).toEqual({
        Name: `sample-application-${name}`,
      });
    }
  });

  it('protects its stack from deletion, except a preview', () => {
    // Termination protection is a property of the stack and not of the template: read it from the class.
    expect(
      WORKLOADS.map(stage => stagePolicy(stage).terminationProtection),
    ).toEqual([false, true, true, true]);
  });

  describe('with a DR region (FND-1, FND-5)', () => {
    const unit = sampleUnit('application', 'production');

    it('makes a stack for copies before it and a standby after it, each wholly in the DR region (GOV-5, GOV-11)', () => {
      expect(
        synthesizeUnit(unit)
          .map(({ stackName, region }) => [stackName, region])
          .sort(),
      ).toEqual([
        ['sample-application', 'us-east-1'],
        ['sample-application-dr', 'us-west-2'],
        ['sample-application-replica', 'us-west-2'],
      ]);
    });

    it('replicates objects within 15 minutes to a bucket under a key of that region', () => {
      synthesized(unit).hasResourceProperties('AWS::S3::Bucket', {
        ReplicationConfiguration: {
          Rules: [
            Match.objectLike({
              Status: 'Enabled',
              Destination: Match.objectLike({
                Bucket:
                  'arn:aws:s3:::sample-application-dr-777788889999-us-west-2',
                ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
              }),
            }),
          ],
        },
      });
      synthesized(unit, '-dr').hasResourceProperties('AWS::S3::Bucket', {
        BucketName: 'sample-application-dr-777788889999-us-west-2',
        VersioningConfiguration: { Status: 'Enabled' },
      });
    });

    it('copies recovery points to a vault there (SAAS-11)', () => {
      synthesized(unit).hasResourceProperties('AWS::Backup::BackupPlan', {
        BackupPlan: {
          BackupPlanRule: [
            Match.objectLike({
              CopyActions: [
                Match.objectLike({ Lifecycle: { DeleteAfterDays: 35 } }),
              ],
            }),
          ],
        },
      });
      synthesized(unit, '-dr').hasResourceProperties(
        'AWS::Backup::BackupVault',
        {
          BackupVaultName: 'plinth-sample-application-dr',
        },
      );
    });

    it('follows the primary database with a standby, and alarms when it lags', () => {
      const replica = synthesized(unit, '-replica');
      replica.hasResourceProperties('AWS::RDS::DBInstance', {
        SourceRegion: 'us-east-1',
        DeletionProtection: true,
        MultiAZ: true,
      });
      replica.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: 'ReplicaLag',
        Threshold: 300,
        // A standby that is gone reports no lag.
        TreatMissingData: 'breaching',
      });
    });

    it('leaves the standby out when copies are enough', () => {
      const copies = sampleUnit('application', 'production', {
        parameters: { drDatabase: 'copies' },
      });
      expect(synthesizeUnit(copies)).toHaveLength(2);
    });

    it('states RPO and RTO of each data store, derived from its settings', () => {
      const recovery = (stages: Stage, parameters = {}) =>
        synthesizeUnit(
          sampleUnit('application', stages, { parameters }),
        ).flatMap(
          ({ template }) =>
            template.Metadata?.['Plinth::Recovery'] as Array<
              Record<string, unknown>
            >,
        );
      expect(recovery('production')).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            name: 'database',
            event: 'zone',
            rpoMinutes: 0,
            rtoMinutes: 2,
          }),
          expect.objectContaining({
            name: 'database',
            event: 'region',
            rpoMinutes: 5,
          }),
          expect.objectContaining({
            name: 'database',
            event: 'region',
            rpoMinutes: 840,
          }),
          expect.objectContaining({
            name: 'objects',
            event: 'region',
            rpoMinutes: 15,
          }),
        ]),
      );
      expect(recovery('dev').filter(({ event }) => event === 'region')).toEqual(
        [],
      );
      expect(recovery('dev')).toContainEqual(
        expect.objectContaining({
          name: 'database',
          event: 'zone',
          rpoMinutes: 5,
        }),
      );
    });
  });
});
