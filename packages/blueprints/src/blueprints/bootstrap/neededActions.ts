/**
 * What it takes to create a resource, as far as CloudFormation's role is concerned: actions with the resource that IAM
 * compares, for tests of the role. From the tables of AWS's Service Authorization Reference; most types need no row, see
 * `neededActions`.
 */
export interface NeededAction {
  readonly action: string;
  /** An ARN, or `*` for an action that accepts no resource. */
  readonly resource: string;
  /** Whether the request counts as made in us-east-1, wherever the stack is. */
  readonly global?: boolean;
}

/** Prefixes of IAM actions that are not the lower-case name of the CloudFormation namespace. */
const PREFIXES: Readonly<Record<string, string>> = {
  ApplicationAutoScaling: 'application-autoscaling',
  CertificateManager: 'acm',
  DocDB: 'rds',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  KinesisFirehose: 'firehose',
  NetworkFirewall: 'network-firewall',
  OpenSearchService: 'es',
};

/** ARNs without a region, by prefix; `ACCOUNT` stands for the account. */
const GLOBAL_ARNS: Readonly<Record<string, string>> = {
  budgets: 'arn:aws:budgets::ACCOUNT:budget/plinth-sample',
  cloudfront: 'arn:aws:cloudfront::ACCOUNT:distribution/sample',
  organizations: 'arn:aws:organizations::ACCOUNT:policy/o-sample/sample',
  route53: 'arn:aws:route53:::hostedzone/SAMPLE',
  shield: 'arn:aws:shield::ACCOUNT:protection/sample',
  sso: 'arn:aws:sso:::permissionSet/sample',
};

const LOG_DELIVERY = ['logs:CreateLogDelivery *', 'logs:PutResourcePolicy *'];

/** Types that need another action or resource than `<prefix>:Create…` on an ARN of their service, as `action resource`. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  'AWS::APS::Workspace': ['aps:CreateWorkspace *'],
  'AWS::Backup::BackupVault': [
    'backup:CreateBackupVault arn:aws:backup:REGION:ACCOUNT:backup-vault:sample',
    'backup-storage:MountCapsule *',
    'kms:CreateGrant arn:aws:kms:REGION:ACCOUNT:key/sample',
  ],
  'AWS::Budgets::Budget': [
    'budgets:ModifyBudget arn:aws:budgets::ACCOUNT:budget/plinth-sample',
  ],
  'AWS::CertificateManager::Certificate': ['acm:RequestCertificate *'],
  'AWS::CloudWatch::Dashboard': [
    'cloudwatch:PutDashboard arn:aws:cloudwatch::ACCOUNT:dashboard/sample',
  ],
  'AWS::Config::ConfigurationAggregator': [
    'config:PutConfigurationAggregator arn:aws:config:REGION:ACCOUNT:config-aggregator/x',
    'organizations:EnableAWSServiceAccess *',
  ],
  'AWS::Config::ConfigurationRecorder': ['config:PutConfigurationRecorder *'],
  'AWS::Config::DeliveryChannel': ['config:PutDeliveryChannel *'],
  'AWS::EC2::EIP': ['ec2:AllocateAddress *'],
  // Of another account, where the hub is shared.
  'AWS::EC2::TransitGatewayAttachment': [
    'ec2:CreateTransitGatewayVpcAttachment arn:aws:ec2:REGION:ACCOUNT:transit-gateway-attachment/*',
    'ec2:CreateTransitGatewayVpcAttachment arn:aws:ec2:REGION:999988887777:transit-gateway/tgw-sample',
  ],
  // The hub lets in what spokes of other accounts attached.
  'AWS::EC2::TransitGatewayRouteTableAssociation': [
    'ec2:AssociateTransitGatewayRouteTable arn:aws:ec2:REGION:ACCOUNT:transit-gateway-route-table/sample',
    'ec2:AssociateTransitGatewayRouteTable arn:aws:ec2:REGION:999988887777:transit-gateway-attachment/sample',
  ],
  'AWS::EC2::TransitGatewayRouteTablePropagation': [
    'ec2:EnableTransitGatewayRouteTablePropagation arn:aws:ec2:REGION:ACCOUNT:transit-gateway-route-table/sample',
    'ec2:EnableTransitGatewayRouteTablePropagation arn:aws:ec2:REGION:999988887777:transit-gateway-attachment/sample',
  ],
  'AWS::EC2::VPCEndpoint': [
    'ec2:CreateVpcEndpoint arn:aws:ec2:REGION:ACCOUNT:vpc-endpoint/*',
    'route53:AssociateVPCWithHostedZone *',
  ],
  'AWS::EC2::Instance': [
    'ec2:RunInstances arn:aws:ec2:REGION:ACCOUNT:instance/*',
    'ec2:RunInstances arn:aws:ec2:REGION::image/ami-sample',
    'ssm:GetParameters *',
  ],
  'AWS::ECR::PullThroughCacheRule': ['ecr:CreatePullThroughCacheRule *'],
  'AWS::ECR::RegistryScanningConfiguration': [
    'ecr:PutRegistryScanningConfiguration *',
    'inspector2:Enable *',
    'inspector2:ListAccountPermissions *',
  ],
  'AWS::ECS::Cluster': ['ecs:CreateCluster *'],
  'AWS::ECS::TaskDefinition': [
    'ecs:RegisterTaskDefinition arn:aws:ecs:REGION:ACCOUNT:task-definition/x:1',
    'ecs:DeregisterTaskDefinition *',
    'iam:PassRole arn:aws:iam::ACCOUNT:role/plinth/sample',
  ],
  'AWS::Grafana::Workspace': [
    'grafana:CreateWorkspace *',
    'sso:CreateManagedApplicationInstance *',
  ],
  'AWS::GuardDuty::Detector': ['guardduty:CreateDetector *'],
  'AWS::IAM::InstanceProfile': [
    'iam:CreateInstanceProfile arn:aws:iam::ACCOUNT:instance-profile/plinth/sample',
    'iam:AddRoleToInstanceProfile arn:aws:iam::ACCOUNT:instance-profile/plinth/sample',
  ],
  'AWS::IAM::ManagedPolicy': [
    'iam:CreatePolicy arn:aws:iam::ACCOUNT:policy/plinth/sample',
    'iam:ListEntitiesForPolicy arn:aws:iam::ACCOUNT:policy/plinth/sample',
  ],
  'AWS::IAM::Role': [
    'iam:CreateRole arn:aws:iam::ACCOUNT:role/plinth/sample',
    'iam:DeleteRole arn:aws:iam::ACCOUNT:role/plinth/sample',
  ],
  'AWS::KMS::Key': ['kms:CreateKey *'],
  'AWS::Lambda::EventSourceMapping': ['lambda:CreateEventSourceMapping *'],
  'AWS::Logs::ResourcePolicy': ['logs:PutResourcePolicy *'],
  'AWS::NetworkFirewall::LoggingConfiguration': [
    'network-firewall:UpdateLoggingConfiguration arn:aws:network-firewall:REGION:ACCOUNT:firewall/x',
    ...LOG_DELIVERY,
  ],
  'AWS::Organizations::Account': [
    'organizations:CreateAccount *',
    'organizations:TagResource *',
    'organizations:DescribeCreateAccountStatus *',
    'organizations:MoveAccount arn:aws:organizations::ACCOUNT:account/o-sample/111122223333',
  ],
  'AWS::Organizations::Policy': ['organizations:CreatePolicy *'],
  // The second is a standby's original.
  'AWS::RDS::DBInstance': [
    'rds:CreateDBInstance arn:aws:rds:REGION:ACCOUNT:db:sample',
    'rds:CreateDBInstanceReadReplica arn:aws:rds:eu-central-1:ACCOUNT:db:sample',
  ],
  'AWS::RAM::ResourceShare': ['ram:CreateResourceShare *'],
  'AWS::Route53::HealthCheck': ['route53:CreateHealthCheck *'],
  'AWS::Route53::HostedZone': ['route53:CreateHostedZone *'],
  'AWS::S3::Bucket': ['s3:CreateBucket arn:aws:s3:::sample'],
  'AWS::S3::BucketPolicy': ['s3:PutBucketPolicy arn:aws:s3:::sample'],
  'AWS::SecretsManager::Secret': [
    'secretsmanager:CreateSecret arn:aws:secretsmanager:REGION:ACCOUNT:secret:x',
    'secretsmanager:GetRandomPassword *',
  ],
  'AWS::ServiceDiscovery::PrivateDnsNamespace': [
    'servicediscovery:CreatePrivateDnsNamespace *',
    'route53:CreateHostedZone *',
  ],
  'AWS::WAFv2::LoggingConfiguration': [
    'wafv2:PutLoggingConfiguration arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/x',
    ...LOG_DELIVERY,
  ],
};

/** What creating one resource of the type needs in an account and region. */
export function neededActions(
  type: string,
  place: { account: string; region: string },
): NeededAction[] {
  const namespace = type.split('::')[1];
  const prefix = PREFIXES[namespace] ?? namespace.toLowerCase();
  const rows = ROWS[type] ?? [
    `${prefix}:CreateSample ${GLOBAL_ARNS[prefix] ?? `arn:aws:${prefix}:REGION:ACCOUNT:sample`}`,
  ];
  return rows.map(row => {
    const [action, resource] = row.split(' ');
    const service = action.split(':')[0];
    return {
      action,
      resource: resource
        .replace('REGION', place.region)
        .replace('ACCOUNT', place.account),
      global: service in GLOBAL_ARNS || service === 'iam',
    };
  });
}
