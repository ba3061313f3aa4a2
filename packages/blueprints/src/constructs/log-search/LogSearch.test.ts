import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Stage } from '../../schema';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { DATA_SUBNETS, SERVICE_SUBNETS } from '../network/ThreeTierNetwork';
import { LogSearch, type LogSearchProps } from './LogSearch';

function search(stage: Stage, options: Partial<LogSearchProps> = {}) {
  const parts = exampleParts(stage);
  const { stack, policy, key } = parts;
  const network = exampleNetwork(parts, { availabilityZones: 3 });
  const source = new WorkloadLogs(stack, 'Source', {
    policy,
    key,
    logGroupName: '/plinth/example/application',
  }).logGroup;
  const made = new LogSearch(stack, 'LogSearch', {
    ...parts,
    source,
    vpc: network.vpc,
    name: 'example',
    bucketName: 'example-log-archive-111122223333-us-east-1',
    instanceClass: 'm6g.large.search',
    availabilityZones: 3,
    storageGiB: 50,
    ...options,
  });
  const client = new SecurityGroup(stack, 'Client', { vpc: network.vpc });
  made.search.allowFrom(client, 'Searches');
  return {
    made,
    parts,
    network,
    source,
    client,
    template: Template.fromStack(stack),
    resolve: (value: unknown) => stack.resolve(value),
    idOf: (node: Parameters<typeof stack.getLogicalId>[0]) =>
      stack.getLogicalId(node),
  };
}

const DOMAIN = 'AWS::OpenSearchService::Domain';

describe('LogSearch', () => {
  const { made, parts, network, source, client, template, resolve, idOf } =
    search('production');
  const streamArn = resolve(made.archive.stream.attrArn);
  const { bucket } = made.archive.bucket;
  const { queue, failed } = made.archive.arrivals;

  it('hands every event of the log group to the archive', () => {
    template.hasResourceProperties('AWS::Logs::SubscriptionFilter', {
      LogGroupName: resolve(source.logGroupName),
      FilterPattern: '',
      DestinationArn: streamArn,
    });
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamEncryptionConfigurationInput: {
        KeyType: 'CUSTOMER_MANAGED_CMK',
        KeyARN: resolve(parts.key.keyArn),
      },
      ExtendedS3DestinationConfiguration: Match.objectLike({
        BucketARN: resolve(bucket.bucketArn),
        Prefix: 'logs/',
        CompressionFormat: 'GZIP',
        BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 5 },
        // Firehose unpacks what CloudWatch packs, and each event is a line.
        ProcessingConfiguration: {
          Enabled: true,
          Processors: [
            Match.objectLike({ Type: 'Decompression' }),
            Match.objectLike({ Type: 'CloudWatchLogProcessing' }),
            Match.objectLike({ Type: 'AppendDelimiterToRecord' }),
          ],
        },
      }),
    });
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  it('ends archived lines when the stage’s days are over, and keeps the bucket with its stack’s logs', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        BucketName: 'example-log-archive-111122223333-us-east-1',
        LifecycleConfiguration: {
          Rules: Match.arrayWith([
            Match.objectLike({ Id: 'EndLogs', ExpirationInDays: 365 }),
          ]),
        },
      },
    });
  });

  it('tells a queue of each archived object, which puts aside what could not be read five times', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            Event: 's3:ObjectCreated:*',
            Queue: resolve(queue.queueArn),
            Filter: {
              S3Key: { Rules: [{ Name: 'prefix', Value: 'logs/' }] },
            },
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      RedrivePolicy: {
        deadLetterTargetArn: resolve(failed.queueArn),
        maxReceiveCount: 5,
      },
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [resolve(queue.queueUrl)],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'TellOfObjects',
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111122223333' },
              ArnEquals: {
                'aws:SourceArn':
                  'arn:aws:s3:::example-log-archive-111122223333-us-east-1',
              },
            },
          }),
        ]),
      },
    });
  });

  it('reads the queue into an index for each day, and puts what is refused back into the archive', () => {
    const [{ Properties }] = Object.values(
      template.findResources('AWS::OSIS::Pipeline'),
    );
    expect(Properties).toMatchObject({ MinUnits: 1, MaxUnits: 4 });
    expect(Properties.VpcOptions.SubnetIds).toEqual(
      resolve(network.subnetIds(SERVICE_SUBNETS)),
    );
    const body = JSON.stringify(Properties.PipelineConfigurationBody);
    const [, pieces] = Properties.PipelineConfigurationBody['Fn::Join'];
    const { logs } = JSON.parse(
      pieces
        .map((text: unknown) => (typeof text === 'string' ? text : 'later'))
        .join(''),
    );
    expect(logs.sink).toMatchObject([
      {
        opensearch: {
          hosts: ['https://later'],
          index: 'logs-%{yyyy.MM.dd}',
          dlq: { s3: { bucket: 'later', key_path_prefix: 'refused' } },
        },
      },
    ]);
    expect(body).toContain(JSON.stringify(resolve(queue.queueUrl)));
    expect(body).toContain(JSON.stringify(resolve(bucket.bucketName)));
    expect(body).toContain(
      JSON.stringify(resolve(made.search.domain.attrDomainEndpoint)),
    );
  });

  it('searches in the isolated subnets: encrypted, over TLS 1.2 or newer, by signed requests of one administrator', () => {
    template.hasResourceProperties(DOMAIN, {
      DomainName: 'example',
      EncryptionAtRestOptions: { Enabled: true },
      NodeToNodeEncryptionOptions: { Enabled: true },
      DomainEndpointOptions: {
        EnforceHTTPS: true,
        TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10',
      },
      AdvancedSecurityOptions: {
        Enabled: true,
        InternalUserDatabaseEnabled: false,
        MasterUserOptions: { MasterUserARN: resolve(made.role.roleArn) },
      },
      AccessPolicies: {
        Statement: [
          Match.objectLike({
            Principal: { AWS: resolve(made.role.roleArn) },
            Resource: 'arn:aws:es:us-east-1:111122223333:domain/example/*',
          }),
        ],
      },
      VPCOptions: {
        SubnetIds: resolve(network.subnetIds(DATA_SUBNETS)),
        SecurityGroupIds: [resolve(made.search.securityGroup.securityGroupId)],
      },
    });
  });

  it('is reached by its ingestion and by those it is told of, and by nobody else', () => {
    const [{ Properties }] = Object.values(
      template.findResources('AWS::EC2::SecurityGroup', {
        Properties: { GroupDescription: 'Log search of example' },
      }),
    );
    expect(Properties.SecurityGroupIngress).toEqual([
      expect.objectContaining({ Description: 'Ingestion', FromPort: 443 }),
      expect.objectContaining({
        SourceSecurityGroupId: resolve(client.securityGroupId),
        FromPort: 443,
      }),
    ]);
  });

  it('is administered by people with a second factor, and by its ingestion', () => {
    const { Properties } =
      template.findResources('AWS::IAM::Role')[
        idOf(made.role.role.node.defaultChild as never)
      ];
    const trust = Properties.AssumeRolePolicyDocument.Statement as Array<{
      Condition: Record<string, Record<string, string>>;
    }>;
    expect(trust.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      {
        ArnLike: {
          'aws:PrincipalArn':
            'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*',
        },
      },
    ]);
  });

  it('raises alarms on the way in, on lost indexes, on low storage and memory and on slow answers, each with its runbook', () => {
    const alarms = Object.values(
      template.findResources('AWS::CloudWatch::Alarm'),
    ).map(({ Properties }) => [
      Properties.MetricName,
      /([a-z-]+)\.md$/.exec(Properties.AlarmDescription)?.[1],
      Properties.Threshold,
    ]);
    expect(alarms).toEqual([
      ['DeliveryToS3.DataFreshness', 'log-search-delivery', 900],
      ['ApproximateAgeOfOldestMessage', 'log-search-delivery', 900],
      ['ApproximateNumberOfMessagesVisible', 'log-search-delivery', 0],
      ['ClusterStatus.red', 'log-search-status', 0],
      // A fifth of 50 GiB, in MiB.
      ['FreeStorageSpace', 'log-search-storage', 10_240],
      ['JVMMemoryPressure', 'log-search-pressure', 92],
      ['SearchLatency', 'log-search-pressure', 1000],
      ['AutomatedSnapshotFailure', 'log-search-status', 0],
    ]);
  });

  it('states for how many days an index is kept', () => {
    expect(JSON.parse(made.indexPolicy)).toMatchObject({
      policy: {
        states: [
          {
            name: 'searched',
            transitions: [
              {
                state_name: 'ended',
                conditions: { min_index_age: '365d' },
              },
            ],
          },
          { name: 'ended', actions: [{ delete: {} }] },
        ],
        ism_template: [{ index_patterns: ['logs-*'] }],
      },
    });
  });

  it('has a node in every zone, and in dev one alone; its domain goes with the stack at both', () => {
    template.hasResource(DOMAIN, {
      DeletionPolicy: 'Delete',
      Properties: {
        ClusterConfig: Match.objectLike({
          InstanceCount: 3,
          ZoneAwarenessEnabled: true,
          ZoneAwarenessConfig: { AvailabilityZoneCount: 3 },
        }),
      },
    });
    const dev = search('dev', {
      name: 'a-name-that-is-longer-than-28-characters',
    });
    dev.template.hasResource(DOMAIN, {
      DeletionPolicy: 'Delete',
      Properties: {
        // OpenSearch takes no longer name; the digest tells it from others that begin so.
        DomainName: Match.stringLikeRegexp('^a-name-that-is-long-[0-9a-f]{8}$'),
        ClusterConfig: Match.objectLike({
          InstanceCount: 1,
          ZoneAwarenessEnabled: false,
        }),
      },
    });
    expect(dev.made.indexPolicy).toContain('"30d"');
  });

  it('refuses more nodes than the network has zones', () => {
    expect(() => search('production', { availabilityZones: 4 })).toThrow(
      'nodes: 4 are asked for, one in each zone, and the network has 3',
    );
  });
});
