import type { ReadinessNeed } from '../../readinessNeed';

/** What every variant of the single host has: PMO-1 to PMO-12. */
export const singleHostReadiness: readonly ReadinessNeed[] = [
  {
    requirement: 'PMO-1, PMO-2',
    title: 'Host with its role',
    resources: {
      'AWS::EC2::Instance': [1, 'host'],
      'AWS::IAM::InstanceProfile': [1, 'instance profile'],
      'AWS::IAM::Role': [2, 'roles'],
    },
    outputs: ['InstanceId'],
  },
  {
    requirement: 'PMO-3, PMO-5',
    title: 'Buckets for attachments, code, legacy artifacts and access logs',
    resources: {
      'AWS::S3::Bucket': [4, 'buckets'],
      'AWS::S3::BucketPolicy': [4, 'bucket policies'],
    },
  },
  {
    requirement: 'PMO-6',
    title: 'Network and security groups',
    resources: {
      'AWS::EC2::VPC': [1, 'network'],
      'AWS::EC2::Subnet': [6, 'subnets'],
      'AWS::EC2::SecurityGroup': [2, 'security groups'],
    },
  },
  {
    requirement: 'PMO-7',
    title: 'Daily and monthly backups',
    elsewhere: {
      'AWS::Backup::BackupPlan': {
        what: 'backup plan',
        note: 'Nothing is backed up: a preview is deleted with all that it holds.',
      },
      'AWS::Backup::BackupSelection': {
        what: 'selection of what is backed up',
        note: 'No selection of what is backed up.',
      },
      'AWS::Backup::BackupVault': {
        what: 'vault',
        note: 'No vault for recovery points.',
      },
    },
  },
  {
    requirement: 'PMO-8',
    title: 'Load balancer that speaks TLS',
    resources: {
      'AWS::ElasticLoadBalancingV2::LoadBalancer': [1, 'load balancer'],
      'AWS::ElasticLoadBalancingV2::Listener': [2, 'listeners'],
      'AWS::ElasticLoadBalancingV2::TargetGroup': [1, 'target group'],
    },
    elsewhere: {
      'AWS::CertificateManager::Certificate': {
        what: 'certificate',
        note: 'The certificate is one that was named by its ARN; this unit makes none.',
      },
    },
    outputs: ['LoadBalancerDnsName'],
  },
  {
    requirement: 'PMO-10',
    title: 'Database, cache and parameters of the application',
    resources: { 'AWS::SSM::Parameter': [5, 'parameters'] },
    elsewhere: {
      'AWS::RDS::DBInstance': {
        what: 'database',
        note: 'This unit makes no database.',
      },
      'AWS::ElastiCache::ReplicationGroup': {
        what: 'cache',
        note: 'This unit makes no cache.',
      },
    },
  },
  {
    requirement: 'PMO-12',
    title: 'Health checks that reach somebody',
    resources: {
      'AWS::CloudWatch::Alarm': [3, 'alarms'],
      'AWS::SNS::Topic': [2, 'topics of alerts'],
    },
  },
];
