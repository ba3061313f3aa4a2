import { Match } from 'aws-cdk-lib/assertions';
import { STAGES, stagePolicy, type Stage } from '../../schema';
import { sampleUnit, synthesized } from '../../testing/synthesized';

const WORKLOADS = STAGES.filter(stage => stage !== 'shared');

const environment = (
  stage: Stage,
  parameters: Record<string, unknown>,
  size = 'small',
) =>
  synthesized(
    sampleUnit('application', stage, { version: '1.1.0', size, parameters }),
  );

describe('what an application environment adds on request', () => {
  it('is nothing but a dashboard by default', () => {
    const template = environment('staging', {});
    for (const type of [
      'AWS::ECS::Service',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'AWS::OpenSearchService::Domain',
      'AWS::APS::Workspace',
      'AWS::Grafana::Workspace',
      'AWS::EC2::TransitGatewayAttachment',
    ]) {
      template.resourceCountIs(type, 0);
    }
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  it('is the drills that were held, where the portal and people find them', () => {
    const drills = [{ date: '2026-03-12', exercise: 'restore', minutes: 70 }];
    const template = environment('staging', { drills });
    expect(template.toJSON().Metadata['Plinth::Drills']).toEqual(drills);
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/plinth/sample-application/drills',
      Value: JSON.stringify(drills),
    });
    expect(environment('staging', {}).toJSON().Metadata).not.toHaveProperty(
      'Plinth::Drills',
    );
  });

  describe('log search (FND-11)', () => {
    const logs = (stage: Stage) =>
      environment(stage, {
        logSearch: 'opensearch',
        availabilityZones: 3,
      });

    it('leads logs through Firehose into an encrypted archive, unpacked without a function', () => {
      const template = logs('production');
      const [group] = Object.keys(
        template.findResources('AWS::Logs::LogGroup', {
          Properties: {
            LogGroupName: '/plinth/sample-application/application',
          },
        }),
      );
      const [stream] = Object.keys(
        template.findResources('AWS::KinesisFirehose::DeliveryStream'),
      );
      template.hasResourceProperties('AWS::Logs::SubscriptionFilter', {
        LogGroupName: { Ref: group },
        FilterPattern: '',
        DestinationArn: { 'Fn::GetAtt': [stream, 'Arn'] },
      });
      template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
        DeliveryStreamEncryptionConfigurationInput: {
          KeyType: 'CUSTOMER_MANAGED_CMK',
          KeyARN: Match.anyValue(),
        },
        ExtendedS3DestinationConfiguration: Match.objectLike({
          Prefix: 'logs/',
          EncryptionConfiguration: {
            KMSEncryptionConfig: { AWSKMSKeyARN: Match.anyValue() },
          },
          ProcessingConfiguration: {
            Enabled: true,
            Processors: [
              Match.objectLike({ Type: 'Decompression' }),
              Match.objectLike({ Type: 'CloudWatchLogProcessing' }),
              // Ingestion reads lines.
              Match.objectLike({ Type: 'AppendDelimiterToRecord' }),
            ],
          },
        }),
      });
      template.resourceCountIs('AWS::Lambda::Function', 0);
    });

    it('indexes each archived object once, by day, and keeps what was refused', () => {
      const template = logs('production');
      const [pipeline] = Object.values(
        template.findResources('AWS::OSIS::Pipeline'),
      );
      const body = JSON.stringify(
        pipeline.Properties.PipelineConfigurationBody,
      ).replaceAll('\\', '');
      expect(body).toContain('"acknowledgments":true');
      expect(body).toContain('"newline":{}');
      expect(body).toContain('logs-%{yyyy.MM.dd}');
      expect(body).toContain('"key_path_prefix":"refused"');
      const [queue] = Object.keys(
        template.findResources('AWS::SQS::Queue', {
          Properties: { RedrivePolicy: Match.anyValue() },
        }),
      );
      expect(body).toContain(`{"Ref":"${queue}"}`);
      template.hasResourceProperties('AWS::S3::Bucket', {
        BucketName: 'sample-application-log-archive-777788889999-us-east-1',
        NotificationConfiguration: {
          QueueConfigurations: [
            Match.objectLike({
              Queue: { 'Fn::GetAtt': [queue, 'Arn'] },
              Filter: {
                S3Key: { Rules: [{ Name: 'prefix', Value: 'logs/' }] },
              },
            }),
          ],
        },
      });
    });

    it('searches in the isolated subnets, encrypted everywhere, without passwords', () => {
      const template = logs('production');
      const [domain] = Object.values(
        template.findResources('AWS::OpenSearchService::Domain'),
      );
      expect(domain.UpdatePolicy).toEqual({ EnableVersionUpgrade: true });
      expect(domain.Properties).toMatchObject({
        EncryptionAtRestOptions: { Enabled: true },
        NodeToNodeEncryptionOptions: { Enabled: true },
        DomainEndpointOptions: {
          EnforceHTTPS: true,
          TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10',
        },
        AdvancedSecurityOptions: {
          Enabled: true,
          InternalUserDatabaseEnabled: false,
          MasterUserOptions: { MasterUserARN: expect.anything() },
        },
      });
      const names = (
        domain.Properties.VPCOptions.SubnetIds as Array<{ Ref: string }>
      ).map(({ Ref }) => Ref);
      expect(names).toHaveLength(3);
      for (const name of names) {
        expect(name).toContain('IsolatedSubnet');
      }
      expect(JSON.stringify(domain)).not.toContain('MasterUserPassword');
    });

    it.each(WORKLOADS)(
      'stands at %s in as many zones as the stage table says',
      stage => {
        const every = stagePolicy(stage).searchInEveryZone;
        logs(stage).hasResourceProperties('AWS::OpenSearchService::Domain', {
          ClusterConfig: Match.objectLike({
            InstanceCount: every ? 3 : 1,
            ZoneAwarenessEnabled: every,
          }),
        });
      },
    );

    it.each(WORKLOADS)(
      'ends archived logs, log groups and indexes at %s after the days of the stage',
      stage => {
        const { logDays } = stagePolicy(stage);
        const template = logs(stage);
        template.hasResourceProperties('AWS::S3::Bucket', {
          LifecycleConfiguration: {
            Rules: Match.arrayWith([
              Match.objectLike({ Id: 'EndLogs', ExpirationInDays: logDays }),
            ]),
          },
          NotificationConfiguration: Match.anyValue(),
        });
        template.allResourcesProperties('AWS::Logs::LogGroup', {
          RetentionInDays: logDays,
        });
        const [{ Properties }] = Object.values(
          template.findResources('AWS::SSM::Parameter', {
            Properties: {
              Name: '/plinth/sample-application/log-search/index-policy',
            },
          }),
        );
        const { policy } = JSON.parse(Properties.Value as string) as {
          policy: { states: Array<{ transitions: unknown }> };
        };
        expect(policy.states[0].transitions).toEqual([
          {
            state_name: 'ended',
            conditions: { min_index_age: `${logDays}d` },
          },
        ]);
      },
    );

    it('lets people administer it with a second factor alone', () => {
      logs('production').hasResourceProperties('AWS::IAM::Role', {
        Description:
          'Writes the logs of sample-application and administers their search',
        AssumeRolePolicyDocument: Match.objectLike({
          Statement: [
            Match.objectLike({
              Principal: { Service: 'osis-pipelines.amazonaws.com' },
              Condition: {
                StringEquals: { 'aws:SourceAccount': '777788889999' },
              },
            }),
            Match.objectLike({
              Principal: { AWS: 'arn:aws:iam::777788889999:root' },
              Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
            }),
            // Identity Center asks for the second factor itself, and its sessions do not say so.
            Match.objectLike({
              Principal: { AWS: 'arn:aws:iam::777788889999:root' },
              Condition: {
                ArnLike: {
                  'aws:PrincipalArn':
                    'arn:aws:iam::777788889999:role/aws-reserved/sso.amazonaws.com/*',
                },
              },
            }),
          ],
        }),
      });
    });

    it('alarms when logs stop flowing, and when the domain is red or full (FND-14)', () => {
      const template = logs('production');
      for (const [metric, runbook] of [
        ['DeliveryToS3.DataFreshness', 'log-search-delivery'],
        ['ApproximateAgeOfOldestMessage', 'log-search-delivery'],
        ['ApproximateNumberOfMessagesVisible', 'log-search-delivery'],
        ['ClusterStatus.red', 'log-search-status'],
        ['FreeStorageSpace', 'log-search-storage'],
      ]) {
        template.hasResourceProperties('AWS::CloudWatch::Alarm', {
          MetricName: metric,
          AlarmDescription: Match.stringLikeRegexp(
            `Runbook: docs/runbooks/${runbook}\\.md`,
          ),
        });
      }
    });
  });

  describe('metrics (FND-12)', () => {
    it('go to Prometheus, from tasks as from other workloads, and to Grafana', () => {
      const template = environment('production', {}, 'full');
      template.hasResourceProperties('AWS::APS::Workspace', {
        WorkspaceConfiguration: { RetentionPeriodInDays: 15 },
        KmsKeyArn: Match.anyValue(),
      });
      template.hasResourceProperties('AWS::Grafana::Workspace', {
        AuthenticationProviders: ['AWS_SSO'],
        DataSources: ['PROMETHEUS', 'CLOUDWATCH', 'XRAY'],
      });
      template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
        Description: 'Workloads of sample-application',
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Sid: 'WriteMetrics',
              Action: 'aps:RemoteWrite',
            }),
          ]),
        },
      });
      const [{ Properties }] = Object.values(
        template.findResources('AWS::SSM::Parameter', {
          Properties: {
            Name: '/plinth/sample-application/collector/configuration',
          },
        }),
      );
      const text = JSON.stringify(Properties.Value);
      expect(text).toContain('prometheusremotewrite');
      expect(text.replaceAll('\\', '')).toContain(
        '"targets":["localhost:8080"]',
      );
    });

    it('are charted on one dashboard, with what the environment has', () => {
      const bodyOf = (size: string) =>
        JSON.stringify(
          Object.values(
            environment('staging', {}, size).findResources(
              'AWS::CloudWatch::Dashboard',
            ),
          )[0].Properties.DashboardBody,
        );
      expect(bodyOf('small')).toContain('Database: load');
      expect(bodyOf('small')).not.toContain('Service:');
      for (const area of ['Service: tasks', 'Database:', 'Log search:']) {
        expect(bodyOf('full')).toContain(area);
      }
    });
  });

  describe('the way to a hub (FND-6)', () => {
    it('leads from each private subnet, and from no other, through the transit gateway', () => {
      const template = environment('dev', {
        transitGatewayId: 'tgw-0123456789abcdef0',
        hubCidrs: ['10.0.0.0/16', '192.168.0.0/16'],
      });
      const [attachment] = Object.entries(
        template.findResources('AWS::EC2::TransitGatewayAttachment'),
      );
      for (const { Ref } of attachment[1].Properties.SubnetIds as Array<{
        Ref: string;
      }>) {
        expect(Ref).toContain('PrivateSubnet');
      }
      const routes = Object.values(
        template.findResources('AWS::EC2::Route', {
          Properties: { TransitGatewayId: 'tgw-0123456789abcdef0' },
        }),
      );
      expect(
        routes.map(({ Properties }) => Properties.DestinationCidrBlock),
      ).toEqual([
        '10.0.0.0/16',
        '192.168.0.0/16',
        '10.0.0.0/16',
        '192.168.0.0/16',
      ]);
      for (const { Properties, DependsOn } of routes) {
        expect(Properties.RouteTableId.Ref).toContain('PrivateSubnet');
        expect(DependsOn).toContain(attachment[0]);
      }
    });
  });
});
