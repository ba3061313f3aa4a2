import type { ReadinessNeed } from '../../readinessNeed';

/**
 * The end state in which the Admin Host App can start (PHS-13): PHS-1 to PHS-12.
 *
 * What no deployed resource shows is proven where it is decided. That keys rotate yearly, that RDS rotates the passwords
 * (so that there is no rotation schedule of Secrets Manager to count), that databases are encrypted and the trail is
 * multi-region are properties: tests of the template hold them, and drift detection watches them. Least privilege
 * (PHS-10) is checked when a plan synthesizes the template, and refused there.
 */
export const platformServicesReadiness: readonly ReadinessNeed[] = [
  {
    requirement: 'PHS-1',
    title: 'Network with subnets in two zones, routes and security groups',
    resources: {
      'AWS::EC2::VPC': [1, 'network'],
      // Public, private, isolated and firewall tiers, in two zones at least.
      'AWS::EC2::Subnet': [8, 'subnets'],
      'AWS::EC2::RouteTable': [8, 'route tables'],
      'AWS::EC2::Route': [8, 'routes'],
      'AWS::EC2::NatGateway': [1, 'NAT gateways'],
      'AWS::EC2::NetworkAcl': [1, 'network ACLs'],
      'AWS::EC2::SecurityGroup': [5, 'security groups'],
      'AWS::EC2::FlowLog': [1, 'flow logs'],
    },
    outputs: ['VpcId', 'PrivateSubnetIds', 'WorkloadSecurityGroupId'],
  },
  {
    requirement: 'PHS-2',
    title: 'Databases contracts, lineage and audit, backed up',
    resources: {
      'AWS::RDS::DBInstance': [3, 'databases'],
      'AWS::RDS::DBSubnetGroup': [3, 'subnet groups of databases'],
      'AWS::Backup::BackupVault': [1, 'vault of recovery points'],
      'AWS::Backup::BackupPlan': [1, 'backup plan'],
      'AWS::Backup::BackupSelection': [1, 'selection of what is backed up'],
    },
    outputs: ['ContractsEndpoint', 'LineageEndpoint', 'AuditEndpoint'],
  },
  {
    requirement: 'PHS-3',
    title: 'Key that rotates, and a secret of each database that RDS rotates',
    resources: {
      'AWS::KMS::Key': [1, 'keys'],
      'AWS::KMS::Alias': [1, 'aliases of keys'],
    },
    outputs: [
      'KeyArn',
      'ContractsSecretArn',
      'LineageSecretArn',
      'AuditSecretArn',
    ],
  },
  {
    requirement: 'PHS-4',
    title: 'Logs, metrics, alarms, dashboard and tracing',
    resources: {
      'AWS::Logs::LogGroup': [10, 'log groups'],
      'AWS::CloudWatch::Alarm': [17, 'alarms'],
      'AWS::CloudWatch::Dashboard': [1, 'dashboard'],
      'AWS::SNS::Topic': [2, 'topics of alerts'],
      'AWS::XRay::Group': [1, 'group of traces'],
      'AWS::XRay::SamplingRule': [1, 'sampling rule of traces'],
    },
    outputs: ['LogGroupName', 'CriticalTopicArn', 'WarningTopicArn'],
  },
  {
    requirement: 'PHS-5',
    title: 'Hooks for the pipeline of the host application',
    resources: {
      'AWS::ECR::Repository': [1, 'image repository'],
      'AWS::S3::Bucket': [3, 'buckets'],
      'AWS::IAM::Role': [4, 'roles'],
      'AWS::SSM::Parameter': [9, 'parameters with coordinates'],
    },
    outputs: ['HostDeployRoleArn', 'ImageRepositoryUri', 'ArtifactBucketName'],
  },
  {
    requirement: 'PHS-6',
    title: 'Audit trail and threat detection',
    resources: {
      'AWS::CloudTrail::Trail': [1, 'audit trail'],
      'AWS::S3::BucketPolicy': [3, 'bucket policies'],
    },
    elsewhere: {
      'AWS::GuardDuty::Detector': {
        what: 'GuardDuty detector',
        note: 'GuardDuty: this unit makes no detector (parameter guardDuty is off), so the organization has to have one in this region; that is not checked here.',
      },
      'AWS::Events::Rule': {
        what: 'rule that sends findings to the critical alerts',
        note: 'Findings of GuardDuty are not sent to this unit’s alerts.',
      },
    },
    outputs: ['TrailArn'],
  },
  {
    requirement: 'PHS-7',
    title: 'Outbound traffic and names by allow list',
    resources: {
      'AWS::NetworkFirewall::Firewall': [1, 'egress firewall'],
      'AWS::NetworkFirewall::FirewallPolicy': [1, 'policy of the firewall'],
      'AWS::NetworkFirewall::RuleGroup': [1, 'rules of the firewall'],
      'AWS::NetworkFirewall::LoggingConfiguration': [1, 'log of the firewall'],
      'AWS::Route53Resolver::FirewallDomainList': [2, 'lists of names'],
      'AWS::Route53Resolver::FirewallRuleGroup': [1, 'rules for names'],
      'AWS::Route53Resolver::FirewallRuleGroupAssociation': [
        1,
        'association of the rules for names',
      ],
    },
    outputs: ['EgressFirewallArn'],
  },
  {
    requirement: 'PHS-8, PHS-12',
    title: 'Deployed by the pipeline from a commit',
    deployedFromCommit: true,
  },
  {
    requirement: 'PHS-9, PHS-11',
    title: 'Edits by hand and sign-ins without a second factor raise an alarm',
    resources: {
      'AWS::Logs::MetricFilter': [2, 'filters on the trail'],
      'AWS::SNS::TopicPolicy': [2, 'policies of the alert topics'],
    },
  },
];
