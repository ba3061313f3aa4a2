import type { ReadinessNeed } from '../../readinessNeed';

/** What every size of the container platform has, over its stacks in both regions: SAAS-1 to SAAS-11. */
export const containerPlatformReadiness: readonly ReadinessNeed[] = [
  {
    requirement: 'SAAS-1',
    title: 'Network with public and private subnets and flow logs',
    resources: {
      'AWS::EC2::VPC': [1, 'networks'],
      'AWS::EC2::Subnet': [6, 'subnets'],
      'AWS::EC2::NatGateway': [1, 'NAT gateways'],
      'AWS::EC2::FlowLog': [1, 'flow logs'],
    },
    outputs: ['VpcId', 'PublicSubnetIds', 'PrivateSubnetIds'],
  },
  {
    requirement: 'SAAS-2',
    title: 'Cluster and service that scales and is discovered',
    resources: {
      'AWS::ECS::Cluster': [1, 'clusters'],
      'AWS::ECS::Service': [1, 'services'],
      'AWS::ECS::TaskDefinition': [1, 'task definitions'],
      'AWS::ApplicationAutoScaling::ScalableTarget': [1, 'scaling targets'],
      'AWS::ApplicationAutoScaling::ScalingPolicy': [2, 'scaling policies'],
      'AWS::ServiceDiscovery::PrivateDnsNamespace': [1, 'namespaces'],
    },
    outputs: ['ClusterName', 'NamespaceName'],
  },
  {
    requirement: 'SAAS-3',
    title: 'PostgreSQL',
    resources: { 'AWS::RDS::DBInstance': [1, 'databases'] },
    outputs: ['DatabaseEndpoint', 'DatabaseSecretArn'],
  },
  {
    requirement: 'SAAS-4',
    title: 'DocumentDB',
    resources: {
      'AWS::DocDB::DBCluster': [1, 'document clusters'],
      'AWS::DocDB::DBInstance': [1, 'document instances'],
    },
    outputs: ['DocumentsEndpoint'],
  },
  {
    requirement: 'SAAS-5',
    title: 'Redis',
    resources: { 'AWS::ElastiCache::ReplicationGroup': [1, 'caches'] },
    outputs: ['CacheEndpoint'],
  },
  {
    requirement: 'SAAS-6',
    title: 'Edge, names, certificates and load balancer',
    resources: {
      'AWS::CloudFront::Distribution': [1, 'distribution'],
      'AWS::Route53::RecordSet': [1, 'records'],
      'AWS::CertificateManager::Certificate': [2, 'certificates'],
      'AWS::ElasticLoadBalancingV2::LoadBalancer': [1, 'load balancers'],
      'AWS::ElasticLoadBalancingV2::Listener': [2, 'listeners'],
    },
    outputs: ['DistributionDomainName', 'LoadBalancerDnsName'],
  },
  {
    requirement: 'SAAS-7',
    title: 'Web firewall',
    resources: {
      'AWS::WAFv2::WebACL': [1, 'web ACL'],
      'AWS::WAFv2::LoggingConfiguration': [1, 'log of the web ACL'],
    },
    elsewhere: {
      'AWS::Shield::Protection': {
        what: 'Shield protections',
        note: 'Shield Advanced is not asked for; Shield Standard protects every account.',
      },
    },
  },
  {
    requirement: 'SAAS-10',
    title: 'Metrics, dashboard and alarms',
    resources: {
      'AWS::APS::Workspace': [1, 'Prometheus workspaces'],
      'AWS::CloudWatch::Dashboard': [1, 'dashboard'],
      'AWS::CloudWatch::Alarm': [13, 'alarms'],
    },
    elsewhere: {
      'AWS::Grafana::Workspace': {
        what: 'Grafana workspace',
        note: 'This unit makes no Grafana workspace.',
      },
    },
    outputs: ['PrometheusEndpoint', 'CriticalTopicArn'],
  },
  {
    requirement: 'SAAS-11',
    title: 'Backups',
    resources: {
      'AWS::S3::Bucket': [2, 'buckets'],
      'AWS::S3::BucketPolicy': [2, 'bucket policies'],
    },
    elsewhere: {
      'AWS::Backup::BackupPlan': {
        what: 'plans of copies to the DR region',
        note: 'Backups stay in the region: this unit has no DR region.',
      },
    },
    outputs: ['DataBucketName'],
  },
];
