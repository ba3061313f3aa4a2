import { randomUUID } from 'node:crypto';
import type { JsonObject, LiveResource } from '../cloudformation';
import type { AwsCallRecord } from '../AwsEventBus';

/** The API call behind an edit: what the console would have called for that type. */
const CALLS: Record<string, [source: string, edit: string] | undefined> = {
  'AWS::CloudWatch::Alarm': ['monitoring', 'PutMetricAlarm'],
  'AWS::DynamoDB::Table': ['dynamodb', 'UpdateTable'],
  'AWS::EC2::Instance': ['ec2', 'ModifyInstanceAttribute'],
  'AWS::EC2::SecurityGroup': ['ec2', 'AuthorizeSecurityGroupIngress'],
  'AWS::EC2::Subnet': ['ec2', 'ModifySubnetAttribute'],
  'AWS::EC2::VPC': ['ec2', 'ModifyVpcAttribute'],
  'AWS::ECS::Service': ['ecs', 'UpdateService'],
  'AWS::IAM::Role': ['iam', 'UpdateRole'],
  'AWS::KMS::Key': ['kms', 'PutKeyPolicy'],
  'AWS::Lambda::Function': ['lambda', 'UpdateFunctionConfiguration'],
  'AWS::Logs::LogGroup': ['logs', 'PutRetentionPolicy'],
  'AWS::RDS::DBCluster': ['rds', 'ModifyDBCluster'],
  'AWS::RDS::DBInstance': ['rds', 'ModifyDBInstance'],
  'AWS::SNS::Topic': ['sns', 'SetTopicAttributes'],
  'AWS::SQS::Queue': ['sqs', 'SetQueueAttributes'],
  'AWS::SSM::Parameter': ['ssm', 'PutParameter'],
  'AWS::SecretsManager::Secret': ['secretsmanager', 'UpdateSecret'],
};

/** What CloudTrail calls services that CloudFormation calls something else. */
const SOURCES: Record<string, string | undefined> = {
  CertificateManager: 'acm',
  CloudWatch: 'monitoring',
  DocDB: 'rds',
  EFS: 'elasticfilesystem',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  KinesisFirehose: 'firehose',
  NetworkFirewall: 'network-firewall',
  OpenSearchService: 'es',
};

const BUCKET_CALLS: Record<string, string | undefined> = {
  BucketEncryption: 'PutBucketEncryption',
  LifecycleConfiguration: 'PutBucketLifecycle',
  PublicAccessBlockConfiguration: 'PutBucketPublicAccessBlock',
  Tags: 'PutBucketTagging',
  VersioningConfiguration: 'PutBucketVersioning',
};

/** The record that CloudTrail keeps of somebody's edit (or, without a change, deletion) in the console. */
export function consoleCall(options: {
  live: LiveResource;
  change?: JsonObject;
  /** Name of the session: who was signed in. */
  user: string;
  at: Date;
}): AwsCallRecord {
  const { live, change, user, at } = options;
  const [eventSource, eventName] = callOf(live, change);
  const { account, region } = live;
  const roleName = 'AWSReservedSSO_AdministratorAccess_0123456789abcdef';
  return {
    time: at.toISOString(),
    account,
    region,
    principal: {
      arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${user}`,
      type: 'AssumedRole',
      account,
      principalId: `AROAEXAMPLECONSOLE000:${user}`,
      accessKeyId: 'ASIAEXAMPLECONSOLE00',
      roleArn: `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${roleName}`,
      sessionName: user,
      console: true,
    },
    eventSource,
    eventName,
    requestParameters: {
      resourceType: live.type,
      resourceName: live.physicalId,
      ...change,
    },
    requestId: randomUUID(),
    readOnly: false,
    sourceIp: '192.0.2.10',
    userAgent: 'console.amazonaws.com',
  };
}

function callOf(
  live: LiveResource,
  change: JsonObject | undefined,
): [source: string, name: string] {
  const [, service = '', noun = ''] = live.type.split('::');
  const [source, edit] = CALLS[live.type] ?? [
    SOURCES[service] ?? service.toLowerCase(),
    live.type === 'AWS::S3::Bucket'
      ? (BUCKET_CALLS[Object.keys(change ?? {})[0]] ?? 'PutBucketPolicy')
      : `Update${noun}`,
  ];
  return [`${source}.amazonaws.com`, change ? edit : `Delete${noun}`];
}
