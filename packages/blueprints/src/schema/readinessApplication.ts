import type { ReadinessNeed } from './readinessNeed';

/** What every size and version of the application blueprint has: FND-5 to FND-14 as far as resources show them. */
export const applicationReadiness: readonly ReadinessNeed[] = [
  {
    requirement: 'FND-7, FND-8',
    title: 'Network with public, private and isolated subnets',
    resources: {
      'AWS::EC2::VPC': [1, 'network'],
      'AWS::EC2::Subnet': [6, 'subnets'],
      'AWS::EC2::RouteTable': [6, 'route tables'],
      'AWS::EC2::NetworkAcl': [1, 'network ACLs'],
      'AWS::EC2::SecurityGroup': [2, 'security groups'],
      'AWS::EC2::VPCEndpoint': [1, 'endpoints of AWS services'],
      'AWS::EC2::FlowLog': [1, 'flow logs'],
    },
    outputs: [
      'VpcId',
      'PublicSubnetIds',
      'PrivateSubnetIds',
      'IsolatedSubnetIds',
      'WorkloadSecurityGroupId',
    ],
  },
  {
    requirement: 'FND-5',
    title: 'Managed database and object storage',
    resources: {
      'AWS::RDS::DBInstance': [1, 'databases'],
      'AWS::S3::Bucket': [2, 'buckets'],
      'AWS::S3::BucketPolicy': [2, 'bucket policies'],
    },
    outputs: ['DatabaseEndpoint', 'DatabasePort', 'DataBucketName'],
  },
  {
    requirement: 'FND-10',
    title: 'Key, secret and configuration, read by role',
    resources: {
      'AWS::KMS::Key': [1, 'keys'],
      'AWS::SSM::Parameter': [5, 'parameters'],
      'AWS::IAM::Role': [2, 'roles'],
    },
    outputs: ['KeyArn', 'DatabaseSecretArn', 'WorkloadRoleArn'],
  },
  {
    requirement: 'FND-11',
    title: 'Logs',
    resources: { 'AWS::Logs::LogGroup': [1, 'log groups'] },
    outputs: ['LogGroupName'],
  },
  {
    requirement: 'FND-14',
    title: 'Alarms that reach somebody',
    resources: {
      'AWS::CloudWatch::Alarm': [5, 'alarms'],
      'AWS::SNS::Topic': [2, 'topics of alerts'],
      'AWS::SNS::TopicPolicy': [2, 'policies of the alert topics'],
    },
    outputs: ['CriticalTopicArn', 'WarningTopicArn'],
  },
];
