import { Match } from 'aws-cdk-lib/assertions';
import {
  BlueprintRegistry,
  PLATFORM_SIZES,
  type Stage,
  validateUnit,
} from '../../schema';
import { synthesizeUnit } from '../../synthesizeUnit';
import { sampleUnit, synthesized } from '../../testing/synthesized';
import { forcedWildcards } from '../../testing/templateRules';

const blueprints = new BlueprintRegistry();

const NAME = 'container-platform';
const platform = (stage: Stage, parameters: Record<string, unknown> = {}) =>
  sampleUnit(NAME, stage, { parameters });
const production = platform('production');

describe('ContainerPlatform', () => {
  it('lays three public and three private subnets in 10.0.0.0/16, a NAT gateway in each zone, flow logs (SAAS-1)', () => {
    const template = synthesized(production);
    template.hasResourceProperties('AWS::EC2::VPC', {
      CidrBlock: '10.0.0.0/16',
    });
    template.resourceCountIs('AWS::EC2::NatGateway', 3);
    for (const type of ['Public', 'Private', 'Isolated']) {
      template.resourcePropertiesCountIs(
        'AWS::EC2::Subnet',
        {
          Tags: Match.arrayWith([{ Key: 'aws-cdk:subnet-name', Value: type }]),
        },
        3,
      );
    }
    template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL' });
  });

  it('runs a Fargate service that scales and is found by name (SAAS-2)', () => {
    const template = synthesized(production);
    template.hasResourceProperties('AWS::ECS::Service', {
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
      NetworkConfiguration: {
        AwsvpcConfiguration: Match.objectLike({ AssignPublicIp: 'DISABLED' }),
      },
      ServiceConnectConfiguration: Match.objectLike({
        Enabled: true,
        Services: [Match.objectLike({ DiscoveryName: 'web' })],
      }),
    });
    template.hasResourceProperties(
      'AWS::ServiceDiscovery::PrivateDnsNamespace',
      { Name: 'sample-container-platform.internal' },
    );
    template.hasResourceProperties(
      'AWS::ApplicationAutoScaling::ScalableTarget',
      { MinCapacity: 3, MaxCapacity: 20 },
    );
    template.resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 2);
    synthesized(platform('dev')).hasResourceProperties('AWS::ECS::Service', {
      CapacityProviderStrategy: [
        { CapacityProvider: 'FARGATE_SPOT', Weight: 1 },
      ],
    });
  });

  it('deploys blue-green between two target groups, and an alarm rolls back (SAAS-2, SAAS-13)', () => {
    const template = synthesized(production);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 2);
    const [errors] = Object.entries(
      template.findResources('AWS::CloudWatch::Alarm', {
        Properties: { MetricName: 'HTTPCode_Target_5XX_Count' },
      }),
    );
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentController: { Type: 'ECS' },
      DeploymentConfiguration: Match.objectLike({
        Strategy: 'BLUE_GREEN',
        BakeTimeInMinutes: 10,
        Alarms: {
          AlarmNames: [{ Ref: errors[0] }],
          Enable: true,
          Rollback: true,
        },
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      }),
      LoadBalancers: [
        Match.objectLike({
          AdvancedConfiguration: {
            AlternateTargetGroupArn: Match.anyValue(),
            ProductionListenerRule: Match.anyValue(),
            RoleArn: Match.anyValue(),
          },
        }),
      ],
    });
    template.hasResourceProperties(
      'AWS::ElasticLoadBalancingV2::ListenerRule',
      {
        Conditions: [
          {
            Field: 'host-header',
            HostHeaderConfig: { Values: ['app.example.com'] },
          },
          Match.objectLike({ Field: 'http-header' }),
        ],
        Actions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                Match.objectLike({ Weight: 100 }),
                Match.objectLike({ Weight: 0 }),
              ],
            },
          },
        ],
      },
    );
  });

  it('answers its own distribution alone, in both regions, and rotates the key of each (SAAS-7)', () => {
    const unit = platform('production', {
      drRegion: 'us-west-2',
      originKey: 4,
    });
    const key = (stack: string, generation: number) =>
      `plinth-origin/${stack}/${generation}`;
    const name = unit.name;
    synthesized(unit, '-edge').hasResourceProperties(
      'AWS::CloudFront::Distribution',
      {
        DistributionConfig: {
          Origins: [
            Match.objectLike({
              OriginCustomHeaders: [
                {
                  HeaderName: 'x-origin-key-primary',
                  HeaderValue: `{{resolve:secretsmanager:${key(name, 4)}}}`,
                },
                {
                  HeaderName: 'x-origin-key-dr',
                  HeaderValue: `{{resolve:secretsmanager:${key(`${name}-dr`, 4)}}}`,
                },
              ],
            }),
          ],
        },
      },
    );
    for (const [suffix, role] of [
      ['', 'primary'],
      ['-dr', 'dr'],
    ]) {
      const template = synthesized(unit, suffix);
      for (const generation of [4, 3]) {
        template.hasResourceProperties('AWS::SecretsManager::Secret', {
          Name: key(`${name}${suffix}`, generation),
        });
      }
      template.hasResourceProperties(
        'AWS::ElasticLoadBalancingV2::ListenerRule',
        {
          Conditions: Match.arrayWith([
            {
              Field: 'http-header',
              HttpHeaderConfig: {
                HttpHeaderName: `x-origin-key-${role}`,
                Values: [Match.anyValue(), Match.anyValue()],
              },
            },
          ]),
        },
      );
    }
  });

  it('keeps PostgreSQL 15 in two zones with insights and backups (SAAS-3)', () => {
    synthesized(production).hasResourceProperties('AWS::RDS::DBInstance', {
      Engine: 'postgres',
      EngineVersion: '15',
      DBInstanceClass: 'db.r5.2xlarge',
      MultiAZ: true,
      BackupRetentionPeriod: 35,
      EnablePerformanceInsights: true,
      StorageEncrypted: true,
      PubliclyAccessible: false,
    });
  });

  it('manages the password by RDS only where no standby follows, which RDS would refuse (SAAS-3, SAAS-12)', () => {
    synthesized(platform('dev')).hasResourceProperties('AWS::RDS::DBInstance', {
      ManageMasterUserPassword: true,
      MasterUserPassword: Match.absent(),
    });
    const template = synthesized(production);
    const [[secret]] = Object.entries(
      template.findResources('AWS::SecretsManager::Secret', {
        Properties: {
          KmsKeyId: Match.anyValue(),
          ReplicaRegions: [{ Region: 'us-west-2' }],
        },
      }),
    );
    template.hasResourceProperties('AWS::RDS::DBInstance', {
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
  });

  it('keeps DocumentDB encrypted, audited, over TLS, without a password in the template (SAAS-4)', () => {
    synthesized(platform('dev')).hasResourceProperties(
      'AWS::DocDB::DBCluster',
      { ManageMasterUserPassword: true, MasterUserPassword: Match.absent() },
    );
    const template = synthesized(production);
    template.hasResourceProperties('AWS::DocDB::DBCluster', {
      StorageEncrypted: true,
      KmsKeyId: Match.anyValue(),
      BackupRetentionPeriod: 35,
      DeletionProtection: true,
      EnableCloudwatchLogsExports: ['audit', 'profiler'],
      // Where it may have to be restored in another region, its password has to be there too.
      MasterUserPassword: {
        'Fn::Join': ['', Match.arrayWith([':SecretString:password}}'])],
      },
      // AWS Backup, which starts between 05:00 and 06:00, cannot in the hour before.
      PreferredMaintenanceWindow: 'sun:07:00-sun:08:00',
    });
    template.hasResourceProperties('AWS::DocDB::DBClusterParameterGroup', {
      Parameters: Match.objectLike({ tls: 'enabled', audit_logs: 'all' }),
    });
    template.resourceCountIs('AWS::DocDB::DBInstance', 2);
  });

  it('keeps Redis 7 in cluster mode, encrypted, over zones, signed in to by IAM alone (SAAS-5)', () => {
    const template = synthesized(production);
    template.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      Engine: 'redis',
      EngineVersion: '7.1',
      ClusterMode: 'enabled',
      CacheParameterGroupName: 'default.redis7.cluster.on',
      MultiAZEnabled: true,
      AutomaticFailoverEnabled: true,
      ReplicasPerNodeGroup: 2,
      AtRestEncryptionEnabled: true,
      KmsKeyId: Match.anyValue(),
      TransitEncryptionEnabled: true,
    });
    template.hasResourceProperties('AWS::ElastiCache::User', {
      UserName: 'default',
      AccessString: 'off -@all',
    });
    template.hasResourceProperties('AWS::ElastiCache::User', {
      AuthenticationMode: { Type: 'iam' },
    });
  });

  it('leads people through CloudFront to a load balancer that nobody else reaches, over TLS 1.2 or newer (SAAS-6)', () => {
    const template = synthesized(production);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      DefaultActions: [Match.objectLike({ Type: 'fixed-response' })],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      DefaultActions: [
        {
          Type: 'redirect',
          RedirectConfig: {
            Protocol: 'HTTPS',
            Port: '443',
            StatusCode: 'HTTP_301',
          },
        },
      ],
    });
    for (const { Properties } of Object.values(
      template.findResources('AWS::EC2::SecurityGroup'),
    )) {
      for (const rule of Properties.SecurityGroupIngress ?? []) {
        expect(
          rule.SourcePrefixListId ?? rule.SourceSecurityGroupId,
        ).toBeDefined();
        expect(rule.CidrIp).toBeUndefined();
      }
    }
    const edge = synthesized(production, '-edge');
    edge.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({
        Aliases: ['app.example.com'],
        WebACLId: Match.anyValue(),
        ViewerCertificate: Match.objectLike({
          MinimumProtocolVersion: 'TLSv1.2_2021',
        }),
        DefaultCacheBehavior: Match.objectLike({
          ViewerProtocolPolicy: 'redirect-to-https',
        }),
        Origins: [
          Match.objectLike({
            DomainName: 'origin.app.example.com',
            CustomOriginConfig: Match.objectLike({
              OriginProtocolPolicy: 'https-only',
              OriginSSLProtocols: ['TLSv1.2'],
            }),
          }),
        ],
      }),
    });
    edge.hasResourceProperties('AWS::Route53::RecordSetGroup', {
      RecordSets: [
        Match.objectLike({ Name: 'app.example.com', Type: 'A' }),
        Match.objectLike({ Name: 'app.example.com', Type: 'AAAA' }),
      ],
    });
  });

  it('makes its public load balancer after the gateway is attached, or AWS refuses it (SAAS-6)', () => {
    const template = synthesized(production);
    const [gateway] = Object.keys(
      template.findResources('AWS::EC2::VPCGatewayAttachment'),
    );
    for (const { DependsOn } of Object.values(
      template.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'),
    )) {
      expect(JSON.stringify(DependsOn)).toMatch(
        new RegExp(`${gateway}|DefaultRoute|IGW`),
      );
    }
  });

  it('filters at the edge in us-east-1 wherever it lives, with Shield Advanced on request (SAAS-7)', () => {
    const unit = sampleUnit(NAME, 'staging', { region: 'us-east-2' });
    const stacks = synthesizeUnit(unit);
    expect(stacks.map(({ stackName, region }) => [stackName, region])).toEqual([
      ['sample-container-platform', 'us-east-2'],
      ['sample-container-platform-edge', 'us-east-1'],
    ]);
    const edge = synthesized(unit, '-edge');
    edge.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'CLOUDFRONT',
      Rules: Match.arrayWith([
        Match.objectLike({
          Name: 'LimitRequests',
          Statement: {
            RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' },
          },
        }),
        Match.objectLike({ Name: 'AWSManagedRulesCommonRuleSet' }),
        Match.objectLike({ Name: 'AWSManagedRulesSQLiRuleSet' }),
      ]),
    });
    edge.resourceCountIs('AWS::WAFv2::LoggingConfiguration', 1);
    edge.resourceCountIs('AWS::Shield::Protection', 0);
    synthesized(
      platform('dev', { shieldAdvanced: true }),
      '-edge',
    ).resourceCountIs('AWS::Shield::Protection', 1);
  });

  it('is as large as the table says (SAAS-8)', () => {
    expect(
      Object.entries(PLATFORM_SIZES)
        .filter(([stage]) => stage !== 'dev')
        .map(([stage, size]) => [
          stage,
          size.availabilityZones,
          size.databaseClass,
          size.databaseInstances,
          size.cacheNodes,
        ]),
    ).toEqual([
      ['production', 3, 'db.r5.2xlarge', 2, 3],
      ['recovery', 2, 'db.r5.xlarge', 1, 2],
      ['staging', 2, 'db.r5.large', 1, 1],
    ]);
    const staging = synthesized(
      sampleUnit(NAME, 'staging', { region: 'us-east-2' }),
    );
    staging.hasResourceProperties('AWS::RDS::DBInstance', {
      DBInstanceClass: 'db.r5.large',
      MultiAZ: false,
    });
    staging.resourceCountIs('AWS::DocDB::DBInstance', 1);
    staging.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      ReplicasPerNodeGroup: 0,
    });
    staging.resourceCountIs('AWS::EC2::NatGateway', 2);
  });

  it('keeps Prometheus metrics for 15 days, scrapes every 15 seconds, charts five areas (SAAS-10)', () => {
    const template = synthesized(platform('production', { grafana: true }));
    template.hasResourceProperties('AWS::APS::Workspace', {
      WorkspaceConfiguration: { RetentionPeriodInDays: 15 },
    });
    const [collector] = Object.values(
      template.findResources('AWS::SSM::Parameter', {
        Properties: {
          Name: '/plinth/sample-container-platform/collector/configuration',
        },
      }),
    );
    const text = JSON.stringify(collector.Properties.Value).replaceAll(
      '\\',
      '',
    );
    expect(text).toContain('"scrape_interval":"15s"');
    expect(text).toContain('"collection_interval":"15s"');
    expect(text).toContain('prometheusremotewrite');
    template.hasResourceProperties('AWS::Grafana::Workspace', {
      DataSources: ['PROMETHEUS', 'CLOUDWATCH', 'XRAY'],
      AuthenticationProviders: ['AWS_SSO'],
    });
    const [dashboard] = Object.values(
      template.findResources('AWS::CloudWatch::Dashboard'),
    );
    const body = JSON.stringify(dashboard.Properties.DashboardBody);
    for (const area of [
      'Infrastructure',
      'ECS',
      'RDS',
      'Redis',
      'Application',
    ]) {
      expect(body).toContain(`${area}:`);
    }
  });

  it('copies backups of both databases and every object to the DR region (SAAS-11)', () => {
    const template = synthesized(production);
    template.resourcePropertiesCountIs(
      'AWS::Backup::BackupPlan',
      {
        BackupPlan: Match.objectLike({
          BackupPlanRule: [
            Match.objectLike({
              CopyActions: [
                Match.objectLike({
                  DestinationBackupVaultArn:
                    'arn:aws:backup:us-west-2:777788889999:backup-vault:plinth-sample-container-platform-dr',
                }),
              ],
            }),
          ],
        }),
      },
      2,
    );
    template.allResourcesProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: 'sample-container-platform-data-777788889999-us-east-1',
      ReplicationConfiguration: Match.anyValue(),
    });
    const dr = synthesized(production, '-dr');
    dr.hasResourceProperties('AWS::Backup::BackupVault', {
      BackupVaultName: 'plinth-sample-container-platform-dr',
    });
  });

  it('runs in the DR region at its own size, and follows with a database (SAAS-8, SAAS-12)', () => {
    const stacks = synthesizeUnit(production);
    expect(stacks.map(({ stackName, region }) => [stackName, region])).toEqual([
      ['sample-container-platform-dr', 'us-west-2'],
      ['sample-container-platform-fence', 'us-west-2'],
      ['sample-container-platform', 'us-east-1'],
      ['sample-container-platform-edge', 'us-east-1'],
      ['sample-container-platform-replica', 'us-west-2'],
      ['sample-container-platform-traffic', 'us-west-2'],
    ]);
    const dr = synthesized(production, '-dr');
    dr.resourceCountIs('AWS::EC2::Subnet', 6);
    dr.resourceCountIs('AWS::ECS::Service', 1);
    dr.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      ReplicasPerNodeGroup: 1,
      MultiAZEnabled: true,
    });
    synthesized(production, '-replica').hasResourceProperties(
      'AWS::RDS::DBInstance',
      {
        DBInstanceClass: 'db.r5.xlarge',
        MultiAZ: false,
        // As the primary: on slower storage it lags, on storage that cannot grow it stops.
        StorageType: 'gp3',
        MaxAllocatedStorage: 1000,
        SourceDBInstanceIdentifier:
          'arn:aws:rds:us-east-1:777788889999:db:sample-container-platform',
      },
    );
  });

  it('leads people to one region by name, and moves them by nothing but a reviewed change (SAAS-6, SAAS-12)', () => {
    const stacks = synthesizeUnit(production);
    const records = stacks.flatMap(({ template }) =>
      Object.values(template.Resources ?? {})
        .filter(({ Type }) => Type === 'AWS::Route53::RecordSet')
        .map(({ Properties }) => Properties)
        .filter(properties => String(properties?.Name).startsWith('origin')),
    );
    expect(records.map(record => record?.Name)).toEqual([
      'origin-recovery.app.example.com',
      'origin-primary.app.example.com',
      'origin.app.example.com',
    ]);
    for (const record of records) {
      expect(record).toMatchObject({
        AliasTarget: { EvaluateTargetHealth: false },
      });
      expect(record).not.toHaveProperty('Failover');
      expect(record).not.toHaveProperty('HealthCheckId');
    }
    expect(records[2]).toMatchObject({
      AliasTarget: { DNSName: 'origin-primary.app.example.com' },
    });
    for (const { template } of stacks) {
      expect(JSON.stringify(template)).not.toContain(
        'AWS::Route53::HealthCheck',
      );
    }
  });

  it('states recovery point and time of each store for each event, in outputs (SAAS-11, SAAS-12)', () => {
    const outputs = Object.assign(
      {},
      ...synthesizeUnit(production).map(({ stackName, template }) =>
        Object.fromEntries(
          Object.entries(template.Outputs ?? {})
            .filter(([id]) => id.startsWith('Recovery'))
            .map(([id, { Value }]) => [
              `${stackName.replace('sample-container-platform', '')}/${id}`,
              String(Value).split(':')[0],
            ]),
        ),
      ),
    ) as Record<string, string>;
    expect(outputs).toEqual({
      '/RecoveryDatabaseZone': 'RPO 0 min, RTO 2 min',
      '/RecoveryDatabaseDeletion': 'RPO 5 min, RTO 110 min',
      '/RecoveryDatabaseRegion': 'RPO 840 min, RTO 240 min',
      '-replica/RecoveryDatabaseRegion': 'RPO 5 min, RTO 30 min',
      '/RecoveryDocumentsZone': 'RPO 0 min, RTO 2 min',
      '/RecoveryDocumentsDeletion': 'RPO 5 min, RTO 120 min',
      '/RecoveryDocumentsRegion': 'RPO 840 min, RTO 240 min',
      '/RecoveryCacheZone': 'RPO 1 min, RTO 2 min',
      '/RecoveryCacheDeletion': 'RPO 1440 min, RTO 60 min',
      '-dr/RecoveryCacheRegion': 'RPO 0 min, RTO 5 min',
      '/RecoveryObjectsZone': 'RPO 0 min, RTO 0 min',
      '-dr/RecoveryObjectsRegion': 'RPO 15 min, RTO 5 min',
      '-traffic/RecoveryServiceRegion': 'RPO 0 min, RTO 5 min',
    });
  });

  it('keeps the drills that were held, each a change of one parameter and of nothing that runs (SAAS-12)', () => {
    const drills = [
      { date: '2026-01-20', exercise: 'restore', minutes: 70, lostMinutes: 3 },
      { date: '2026-03-12', exercise: 'traffic-switch', minutes: 4, change: 7 },
    ];
    const [before, after] = [production, platform('production', { drills })]
      .map(unit => synthesizeUnit(unit))
      .map(stacks =>
        stacks.map(({ stackName, template }) => ({ stackName, template })),
      );
    const index = after.findIndex(
      ({ stackName }) => stackName === production.name,
    );
    const { Metadata, Resources = {} } = after[index].template;
    expect(Metadata).toMatchObject({
      'Plinth::Drills': drills,
      'Plinth::Recovery': before[index].template.Metadata?.['Plinth::Recovery'],
    });
    const added = Object.keys(Resources).filter(
      id => !(id in (before[index].template.Resources ?? {})),
    );
    expect(added.map(id => Resources[id])).toEqual([
      {
        Type: 'AWS::SSM::Parameter',
        Properties: expect.objectContaining({
          Name: '/plinth/sample-container-platform/drills',
          Type: 'String',
          Value: JSON.stringify(drills),
        }),
      },
    ]);
    delete Resources[added[0]];
    delete Metadata?.['Plinth::Drills'];
    expect(after).toEqual(before);
  });

  it('grants on everything only what AWS cannot narrow (SAAS-14)', () => {
    const wildcards = new Set(
      synthesizeUnit(sampleUnit(NAME, 'production', { size: 'full' })).flatMap(
        ({ template }) => forcedWildcards(template),
      ),
    );
    expect([...wildcards].sort()).toEqual([
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'cloudwatch:ListMetrics',
      'ecr:GetAuthorizationToken',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'xray:BatchGetTraces',
      'xray:GetGroups',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:GetServiceGraph',
      'xray:GetTimeSeriesServiceStatistics',
      'xray:GetTraceSummaries',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('pulls a private image from its repository alone', () => {
    const template = synthesized(
      sampleUnit(NAME, 'production', { size: 'full' }),
    );
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'PullImage',
            Resource:
              'arn:aws:ecr:us-east-1:123456789012:repository/platform/web',
          }),
        ]),
      },
    });
  });

  it.each([
    [
      'a DR region equal to the primary',
      'production',
      { drRegion: 'us-east-1' },
      /parameters\.drRegion: must differ from the unit's region us-east-1/,
    ],
    [
      'two zones where three are asked for',
      'production',
      { availabilityZones: 2 },
      /parameters\.availabilityZones: must be 3 at stage production/,
    ],
    [
      'a database in a single zone in production',
      'production',
      { databaseInstances: 1 },
      /parameters\.databaseInstances: must be 2 at stage production/,
    ],
    [
      'a single cache node in production',
      'production',
      { cacheNodes: 1 },
      /parameters\.cacheNodes: must be at least 2 at stage production/,
    ],
    [
      'one NAT gateway in production',
      'production',
      { natGateways: 'single' },
      /parameters\.natGateways: must be "per-zone" at stage production/,
    ],
    [
      'production without a DR region',
      'production',
      { drRegion: 'none' },
      /parameters\.drRegion: must name a region at stage production/,
    ],
    [
      'a class that DocumentDB has no place for',
      'dev',
      { documentClass: 'db.t3.micro' },
      /parameters\.documentClass/,
    ],
    [
      'a DR region without DocumentDB, which is restored there',
      'dev',
      { drRegion: 'us-west-1' },
      /parameters\.drRegion: us-west-1 has no Amazon DocumentDB/,
    ],
    [
      'a network in the DR region that overlaps the primary one',
      'production',
      { drCidr: '10.0.128.0/17' },
      /parameters\.drCidr: overlaps cidr 10\.0\.0\.0\/16/,
    ],
    [
      'a network in a DR region that is not there',
      'dev',
      { drCidr: '10.1.0.0/16' },
      /parameters\.drCidr: is only for a DR region/,
    ],
    [
      'people led to a DR region that is not there',
      'dev',
      { serving: 'recovery' },
      /parameters\.serving: must be "primary", .* while drRegion is "none"/,
    ],
    [
      'people led to a region whose DocumentDB nobody restored',
      'production',
      { serving: 'recovery', standby: 'fenced' },
      /parameters\.recoverySnapshot: must name what DocumentDB was restored from/,
    ],
    [
      'a generation that belongs to another state',
      'production',
      { standbyGeneration: 1 },
      /parameters\.standbyGeneration: 1 does not belong to serving "primary" and standby "follows"/,
    ],
    [
      'an image without tag or digest',
      'dev',
      { image: 'public.ecr.aws/nginx/nginx' },
      /parameters\.image: must be a registry, a repository, and a tag/,
    ],
    [
      'a network outside of private ranges',
      'dev',
      { cidr: '8.8.0.0/16' },
      /parameters\.cidr: must lie in 10\.0\.0\.0\/8/,
    ],
  ] as const)('refuses %s', (_, stage, parameters, message) => {
    expect(() => validateUnit(platform(stage, parameters), blueprints)).toThrow(
      message,
    );
  });

  it.each([
    [
      'three zones where the region has two',
      { availabilityZones: 3 },
      /parameters\.availabilityZones: us-west-1 offers 2 zones, and 3 are asked for/,
    ],
    [
      'a class that the region does not offer',
      { databaseClass: 'db.r7g.large' },
      /parameters\.databaseClass: db\.r7g\.large is not offered in us-west-1/,
    ],
    [
      'a region without DocumentDB',
      {},
      /region: us-west-1 has no Amazon DocumentDB according to our table/,
    ],
    [
      'a standby that the DR region does not offer',
      { drRegion: 'eu-west-2', drDatabaseClass: 'db.r7g.large' },
      /parameters\.drRegion: eu-west-2 does not offer db\.r7g\.large/,
    ],
  ])('refuses %s by our table', (_, parameters, message) => {
    const unit = sampleUnit(NAME, 'dev', { region: 'us-west-1', parameters });
    expect(() => validateUnit(unit, blueprints)).toThrow(message);
  });
});
