import { ACCOUNT, REGION } from '../../__testUtils__/awsAnswers';
import { stackReading } from '../../__testUtils__/stackReading';
import type { OwnedResource } from '../../store';
import { readOutOfBandCall } from './outOfBand';
import { ResourceIndex } from './ResourceIndex';

const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const OTHER_ACCOUNT = '999988887777';

function arn(service: string, rest: string, account = ACCOUNT): string {
  return `arn:aws:${service}:${REGION}:${account}:${rest}`;
}
const iam = (rest: string, account = ACCOUNT) =>
  `arn:aws:iam::${account}:${rest}`;

function owned(
  resourceType: string,
  physicalId: string,
  unit = 'claims',
): OwnedResource {
  return {
    resourceType,
    physicalId,
    logicalId: resourceType,
    stack: stackReading(unit),
  };
}

/** What a call to a service finds among resources. */
function find(
  resources: OwnedResource[],
  service: string,
  requestParameters: unknown,
  rest: object = {},
): string[] {
  const call = readOutOfBandCall({
    EventId: '1',
    EventName: 'Change',
    EventTime: new Date('2026-05-10T12:00:00Z'),
    CloudTrailEvent: JSON.stringify({
      eventSource: `${service}.amazonaws.com`,
      requestParameters,
      ...rest,
    }),
  });
  const index = new ResourceIndex(resources, { account: ACCOUNT });
  return call ? index.find(call).map(({ physicalId }) => physicalId) : [];
}

const LOAD_BALANCER = arn(
  'elasticloadbalancing',
  'loadbalancer/app/claims/0123456789abcdef',
);
const SECRET = arn('secretsmanager', 'secret:claims/database-AbCdEf');
const QUEUE = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/claims`;

/**
 * Types that the blueprints use, the ID by which CloudFormation knows one, the service as CloudTrail calls it, and the
 * parameters of calls that change it.
 */
const FORMS: Array<[string, string, string, ...unknown[]]> = [
  [
    'AWS::APS::Workspace',
    'ws-0f8fad5b-d9cb-469f-a165-70867728950e',
    'aps',
    { workspaceId: 'ws-0f8fad5b-d9cb-469f-a165-70867728950e' },
    {
      resourceArn: arn(
        'aps',
        'workspace/ws-0f8fad5b-d9cb-469f-a165-70867728950e',
      ),
    },
  ],
  [
    'AWS::ApplicationAutoScaling::ScalableTarget',
    'service/claims/api|ecs:service:DesiredCount|ecs',
    'autoscaling',
    { resourceId: 'service/claims/api', serviceNamespace: 'ecs' },
  ],
  [
    'AWS::Backup::BackupVault',
    'claims',
    'backup',
    { backupVaultName: 'claims' },
    { resourceArn: arn('backup', 'backup-vault:claims') },
  ],
  ['AWS::Backup::BackupPlan', UUID, 'backup', { backupPlanId: UUID }],
  [
    'AWS::CertificateManager::Certificate',
    arn('acm', `certificate/${UUID}`),
    'acm',
    { certificateArn: arn('acm', `certificate/${UUID}`) },
  ],
  [
    'AWS::CloudFront::Distribution',
    'E1ABCDEF2GHIJK',
    'cloudfront',
    { id: 'E1ABCDEF2GHIJK', distributionConfig: { comment: '' } },
    { resource: `arn:aws:cloudfront::${ACCOUNT}:distribution/E1ABCDEF2GHIJK` },
  ],
  [
    'AWS::CloudWatch::Alarm',
    'claims-latency',
    'monitoring',
    { alarmName: 'claims-latency' },
    { alarmNames: ['other', 'claims-latency'] },
    { resourceARN: arn('cloudwatch', 'alarm:claims-latency') },
  ],
  [
    'AWS::CloudWatch::Dashboard',
    'claims',
    'monitoring',
    { dashboardName: 'claims' },
  ],
  [
    'AWS::DocDB::DBCluster',
    'claims-documents',
    'rds',
    { dBClusterIdentifier: 'Claims-Documents' },
    { resourceName: arn('rds', 'cluster:claims-documents') },
  ],
  [
    'AWS::DynamoDB::Table',
    'claims',
    'dynamodb',
    { tableName: 'claims' },
    { tableName: arn('dynamodb', 'table/claims') },
    { resourceArn: arn('dynamodb', 'table/claims/index/by-date') },
  ],
  [
    'AWS::EC2::Instance',
    'i-0123456789abcdef0',
    'ec2',
    { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
    { resourcesSet: { items: [{ resourceId: 'i-0123456789abcdef0' }] } },
  ],
  [
    'AWS::EC2::SecurityGroup',
    'sg-0123456789abcdef0',
    'ec2',
    {
      groupId: 'sg-0123456789abcdef0',
      ipPermissions: { items: [{ ipProtocol: 'tcp' }] },
    },
    {
      ModifySecurityGroupRulesRequest: {
        GroupId: 'sg-0123456789abcdef0',
        SecurityGroupRule: { SecurityGroupRuleId: 'sgr-1' },
      },
    },
  ],
  [
    'AWS::EC2::VPCEndpoint',
    'vpce-0123456789abcdef0',
    'ec2',
    { ModifyVpcEndpointRequest: { VpcEndpointId: 'vpce-0123456789abcdef0' } },
    {
      DeleteVpcEndpointsRequest: {
        VpcEndpointId: { tag: 1, content: 'vpce-0123456789abcdef0' },
      },
    },
  ],
  [
    'AWS::ECR::Repository',
    'claims/api',
    'ecr',
    { repositoryName: 'claims/api' },
    { resourceArn: arn('ecr', 'repository/claims/api') },
  ],
  [
    'AWS::ECS::Cluster',
    'claims',
    'ecs',
    { cluster: 'claims' },
    { cluster: arn('ecs', 'cluster/claims') },
  ],
  [
    'AWS::ECS::Service',
    arn('ecs', 'service/claims/api'),
    'ecs',
    { cluster: 'claims', service: 'api', desiredCount: 0 },
    { cluster: arn('ecs', 'cluster/claims'), service: 'api' },
    { cluster: 'claims', service: arn('ecs', 'service/claims/api') },
  ],
  [
    'AWS::ECS::TaskDefinition',
    arn('ecs', 'task-definition/claims-api:7'),
    'ecs',
    { taskDefinition: 'claims-api:7' },
    { family: 'claims-api' },
    { taskDefinition: arn('ecs', 'task-definition/claims-api:7') },
  ],
  [
    'AWS::ElastiCache::ReplicationGroup',
    'claims-cache',
    'elasticache',
    { replicationGroupId: 'Claims-Cache' },
    { resourceName: arn('elasticache', 'replicationgroup:claims-cache') },
  ],
  [
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    LOAD_BALANCER,
    'elasticloadbalancing',
    { loadBalancerArn: LOAD_BALANCER },
    { resourceArns: [LOAD_BALANCER], tags: [{ key: 'a', value: 'b' }] },
  ],
  [
    'AWS::Events::Rule',
    'nightly',
    'events',
    { name: 'nightly' },
    { resourceARN: arn('events', 'rule/nightly') },
  ],
  [
    'AWS::Events::Rule',
    'claims-bus|nightly',
    'events',
    { name: 'nightly', eventBusName: 'claims-bus' },
    { resourceARN: arn('events', 'rule/claims-bus/nightly') },
  ],
  [
    'AWS::IAM::ManagedPolicy',
    iam('policy/claims/boundary'),
    'iam',
    { policyArn: iam('policy/claims/boundary') },
  ],
  [
    'AWS::IAM::Role',
    'claims-worker',
    'iam',
    { roleName: 'claims-worker', policyName: 'more' },
    { resourceArn: iam('role/workers/claims-worker') },
  ],
  [
    'AWS::KMS::Key',
    UUID,
    'kms',
    { keyId: UUID },
    { keyId: arn('kms', `key/${UUID}`) },
  ],
  [
    'AWS::KMS::Alias',
    'alias/claims',
    'kms',
    { aliasName: 'alias/claims' },
    { keyId: arn('kms', 'alias/claims') },
  ],
  [
    'AWS::KinesisFirehose::DeliveryStream',
    'claims-logs',
    'firehose',
    { deliveryStreamName: 'claims-logs' },
  ],
  [
    'AWS::Lambda::Function',
    'claims-report',
    'lambda',
    { functionName: 'claims-report' },
    { functionName: 'claims-report:live' },
    { functionName: `${ACCOUNT}:function:claims-report` },
    { functionName: arn('lambda', 'function:claims-report') },
    { functionName: arn('lambda', 'function:claims-report:live') },
    { resource: arn('lambda', 'function:claims-report') },
  ],
  [
    'AWS::Logs::LogGroup',
    '/claims/api',
    'logs',
    { logGroupName: '/claims/api', retentionInDays: 1 },
    { logGroupIdentifier: arn('logs', 'log-group:/claims/api') },
    { resourceArn: arn('logs', 'log-group:/claims/api:*') },
  ],
  [
    'AWS::OpenSearchService::Domain',
    'claims-logs',
    'es',
    { domainName: 'claims-logs' },
    { aRN: arn('es', 'domain/claims-logs') },
  ],
  [
    'AWS::RDS::DBInstance',
    'claims-database',
    'rds',
    { dBInstanceIdentifier: 'Claims-Database', applyImmediately: true },
    { dBInstanceIdentifier: 'claims-database' },
    { resourceName: arn('rds', 'db:claims-database') },
  ],
  [
    'AWS::Route53::HostedZone',
    'Z0123456789ABCDEFGHIJ',
    'route53',
    { hostedZoneId: 'Z0123456789ABCDEFGHIJ' },
    { id: '/hostedzone/Z0123456789ABCDEFGHIJ' },
  ],
  [
    'AWS::Route53::RecordSet',
    'api.claims.example.com',
    'route53',
    {
      hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      changeBatch: {
        changes: [
          {
            action: 'DELETE',
            resourceRecordSet: { name: 'api.claims.example.com.', type: 'A' },
          },
        ],
      },
    },
  ],
  [
    'AWS::S3::Bucket',
    'claims-documents',
    's3',
    { bucketName: 'claims-documents', Host: 's3.amazonaws.com' },
    { bucketName: 'claims-documents', key: 'a/b' },
  ],
  [
    'AWS::SNS::Topic',
    arn('sns', 'claims-alerts'),
    'sns',
    { topicArn: arn('sns', 'claims-alerts') },
    { name: 'claims-alerts' },
  ],
  [
    'AWS::SQS::Queue',
    QUEUE,
    'sqs',
    { queueUrl: QUEUE },
    { queueUrl: `https://${REGION}.queue.amazonaws.com/${ACCOUNT}/claims` },
    { queueUrl: `https://queue.amazonaws.com/${ACCOUNT}/claims` },
    { queueName: 'claims' },
  ],
  [
    'AWS::SSM::Parameter',
    '/claims/release',
    'ssm',
    { name: '/claims/release' },
    { name: arn('ssm', 'parameter/claims/release') },
  ],
  [
    'AWS::SecretsManager::Secret',
    SECRET,
    'secretsmanager',
    { secretId: SECRET },
    { secretId: 'claims/database' },
    { secretId: arn('secretsmanager', 'secret:claims/database') },
  ],
  [
    'AWS::WAFv2::WebACL',
    `claims|${UUID}|REGIONAL`,
    'wafv2',
    { id: UUID, name: 'claims', scope: 'REGIONAL' },
    { webACLArn: arn('wafv2', `regional/webacl/claims/${UUID}`) },
  ],
];

describe('the resource that a call changed', () => {
  it.each(
    FORMS.flatMap(([type, id, service, ...calls]) =>
      calls.map(call => [type, id, service, call] as const),
    ),
  )('is the %s %s in a call to %s with %j', (type, id, service, parameters) => {
    expect(find([owned(type, id)], service, parameters)).toEqual([id]);
  });

  it('is told by the list of resources of the event, too', () => {
    expect(
      find([owned('AWS::KMS::Key', UUID)], 'kms', null, {
        resources: [
          {
            accountId: ACCOUNT,
            type: 'AWS::KMS::Key',
            ARN: arn('kms', `key/${UUID}`),
          },
        ],
      }),
    ).toEqual([UUID]);
  });

  it('is found by its ARN in calls to any service', () => {
    expect(
      find([owned('AWS::DynamoDB::Table', 'claims')], 'tagging', {
        resourceARNList: [arn('dynamodb', 'table/claims')],
      }),
    ).toEqual(['claims']);
  });

  it.each<[string, OwnedResource, string, unknown]>([
    [
      "another service's resource of the same name",
      owned('AWS::ECS::Cluster', 'claims'),
      'sns',
      { name: 'claims' },
    ],
    [
      "another account's resource of the same name",
      owned('AWS::IAM::Role', 'claims-worker'),
      'iam',
      { roleArn: iam('role/claims-worker', OTHER_ACCOUNT) },
    ],
    [
      "another account's queue of the same name",
      owned('AWS::SQS::Queue', QUEUE),
      'sqs',
      {
        queueUrl: `https://sqs.${REGION}.amazonaws.com/${OTHER_ACCOUNT}/claims`,
      },
    ],
    [
      'one whose name differs in case where that matters',
      owned('AWS::Logs::LogGroup', '/claims/Api'),
      'logs',
      { logGroupName: '/claims/api' },
    ],
    [
      "another cluster's service of the same name",
      owned('AWS::ECS::Service', arn('ecs', 'service/claims/api')),
      'ecs',
      { cluster: 'billing', service: 'api' },
    ],
  ])('is not %s', (_, resource, service, parameters) => {
    expect(find([resource], service, parameters)).toEqual([]);
  });

  it('is what was changed in a zone or cluster, and each where units are several', () => {
    const zone = owned('AWS::Route53::HostedZone', 'Z1', 'zone');
    const record = owned('AWS::Route53::RecordSet', 'api.example.com');
    expect(
      find([zone, record], 'route53', {
        hostedZoneId: 'Z1',
        changeBatch: {
          changes: [{ resourceRecordSet: { name: 'api.example.com.' } }],
        },
      }),
    ).toEqual(['api.example.com']);
    expect(
      find(
        [
          owned('AWS::CloudWatch::Alarm', 'a', 'billing'),
          owned('AWS::CloudWatch::Alarm', 'b'),
          owned('AWS::CloudWatch::Alarm', 'c'),
        ],
        'monitoring',
        { alarmNames: ['c', 'b', 'a'] },
      ),
    ).toEqual(['c', 'a']);
  });
});
