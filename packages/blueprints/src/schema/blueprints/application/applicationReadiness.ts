import type { ReadinessNeed } from '../../readinessNeed';

/**
 * What every size and version of the application blueprint has, and below it what parameters add from version 1.1.0 on: FND-1
 * to FND-14 as far as resources show them.
 */
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
    lent: {
      'AWS::EC2::VPC': 'NetworkHost',
      'AWS::EC2::Subnet': 'NetworkHost',
      'AWS::EC2::RouteTable': 'NetworkHost',
      'AWS::EC2::NetworkAcl': 'NetworkHost',
      'AWS::EC2::VPCEndpoint': 'NetworkHost',
      'AWS::EC2::FlowLog': 'NetworkHost',
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
    lent: { 'AWS::RDS::DBInstance': 'DatabaseHost' },
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
    elsewhere: {
      'AWS::Logs::SubscriptionFilter': { what: 'subscriptions of the search' },
      'AWS::KinesisFirehose::DeliveryStream': { what: 'delivery stream' },
      'AWS::OSIS::Pipeline': { what: 'ingestion pipeline' },
      'AWS::OpenSearchService::Domain': { what: 'search domain' },
    },
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
  {
    requirement: 'FND-1',
    title: 'Recovery points and copies',
    elsewhere: {
      'AWS::Backup::BackupPlan': { what: 'backup plans' },
      'AWS::Backup::BackupSelection': { what: 'selections to back up' },
      'AWS::Backup::BackupVault': { what: 'vaults' },
    },
  },
  {
    requirement: 'FND-5, FND-13',
    title: 'Service that scales behind a load balancer',
    elsewhere: {
      'AWS::ECS::Cluster': { what: 'cluster' },
      'AWS::ECS::Service': { what: 'service' },
      'AWS::ECS::TaskDefinition': { what: 'task definition' },
      'AWS::ApplicationAutoScaling::ScalableTarget': { what: 'scaling target' },
      'AWS::ElasticLoadBalancingV2::LoadBalancer': { what: 'load balancer' },
      'AWS::ElasticLoadBalancingV2::Listener': { what: 'listeners' },
    },
  },
  {
    requirement: 'FND-6',
    title: 'Attachment to the hub',
    elsewhere: { 'AWS::EC2::TransitGatewayAttachment': { what: 'attachment' } },
  },
  {
    requirement: 'FND-9',
    title: 'Name and certificate',
    elsewhere: {
      'AWS::Route53::RecordSet': { what: 'records' },
      'AWS::CertificateManager::Certificate': { what: 'certificate' },
    },
  },
  {
    requirement: 'FND-12',
    title: 'Metrics and dashboards',
    elsewhere: {
      'AWS::CloudWatch::Dashboard': { what: 'dashboard' },
      'AWS::APS::Workspace': { what: 'Prometheus workspace' },
      'AWS::Grafana::Workspace': { what: 'Grafana workspace' },
    },
  },
];
