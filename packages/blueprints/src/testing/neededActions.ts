/**
 * What it takes to make, change and delete a resource, as far as CloudFormation's role is concerned: the actions that the
 * handler of its type calls, each with the resources and condition keys that IAM compares, for tests of the role.
 *
 * Resources and keys are those of AWS's Service Authorization Reference, in `serviceAuthorization.json`. Actions that only
 * read are left out: the role may read by list. The rows are the operations behind a type's properties; they were not held
 * against what CloudFormation publishes of its handlers.
 */
import reference from './serviceAuthorization.json';

/** One action on one resource, as a request tells it to IAM. */
export interface NeededAction {
  readonly action: string;
  /** An ARN, or `*` for an action that accepts no resource. */
  readonly resource: string;
}

/** The keys of a request's context that the role's conditions ask for; a key that AWS does not send is absent. */
export type RequestContext = Readonly<Record<string, string>>;

/** An account and region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** By type, below it the actions that change something. */
const HANDLERS = `
APS::Workspace
  aps:CreateWorkspace aps:DeleteWorkspace aps:UpdateWorkspaceAlias aps:TagResource aps:UntagResource
  aps:CreateLoggingConfiguration aps:UpdateLoggingConfiguration aps:DeleteLoggingConfiguration
  aps:CreateAlertManagerDefinition aps:PutAlertManagerDefinition aps:DeleteAlertManagerDefinition
ApplicationAutoScaling::ScalableTarget
  application-autoscaling:RegisterScalableTarget application-autoscaling:DeregisterScalableTarget
  application-autoscaling:TagResource iam:CreateServiceLinkedRole
ApplicationAutoScaling::ScalingPolicy
  application-autoscaling:PutScalingPolicy application-autoscaling:DeleteScalingPolicy
Backup::BackupPlan
  backup:CreateBackupPlan backup:UpdateBackupPlan backup:DeleteBackupPlan backup:TagResource backup:UntagResource
Backup::BackupSelection
  backup:CreateBackupSelection backup:DeleteBackupSelection iam:PassRole
Backup::BackupVault
  backup:CreateBackupVault backup:DeleteBackupVault backup:TagResource backup:UntagResource
  backup:PutBackupVaultLockConfiguration backup:PutBackupVaultAccessPolicy backup:PutBackupVaultNotifications
  backup-storage:MountCapsule kms:CreateGrant kms:GenerateDataKey kms:Decrypt kms:RetireGrant kms:DescribeKey
Budgets::Budget
  budgets:ModifyBudget budgets:ViewBudget budgets:TagResource
CertificateManager::Certificate
  acm:RequestCertificate acm:DeleteCertificate acm:AddTagsToCertificate acm:DescribeCertificate
  acm:UpdateCertificateOptions
CloudFront::Distribution
  cloudfront:CreateDistribution cloudfront:UpdateDistribution cloudfront:DeleteDistribution cloudfront:TagResource
CloudTrail::Trail
  cloudtrail:CreateTrail cloudtrail:UpdateTrail cloudtrail:DeleteTrail cloudtrail:StartLogging
  cloudtrail:StopLogging cloudtrail:PutEventSelectors cloudtrail:PutInsightSelectors cloudtrail:AddTags
  cloudtrail:RemoveTags iam:PassRole
CloudWatch::Alarm
  cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms cloudwatch:TagResource cloudwatch:UntagResource
CloudWatch::Dashboard
  cloudwatch:PutDashboard cloudwatch:DeleteDashboards
Config::ConfigRule
  config:PutConfigRule config:DeleteConfigRule config:TagResource
Config::ConfigurationAggregator
  config:PutConfigurationAggregator config:DeleteConfigurationAggregator config:TagResource
  organizations:EnableAWSServiceAccess
Config::ConfigurationRecorder
  config:PutConfigurationRecorder config:StartConfigurationRecorder config:StopConfigurationRecorder
  config:DeleteConfigurationRecorder iam:PassRole
Config::DeliveryChannel
  config:PutDeliveryChannel config:DeleteDeliveryChannel
Config::OrganizationConfigRule
  config:PutOrganizationConfigRule config:DeleteOrganizationConfigRule
DocDB::DBCluster
  rds:CreateDBCluster rds:ModifyDBCluster rds:DeleteDBCluster rds:AddTagsToResource rds:RemoveTagsFromResource
  kms:CreateGrant kms:DescribeKey kms:GenerateDataKey secretsmanager:CreateSecret secretsmanager:TagResource
DocDB::DBClusterParameterGroup
  rds:CreateDBClusterParameterGroup rds:ModifyDBClusterParameterGroup rds:DeleteDBClusterParameterGroup
  rds:AddTagsToResource
DocDB::DBInstance
  rds:CreateDBInstance rds:ModifyDBInstance rds:DeleteDBInstance rds:RebootDBInstance rds:AddTagsToResource
DocDB::DBSubnetGroup
  rds:CreateDBSubnetGroup rds:ModifyDBSubnetGroup rds:DeleteDBSubnetGroup rds:AddTagsToResource
EC2::CustomerGateway
  ec2:CreateCustomerGateway ec2:DeleteCustomerGateway ec2:CreateTags ec2:DeleteTags
EC2::EIP
  ec2:AllocateAddress ec2:ReleaseAddress ec2:AssociateAddress ec2:DisassociateAddress ec2:CreateTags
  ec2:DeleteTags
EC2::FlowLog
  ec2:CreateFlowLogs ec2:DeleteFlowLogs ec2:CreateTags iam:PassRole logs:CreateLogDelivery logs:DeleteLogDelivery
EC2::Instance
  ec2:RunInstances ec2:TerminateInstances ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances
  ec2:ModifyInstanceMetadataOptions ec2:AssociateIamInstanceProfile ec2:MonitorInstances ec2:UnmonitorInstances
  ec2:CreateTags iam:PassRole ssm:GetParameters
EC2::InternetGateway
  ec2:CreateInternetGateway ec2:DeleteInternetGateway ec2:CreateTags
EC2::LaunchTemplate
  ec2:CreateLaunchTemplate ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate ec2:DeleteLaunchTemplate
  ec2:CreateTags
EC2::NatGateway
  ec2:CreateNatGateway ec2:DeleteNatGateway ec2:CreateTags
EC2::NetworkAcl
  ec2:CreateNetworkAcl ec2:DeleteNetworkAcl ec2:CreateTags
EC2::NetworkAclEntry
  ec2:CreateNetworkAclEntry ec2:DeleteNetworkAclEntry ec2:ReplaceNetworkAclEntry
EC2::Route
  ec2:CreateRoute ec2:ReplaceRoute ec2:DeleteRoute
EC2::RouteTable
  ec2:CreateRouteTable ec2:DeleteRouteTable ec2:CreateTags
EC2::SecurityGroup
  ec2:CreateSecurityGroup ec2:DeleteSecurityGroup ec2:AuthorizeSecurityGroupIngress
  ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ec2:CreateTags
EC2::SecurityGroupEgress
  ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupEgress ec2:UpdateSecurityGroupRuleDescriptionsEgress
EC2::SecurityGroupIngress
  ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupIngress ec2:UpdateSecurityGroupRuleDescriptionsIngress
EC2::Subnet
  ec2:CreateSubnet ec2:DeleteSubnet ec2:ModifySubnetAttribute ec2:CreateTags
EC2::SubnetNetworkAclAssociation
  ec2:ReplaceNetworkAclAssociation
EC2::SubnetRouteTableAssociation
  ec2:AssociateRouteTable ec2:DisassociateRouteTable ec2:ReplaceRouteTableAssociation
EC2::TransitGateway
  ec2:CreateTransitGateway ec2:ModifyTransitGateway ec2:DeleteTransitGateway ec2:CreateTags
EC2::TransitGatewayAttachment
  ec2:CreateTransitGatewayVpcAttachment ec2:ModifyTransitGatewayVpcAttachment
  ec2:DeleteTransitGatewayVpcAttachment ec2:CreateTags
EC2::TransitGatewayRouteTable
  ec2:CreateTransitGatewayRouteTable ec2:DeleteTransitGatewayRouteTable ec2:CreateTags
EC2::TransitGatewayRouteTableAssociation
  ec2:AssociateTransitGatewayRouteTable ec2:DisassociateTransitGatewayRouteTable
EC2::TransitGatewayRouteTablePropagation
  ec2:EnableTransitGatewayRouteTablePropagation ec2:DisableTransitGatewayRouteTablePropagation
EC2::VPC
  ec2:CreateVpc ec2:DeleteVpc ec2:ModifyVpcAttribute ec2:CreateTags
EC2::VPCEndpoint
  ec2:CreateVpcEndpoint ec2:ModifyVpcEndpoint ec2:DeleteVpcEndpoints ec2:CreateTags
  route53:AssociateVPCWithHostedZone
EC2::VPCGatewayAttachment
  ec2:AttachInternetGateway ec2:DetachInternetGateway
EC2::VPNConnection
  ec2:CreateVpnConnection ec2:DeleteVpnConnection ec2:ModifyVpnConnectionOptions ec2:CreateTags
ECR::PullThroughCacheRule
  ecr:CreatePullThroughCacheRule ecr:DeletePullThroughCacheRule iam:CreateServiceLinkedRole
ECR::RegistryScanningConfiguration
  ecr:PutRegistryScanningConfiguration inspector2:Enable inspector2:ListAccountPermissions
  iam:CreateServiceLinkedRole
ECR::Repository
  ecr:CreateRepository ecr:DeleteRepository ecr:PutLifecyclePolicy ecr:SetRepositoryPolicy
  ecr:DeleteRepositoryPolicy ecr:DeleteLifecyclePolicy ecr:PutImageScanningConfiguration ecr:PutImageTagMutability
  ecr:TagResource kms:CreateGrant kms:RetireGrant kms:DescribeKey
ECS::Cluster
  ecs:CreateCluster ecs:UpdateCluster ecs:UpdateClusterSettings ecs:DeleteCluster ecs:TagResource
  ecs:UntagResource ecs:PutClusterCapacityProviders iam:CreateServiceLinkedRole
ECS::ClusterCapacityProviderAssociations
  ecs:PutClusterCapacityProviders
ECS::Service
  ecs:CreateService ecs:UpdateService ecs:DeleteService ecs:TagResource iam:PassRole
ECS::TaskDefinition
  ecs:RegisterTaskDefinition ecs:DeregisterTaskDefinition ecs:TagResource iam:PassRole
ElastiCache::ReplicationGroup
  elasticache:CreateReplicationGroup elasticache:ModifyReplicationGroup elasticache:DeleteReplicationGroup
  elasticache:IncreaseReplicaCount elasticache:DecreaseReplicaCount
  elasticache:ModifyReplicationGroupShardConfiguration elasticache:AddTagsToResource
  elasticache:RemoveTagsFromResource kms:CreateGrant kms:DescribeKey
ElastiCache::SubnetGroup
  elasticache:CreateCacheSubnetGroup elasticache:ModifyCacheSubnetGroup elasticache:DeleteCacheSubnetGroup
  elasticache:AddTagsToResource
ElastiCache::User
  elasticache:CreateUser elasticache:ModifyUser elasticache:DeleteUser elasticache:AddTagsToResource
ElastiCache::UserGroup
  elasticache:CreateUserGroup elasticache:ModifyUserGroup elasticache:DeleteUserGroup
  elasticache:AddTagsToResource
ElasticLoadBalancingV2::Listener
  elasticloadbalancing:CreateListener elasticloadbalancing:ModifyListener elasticloadbalancing:DeleteListener
  elasticloadbalancing:AddListenerCertificates elasticloadbalancing:AddTags
ElasticLoadBalancingV2::ListenerRule
  elasticloadbalancing:CreateRule elasticloadbalancing:ModifyRule elasticloadbalancing:DeleteRule
  elasticloadbalancing:SetRulePriorities elasticloadbalancing:AddTags
ElasticLoadBalancingV2::LoadBalancer
  elasticloadbalancing:CreateLoadBalancer elasticloadbalancing:DeleteLoadBalancer
  elasticloadbalancing:ModifyLoadBalancerAttributes elasticloadbalancing:SetSecurityGroups
  elasticloadbalancing:SetSubnets elasticloadbalancing:SetIpAddressType elasticloadbalancing:AddTags
  elasticloadbalancing:RemoveTags iam:CreateServiceLinkedRole
ElasticLoadBalancingV2::TargetGroup
  elasticloadbalancing:CreateTargetGroup elasticloadbalancing:ModifyTargetGroup
  elasticloadbalancing:ModifyTargetGroupAttributes elasticloadbalancing:DeleteTargetGroup
  elasticloadbalancing:RegisterTargets elasticloadbalancing:DeregisterTargets elasticloadbalancing:AddTags
Events::EventBusPolicy
  events:PutPermission events:RemovePermission
Events::Rule
  events:PutRule events:DeleteRule events:PutTargets events:RemoveTargets events:TagResource events:UntagResource
  iam:PassRole
Grafana::Workspace
  grafana:CreateWorkspace grafana:UpdateWorkspace grafana:UpdateWorkspaceAuthentication
  grafana:UpdateWorkspaceConfiguration grafana:DeleteWorkspace grafana:TagResource
  sso:CreateManagedApplicationInstance sso:DeleteManagedApplicationInstance sso:DescribeRegisteredRegions
  sso:GetSharedSsoConfiguration iam:PassRole
GuardDuty::Detector
  guardduty:CreateDetector guardduty:UpdateDetector guardduty:DeleteDetector guardduty:TagResource
  iam:CreateServiceLinkedRole
IAM::InstanceProfile
  iam:CreateInstanceProfile iam:DeleteInstanceProfile iam:AddRoleToInstanceProfile
  iam:RemoveRoleFromInstanceProfile iam:PassRole
IAM::ManagedPolicy
  iam:CreatePolicy iam:CreatePolicyVersion iam:DeletePolicy iam:DeletePolicyVersion iam:AttachRolePolicy
  iam:DetachRolePolicy iam:ListEntitiesForPolicy
IAM::Role
  iam:CreateRole iam:DeleteRole iam:UpdateRole iam:UpdateRoleDescription iam:UpdateAssumeRolePolicy
  iam:PutRolePolicy iam:DeleteRolePolicy iam:AttachRolePolicy iam:DetachRolePolicy iam:PutRolePermissionsBoundary
  iam:TagRole iam:UntagRole
KMS::Alias
  kms:CreateAlias kms:UpdateAlias kms:DeleteAlias
KMS::Key
  kms:CreateKey kms:PutKeyPolicy kms:EnableKeyRotation kms:DisableKeyRotation kms:EnableKey kms:DisableKey
  kms:UpdateKeyDescription kms:ScheduleKeyDeletion kms:TagResource kms:UntagResource
KinesisFirehose::DeliveryStream
  firehose:CreateDeliveryStream firehose:UpdateDestination firehose:DeleteDeliveryStream
  firehose:StartDeliveryStreamEncryption firehose:StopDeliveryStreamEncryption firehose:TagDeliveryStream
  firehose:UntagDeliveryStream kms:CreateGrant kms:DescribeKey iam:PassRole
Lambda::EventSourceMapping
  lambda:CreateEventSourceMapping lambda:UpdateEventSourceMapping lambda:DeleteEventSourceMapping
  lambda:TagResource
Lambda::Function
  lambda:CreateFunction lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:DeleteFunction
  lambda:TagResource iam:PassRole
Logs::Delivery
  logs:CreateDelivery logs:UpdateDeliveryConfiguration logs:DeleteDelivery logs:TagResource
Logs::DeliveryDestination
  logs:PutDeliveryDestination logs:DeleteDeliveryDestination logs:PutDeliveryDestinationPolicy
  logs:DeleteDeliveryDestinationPolicy logs:TagResource
Logs::DeliverySource
  logs:PutDeliverySource logs:DeleteDeliverySource logs:TagResource cloudfront:AllowVendedLogDeliveryForResource
Logs::LogGroup
  logs:CreateLogGroup logs:DeleteLogGroup logs:PutRetentionPolicy logs:DeleteRetentionPolicy logs:AssociateKmsKey
  logs:DisassociateKmsKey logs:TagResource logs:UntagResource logs:PutDataProtectionPolicy
Logs::LogStream
  logs:CreateLogStream logs:DeleteLogStream
Logs::MetricFilter
  logs:PutMetricFilter logs:DeleteMetricFilter
Logs::ResourcePolicy
  logs:PutResourcePolicy logs:DeleteResourcePolicy
Logs::SubscriptionFilter
  logs:PutSubscriptionFilter logs:DeleteSubscriptionFilter iam:PassRole
NetworkFirewall::Firewall
  network-firewall:CreateFirewall network-firewall:DeleteFirewall network-firewall:AssociateFirewallPolicy
  network-firewall:AssociateSubnets network-firewall:DisassociateSubnets
  network-firewall:UpdateFirewallDeleteProtection network-firewall:UpdateSubnetChangeProtection
  network-firewall:UpdateFirewallPolicyChangeProtection network-firewall:UpdateFirewallDescription
  network-firewall:TagResource iam:CreateServiceLinkedRole
NetworkFirewall::FirewallPolicy
  network-firewall:CreateFirewallPolicy network-firewall:UpdateFirewallPolicy
  network-firewall:DeleteFirewallPolicy network-firewall:TagResource
NetworkFirewall::LoggingConfiguration
  network-firewall:UpdateLoggingConfiguration logs:CreateLogDelivery logs:UpdateLogDelivery logs:DeleteLogDelivery
  logs:PutResourcePolicy
NetworkFirewall::RuleGroup
  network-firewall:CreateRuleGroup network-firewall:UpdateRuleGroup network-firewall:DeleteRuleGroup
  network-firewall:TagResource
OSIS::Pipeline
  osis:CreatePipeline osis:UpdatePipeline osis:DeletePipeline osis:TagResource osis:UntagResource iam:PassRole
  iam:CreateServiceLinkedRole logs:CreateLogDelivery kms:DescribeKey
OpenSearchService::Domain
  es:CreateDomain es:UpdateDomainConfig es:UpgradeDomain es:DeleteDomain es:AddTags es:RemoveTags
Organizations::Account
  organizations:CreateAccount organizations:TagResource organizations:MoveAccount
  organizations:DescribeCreateAccountStatus
Organizations::OrganizationalUnit
  organizations:CreateOrganizationalUnit organizations:UpdateOrganizationalUnit
  organizations:DeleteOrganizationalUnit organizations:TagResource
Organizations::Policy
  organizations:CreatePolicy organizations:UpdatePolicy organizations:DeletePolicy organizations:AttachPolicy
  organizations:DetachPolicy organizations:TagResource
RAM::ResourceShare
  ram:CreateResourceShare ram:UpdateResourceShare ram:DeleteResourceShare ram:AssociateResourceShare
  ram:DisassociateResourceShare ram:TagResource
RDS::DBInstance
  rds:CreateDBInstance rds:CreateDBInstanceReadReplica rds:ModifyDBInstance rds:DeleteDBInstance
  rds:RebootDBInstance rds:PromoteReadReplica rds:AddTagsToResource rds:RemoveTagsFromResource iam:PassRole
  kms:CreateGrant kms:DescribeKey secretsmanager:CreateSecret secretsmanager:TagResource
RDS::DBParameterGroup
  rds:CreateDBParameterGroup rds:ModifyDBParameterGroup rds:ResetDBParameterGroup rds:DeleteDBParameterGroup
  rds:AddTagsToResource
RDS::DBSubnetGroup
  rds:CreateDBSubnetGroup rds:ModifyDBSubnetGroup rds:DeleteDBSubnetGroup rds:AddTagsToResource
Route53::DNSSEC
  route53:EnableHostedZoneDNSSEC route53:DisableHostedZoneDNSSEC kms:DescribeKey kms:GetPublicKey kms:Sign
Route53::HealthCheck
  route53:CreateHealthCheck route53:UpdateHealthCheck route53:DeleteHealthCheck route53:ChangeTagsForResource
Route53::HostedZone
  route53:CreateHostedZone route53:UpdateHostedZoneComment route53:DeleteHostedZone route53:ChangeTagsForResource
  route53:AssociateVPCWithHostedZone route53:DisassociateVPCFromHostedZone route53:CreateQueryLoggingConfig
Route53::KeySigningKey
  route53:CreateKeySigningKey route53:ActivateKeySigningKey route53:DeactivateKeySigningKey
  route53:DeleteKeySigningKey kms:DescribeKey kms:GetPublicKey kms:Sign kms:CreateGrant
Route53::RecordSet
  route53:ChangeResourceRecordSets
Route53::RecordSetGroup
  route53:ChangeResourceRecordSets
Route53Resolver::FirewallDomainList
  route53resolver:CreateFirewallDomainList route53resolver:UpdateFirewallDomains
  route53resolver:DeleteFirewallDomainList route53resolver:TagResource
Route53Resolver::FirewallRuleGroup
  route53resolver:CreateFirewallRuleGroup route53resolver:DeleteFirewallRuleGroup
  route53resolver:CreateFirewallRule route53resolver:UpdateFirewallRule route53resolver:DeleteFirewallRule
  route53resolver:TagResource
Route53Resolver::FirewallRuleGroupAssociation
  route53resolver:AssociateFirewallRuleGroup route53resolver:DisassociateFirewallRuleGroup
  route53resolver:UpdateFirewallRuleGroupAssociation route53resolver:TagResource
S3::Bucket
  s3:CreateBucket s3:DeleteBucket s3:PutBucketTagging s3:PutEncryptionConfiguration s3:PutBucketVersioning
  s3:PutLifecycleConfiguration s3:PutBucketPublicAccessBlock s3:PutBucketLogging s3:PutBucketOwnershipControls
  s3:PutBucketObjectLockConfiguration s3:PutReplicationConfiguration s3:PutBucketNotification
  s3:PutMetricsConfiguration iam:PassRole
S3::BucketPolicy
  s3:PutBucketPolicy s3:DeleteBucketPolicy
SNS::Topic
  sns:CreateTopic sns:DeleteTopic sns:SetTopicAttributes sns:Subscribe sns:Unsubscribe sns:TagResource
  sns:UntagResource
SNS::TopicPolicy
  sns:SetTopicAttributes
SQS::Queue
  sqs:CreateQueue sqs:DeleteQueue sqs:SetQueueAttributes sqs:TagQueue sqs:UntagQueue
SQS::QueuePolicy
  sqs:SetQueueAttributes
SSM::Parameter
  ssm:PutParameter ssm:DeleteParameter ssm:AddTagsToResource ssm:RemoveTagsFromResource
SSO::Assignment
  sso:CreateAccountAssignment sso:DeleteAccountAssignment sso:DescribeAccountAssignmentCreationStatus
SSO::PermissionSet
  sso:CreatePermissionSet sso:UpdatePermissionSet sso:DeletePermissionSet sso:PutInlinePolicyToPermissionSet
  sso:DeleteInlinePolicyFromPermissionSet sso:AttachManagedPolicyToPermissionSet
  sso:DetachManagedPolicyFromPermissionSet sso:ProvisionPermissionSet sso:TagResource sso:UntagResource
SecretsManager::Secret
  secretsmanager:CreateSecret secretsmanager:UpdateSecret secretsmanager:DeleteSecret secretsmanager:TagResource
  secretsmanager:UntagResource secretsmanager:GetRandomPassword secretsmanager:ReplicateSecretToRegions
  secretsmanager:RemoveRegionsFromReplication kms:GenerateDataKey kms:Decrypt
ServiceDiscovery::PrivateDnsNamespace
  servicediscovery:CreatePrivateDnsNamespace servicediscovery:UpdatePrivateDnsNamespace
  servicediscovery:DeleteNamespace servicediscovery:TagResource route53:CreateHostedZone route53:DeleteHostedZone
Shield::Protection
  shield:CreateProtection shield:DeleteProtection shield:AssociateHealthCheck
  shield:EnableApplicationLayerAutomaticResponse shield:TagResource
WAFv2::LoggingConfiguration
  wafv2:PutLoggingConfiguration wafv2:DeleteLoggingConfiguration logs:CreateLogDelivery logs:DeleteLogDelivery
  logs:PutResourcePolicy
WAFv2::WebACLAssociation
  wafv2:AssociateWebACL wafv2:DisassociateWebACL elasticloadbalancing:SetWebAcl
WAFv2::WebACL
  wafv2:CreateWebACL wafv2:UpdateWebACL wafv2:DeleteWebACL wafv2:TagResource wafv2:UntagResource
XRay::Group
  xray:CreateGroup xray:UpdateGroup xray:DeleteGroup xray:TagResource
XRay::SamplingRule
  xray:CreateSamplingRule xray:UpdateSamplingRule xray:DeleteSamplingRule xray:TagResource
`;

/** What the simulation cannot know, so that only a deployment shows it; by type, where it is of some types alone, which no blueprint makes. */
export const UNKNOWN: readonly {
  readonly what: string;
  readonly types?: RegExp;
}[] = [
  {
    what: 'what the handlers read: the role may read the services by list',
  },
  {
    what: 'what handlers call beyond the operations behind the properties of their types: that is in the schemas of the registry, which `@aws-cdk/aws-service-spec` publishes without it',
  },
  {
    what: 'resources of other services that an action may name, and need not',
  },
  {
    what: 'resources that belong to no region or to AWS, whose ARNs name no account',
    types: /::EC2::IPAM|::RDS::GlobalCluster|::EC2::Image$|::EC2::Snapshot$/,
  },
  {
    what: 'applications of Identity Center and OpenSearch',
    types: /::SSO::Application|::OpenSearchService::Application/,
  },
  {
    what: 'what an organization denies besides, by policies of its own',
  },
];

/** Resources of others that some types need besides, as `action resource`. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Instance': ['ec2:RunInstances arn:aws:ec2:REGION::image/ami-x'],
  // Of another account, where the hub is shared.
  'AWS::EC2::TransitGatewayAttachment': [
    'ec2:CreateTransitGatewayVpcAttachment arn:aws:ec2:REGION:999988887777:transit-gateway/tgw-x',
  ],
  // The hub lets in what spokes of other accounts attached.
  'AWS::EC2::TransitGatewayRouteTableAssociation': [
    'ec2:AssociateTransitGatewayRouteTable arn:aws:ec2:REGION:999988887777:transit-gateway-attachment/x',
  ],
  'AWS::EC2::TransitGatewayRouteTablePropagation': [
    'ec2:EnableTransitGatewayRouteTablePropagation arn:aws:ec2:REGION:999988887777:transit-gateway-attachment/x',
  ],
  // A standby's original.
  'AWS::RDS::DBInstance': [
    'rds:CreateDBInstanceReadReplica arn:aws:rds:eu-central-1:ACCOUNT:db:sample',
  ],
};

/** What names of the reference stand for where the role asks for more than any name; in others it is `sample`. */
const NAMES: Readonly<Record<string, string>> = {
  BudgetName: 'plinth-sample',
  PolicyNameWithPath: 'plinth/sample',
  InstanceProfileNameWithPath: 'plinth/sample',
  RoleNameWithPath: 'plinth/sample',
};

/** Services whose requests count as made in us-east-1. */
const GLOBAL: ReadonlySet<string> = new Set([
  'budgets',
  'cloudfront',
  'iam',
  'organizations',
  'route53',
  'shield',
]);

const actions: Readonly<Record<string, string>> = reference.actions;
const arns: Readonly<Record<string, string>> = reference.resourceTypes;

const handlers: ReadonlyMap<string, readonly string[]> = new Map(
  HANDLERS.trim()
    .split(/\n(?=\S)/)
    .map(row => {
      const [type, ...called] = row.split(/\s+/);
      return [`AWS::${type}`, called];
    }),
);

/**
 * What making, changing and deleting resources of the type needs in an account and region.
 *
 * @throws Error if nothing is known of the type or of an action, so that no type passes unseen
 */
export function neededActions(type: string, place: Place): NeededAction[] {
  const called = handlers.get(type);
  if (!called) {
    throw new Error(
      `neededActions.ts has no row for ${type}: add what its handlers call`,
    );
  }
  return [
    ...called.flatMap(action =>
      resourcesOf(action).map(resource => ({ action, resource })),
    ),
    ...(FOREIGN[type] ?? []).map(row => {
      const [action, resource] = row.split(' ');
      return { action, resource };
    }),
  ].map(({ action, resource }) => ({
    action,
    resource: resource
      .replace('REGION', place.region)
      .replace('ACCOUNT', place.account),
  }));
}

function resourcesOf(action: string): string[] {
  if (action === 'iam:CreateServiceLinkedRole') {
    return ['arn:aws:iam::ACCOUNT:role/aws-service-role/x/sample'];
  }
  const types = actions[action];
  if (types === undefined) {
    throw new Error(
      `serviceAuthorization.json does not know ${action}: add its row of the Service Authorization Reference`,
    );
  }
  const service = action.split(':')[0];
  return types === ''
    ? ['*']
    : types.split(' ').map(type =>
        arns[`${service}:${type}`]
          .replace('${Region}', 'REGION')
          .replace('${Account}', 'ACCOUNT')
          .replace(
            /\$\{(\w+)\}/g,
            (_, name: string) => NAMES[name] ?? 'sample',
          ),
      );
}

/**
 * The context of a request for the action, with no key that AWS does not document for it: `aws:ResourceAccount` is told of
 * a resource alone, and of none by the actions that the IAM User Guide excepts.
 *
 * @param boundary ARN of the boundary of the role that is acted on
 */
export function requestContext(
  { action, resource }: NeededAction,
  { account, region }: Place,
  boundary: string,
): RequestContext {
  const owner = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1];
  return {
    'aws:RequestedRegion': GLOBAL.has(action.split(':')[0])
      ? 'us-east-1'
      : region,
    ...(resource !== '*' &&
      !reference.withoutResourceAccount.includes(action) && {
        'aws:ResourceAccount': owner ?? account,
      }),
    ...(reference.withPermissionsBoundary.includes(action) && {
      'iam:PermissionsBoundary': boundary,
    }),
  };
}
