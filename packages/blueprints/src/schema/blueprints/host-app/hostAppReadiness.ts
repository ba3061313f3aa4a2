import type { ReadinessNeed } from '../../readinessNeed';

/** What the portal needs to serve, and to learn of what happens in the accounts that it shows. */
export const hostAppReadiness: readonly ReadinessNeed[] = [
  {
    requirement: 'PHS-13',
    title: 'Two replicas behind a load balancer that speaks TLS',
    resources: {
      'AWS::ECS::Service': [1, 'service'],
      'AWS::ECS::TaskDefinition': [1, 'task definition'],
      'AWS::ElasticLoadBalancingV2::LoadBalancer': [1, 'load balancer'],
      'AWS::CertificateManager::Certificate': [1, 'certificate'],
      'AWS::WAFv2::WebACL': [1, 'web application firewall'],
    },
    outputs: ['PortalUrl'],
  },
  {
    requirement: 'PHS-14',
    title: 'Database that keeps the ledger, backed up, and its secret',
    resources: {
      'AWS::RDS::DBInstance': [1, 'database'],
      'AWS::SecretsManager::Secret': [1, 'secret of the database'],
      'AWS::Backup::BackupPlan': [1, 'backup plan'],
    },
    outputs: ['DatabaseEndpoint', 'DatabaseSecretArn'],
  },
  {
    requirement: 'PHS-16',
    title: 'Stack events of the accounts, and a role that reads them',
    resources: {
      'AWS::SQS::Queue': [2, 'queues'],
      'AWS::Events::Rule': [1, 'rule'],
      'AWS::Events::EventBusPolicy': [1, 'policy of the event bus'],
    },
    outputs: ['EventsQueueUrl', 'EventBusArn', 'PortalRoleArn'],
  },
  {
    requirement: 'PHS-8, PHS-12',
    title: 'Deployed by the pipeline from a commit',
    deployedFromCommit: true,
  },
];
