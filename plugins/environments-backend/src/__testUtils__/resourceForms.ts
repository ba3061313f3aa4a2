import { ACCOUNT, REGION } from './awsAnswers';

export const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
export const OTHER_ACCOUNT = '999988887777';

export function arn(service: string, rest: string, account = ACCOUNT): string {
  return `arn:aws:${service}:${REGION}:${account}:${rest}`;
}
export const iam = (rest: string, account = ACCOUNT) =>
  `arn:aws:iam::${account}:${rest}`;

const SSO_INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const PERMISSION_SET =
  'arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef';
const LOAD_BALANCER = arn(
  'elasticloadbalancing',
  'loadbalancer/app/claims/0123456789abcdef',
);
const SECRET = arn('secretsmanager', 'secret:claims/database-AbCdEf');
export const QUEUE = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/claims`;

/** A type, the ID by which CloudFormation knows one, the service as CloudTrail calls it, and parameters of calls that change it. */
export type Form = [string, string, string, ...unknown[]];

/**
 * Types that the blueprints use, the ID by which CloudFormation knows one, the service as CloudTrail calls it, and the
 * parameters of calls that change it.
 */
export const FORMS: Form[] = [
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
    'AWS::Events::EventBusPolicy',
    'default|stack-events-444455556666',
    'events',
    {
      statementId: 'stack-events-444455556666',
      action: 'events:PutEvents',
      principal: OTHER_ACCOUNT,
    },
    {
      statementId: 'stack-events-444455556666',
      eventBusName: 'default',
      removeAllPermissions: false,
    },
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

  // Each in its own words: EC2 wraps what newer calls ask for in a member called after the call.
  ...(
    [
      ['CustomerGateway', 'cgw', 'DeleteCustomerGateway'],
      ['FlowLog', 'fl', 'DeleteFlowLogs'],
      ['InternetGateway', 'igw', 'DetachInternetGateway'],
      ['LaunchTemplate', 'lt', 'ModifyLaunchTemplate'],
      ['NatGateway', 'nat', 'DeleteNatGateway'],
      ['NetworkAcl', 'acl', 'ReplaceNetworkAclEntry'],
      ['RouteTable', 'rtb', 'ReplaceRoute'],
      ['SecurityGroupEgress', 'sgr', 'ModifySecurityGroupRules'],
      ['SecurityGroupIngress', 'sgr', 'ModifySecurityGroupRules'],
      ['Subnet', 'subnet', 'ModifySubnetAttribute'],
      [
        'SubnetNetworkAclAssociation',
        'aclassoc',
        'ReplaceNetworkAclAssociation',
      ],
      ['SubnetRouteTableAssociation', 'rtbassoc', 'DisassociateRouteTable'],
      ['TransitGateway', 'tgw', 'ModifyTransitGateway'],
      [
        'TransitGatewayAttachment',
        'tgw-attach',
        'DeleteTransitGatewayVpcAttachment',
      ],
      ['TransitGatewayRouteTable', 'tgw-rtb', 'CreateTransitGatewayRoute'],
      ['VPC', 'vpc', 'ModifyVpcAttribute'],
      ['VPNConnection', 'vpn', 'ModifyVpnConnection'],
    ] as const
  ).map(([type, prefix, event]): Form => {
    const id = `${prefix}-0123456789abcdef0`;
    return [
      `AWS::EC2::${type}`,
      id,
      'ec2',
      { [`${prefix}Id`]: id, dryRun: false },
      { [`${event}Request`]: { Id: { tag: 1, content: id } } },
      { resourcesSet: { items: [{ resourceId: id }] }, tagSet: { items: [] } },
    ];
  }),
  [
    'AWS::EC2::Route',
    'rtb-0123456789abcdef0|0.0.0.0/0',
    'ec2',
    {
      routeTableId: 'rtb-0123456789abcdef0',
      destinationCidrBlock: '0.0.0.0/0',
    },
  ],
  [
    'AWS::EC2::VPCGatewayAttachment',
    'IGW|vpc-0123456789abcdef0',
    'ec2',
    {
      internetGatewayId: 'igw-0123456789abcdef0',
      vpcId: 'vpc-0123456789abcdef0',
    },
  ],
  ...(['Association', 'Propagation'] as const).flatMap(kind =>
    ['|', '_'].map((between): Form => [
      `AWS::EC2::TransitGatewayRouteTable${kind}`,
      `tgw-rtb-0123456789abcdef0${between}tgw-attach-0123456789abcdef0`,
      'ec2',
      {
        DisassociateTransitGatewayRouteTableRequest: {
          TransitGatewayRouteTableId: 'tgw-rtb-0123456789abcdef0',
          TransitGatewayAttachmentId: 'tgw-attach-0123456789abcdef0',
        },
      },
    ]),
  ),
  [
    'AWS::EC2::EIP',
    '203.0.113.7',
    'ec2',
    { publicIp: '203.0.113.7', instanceId: 'i-0123456789abcdef0' },
  ],
  [
    'AWS::ApplicationAutoScaling::ScalingPolicy',
    arn(
      'autoscaling',
      `scalingPolicy:${UUID}:resource/ecs/service/claims/api:policyName/claims-cpu`,
    ),
    'autoscaling',
    { policyName: 'claims-cpu', resourceId: 'service/claims/api' },
  ],
  [
    'AWS::Backup::BackupSelection',
    `${UUID}_1${UUID.slice(1)}`,
    'backup',
    { selectionId: UUID, backupPlanId: `1${UUID.slice(1)}` },
  ],
  [
    'AWS::Budgets::Budget',
    'claims',
    'budgets',
    { accountId: ACCOUNT, newBudget: { budgetName: 'claims' } },
    { accountId: ACCOUNT, budgetName: 'claims' },
  ],
  [
    'AWS::CloudTrail::Trail',
    'organization',
    'cloudtrail',
    { name: 'organization' },
    { name: arn('cloudtrail', 'trail/organization') },
    { trailName: 'organization', eventSelectors: [] },
  ],
  [
    'AWS::Config::ConfigRule',
    'claims-encrypted',
    'config',
    { configRuleName: 'claims-encrypted' },
    { configRule: { configRuleName: 'claims-encrypted' } },
  ],
  [
    'AWS::Config::ConfigurationAggregator',
    'claims',
    'config',
    { configurationAggregatorName: 'claims' },
  ],
  [
    'AWS::Config::ConfigurationRecorder',
    'claims',
    'config',
    { configurationRecorderName: 'claims' },
    { configurationRecorder: { name: 'claims' } },
  ],
  [
    'AWS::Config::DeliveryChannel',
    'claims',
    'config',
    { deliveryChannelName: 'claims' },
    { deliveryChannel: { name: 'claims', s3BucketName: 'b' } },
  ],
  [
    'AWS::Config::OrganizationConfigRule',
    'claims',
    'config',
    { organizationConfigRuleName: 'claims' },
  ],
  ...(['DocDB', 'RDS'] as const).flatMap((family): Form[] => [
    [
      `AWS::${family}::DBSubnetGroup`,
      'claims-subnets',
      'rds',
      { dBSubnetGroupName: 'Claims-Subnets' },
      { resourceName: arn('rds', 'subgrp:claims-subnets') },
    ],
  ]),
  [
    'AWS::DocDB::DBClusterParameterGroup',
    'claims-settings',
    'rds',
    { dBClusterParameterGroupName: 'claims-settings' },
    { resourceName: arn('rds', 'cluster-pg:claims-settings') },
  ],
  [
    'AWS::DocDB::DBInstance',
    'claims-documents-1',
    'rds',
    { dBInstanceIdentifier: 'Claims-Documents-1' },
  ],
  [
    'AWS::RDS::DBParameterGroup',
    'claims-settings',
    'rds',
    { dBParameterGroupName: 'claims-settings' },
    { resourceName: arn('rds', 'pg:claims-settings') },
  ],
  [
    'AWS::ECR::PullThroughCacheRule',
    'quay',
    'ecr',
    { ecrRepositoryPrefix: 'quay' },
  ],
  [
    'AWS::ECS::ClusterCapacityProviderAssociations',
    'claims',
    'ecs',
    { cluster: 'claims', capacityProviders: ['FARGATE'] },
  ],
  [
    'AWS::ElastiCache::SubnetGroup',
    'claims-subnets',
    'elasticache',
    { cacheSubnetGroupName: 'Claims-Subnets' },
  ],
  [
    'AWS::ElastiCache::User',
    'claims-user',
    'elasticache',
    { userId: 'claims-user' },
    { resourceName: arn('elasticache', 'user:claims-user') },
  ],
  [
    'AWS::ElastiCache::UserGroup',
    'claims-users',
    'elasticache',
    { userGroupId: 'claims-users' },
  ],
  ...(
    [
      ['Listener', 'listener/app/claims/0123456789abcdef/1', 'listenerArn'],
      ['ListenerRule', 'listener-rule/app/claims/0123/1/2', 'ruleArn'],
      ['TargetGroup', 'targetgroup/claims/0123456789abcdef', 'targetGroupArn'],
    ] as const
  ).map(([type, rest, member]): Form => [
    `AWS::ElasticLoadBalancingV2::${type}`,
    arn('elasticloadbalancing', rest),
    'elasticloadbalancing',
    { [member]: arn('elasticloadbalancing', rest) },
  ]),
  [
    'AWS::Grafana::Workspace',
    'g-0123456789',
    'grafana',
    { workspaceId: 'g-0123456789' },
    { resourceArn: arn('grafana', '/workspaces/g-0123456789') },
  ],
  [
    'AWS::GuardDuty::Detector',
    '12abc34d567e8fa901bc2d34e56789f0',
    'guardduty',
    { detectorId: '12abc34d567e8fa901bc2d34e56789f0', enable: false },
  ],
  [
    'AWS::IAM::InstanceProfile',
    'claims-host',
    'iam',
    { instanceProfileName: 'claims-host', roleName: 'other' },
  ],
  [
    'AWS::IAM::OIDCProvider',
    iam('oidc-provider/token.example.com'),
    'iam',
    { openIDConnectProviderArn: iam('oidc-provider/token.example.com') },
  ],
  ['AWS::Logs::Delivery', 'delivery-1', 'logs', { id: 'delivery-1' }],
  [
    'AWS::Logs::DeliveryDestination',
    'claims-logs',
    'logs',
    { name: 'claims-logs' },
    { deliveryDestinationName: 'claims-logs' },
  ],
  ['AWS::Logs::DeliverySource', 'claims-edge', 'logs', { name: 'claims-edge' }],
  [
    'AWS::Logs::LogStream',
    'api',
    'logs',
    { logGroupName: '/claims/api', logStreamName: 'api' },
  ],
  [
    'AWS::Logs::MetricFilter',
    'claims-errors',
    'logs',
    { logGroupName: '/claims/api', filterName: 'claims-errors' },
  ],
  [
    'AWS::Logs::SubscriptionFilter',
    'claims-errors|/claims/api',
    'logs',
    { logGroupName: '/claims/api', filterName: 'claims-errors' },
  ],
  [
    'AWS::Logs::ResourcePolicy',
    'claims',
    'logs',
    { policyName: 'claims', policyDocument: '{}' },
  ],
  ...(
    [
      ['Firewall', 'firewall/claims', 'firewallName'],
      ['FirewallPolicy', 'firewall-policy/claims', 'firewallPolicyName'],
      ['LoggingConfiguration', 'firewall/claims', 'firewallName'],
      ['RuleGroup', 'stateful-rulegroup/claims', 'ruleGroupName'],
    ] as const
  ).map(([type, rest, member]): Form => [
    `AWS::NetworkFirewall::${type}`,
    arn('network-firewall', rest),
    'network-firewall',
    { [member]: 'claims' },
    { [member.replace(/Name$/, 'Arn')]: arn('network-firewall', rest) },
  ]),
  [
    'AWS::OSIS::Pipeline',
    arn('osis', 'pipeline/claims'),
    'osis',
    { pipelineName: 'claims' },
    { arn: arn('osis', 'pipeline/claims') },
  ],
  [
    'AWS::Organizations::Account',
    '444455556666',
    'organizations',
    { accountId: '444455556666', destinationParentId: 'ou-abcd-12345678' },
    { resourceId: '444455556666' },
  ],
  [
    'AWS::Organizations::OrganizationalUnit',
    'ou-abcd-12345678',
    'organizations',
    { organizationalUnitId: 'ou-abcd-12345678' },
  ],
  [
    'AWS::Organizations::Policy',
    'p-12345678',
    'organizations',
    { policyId: 'p-12345678', content: '{}' },
  ],
  [
    'AWS::RAM::ResourceShare',
    arn('ram', `resource-share/${UUID}`),
    'ram',
    { resourceShareArn: arn('ram', `resource-share/${UUID}`) },
  ],
  [
    'AWS::Route53::DNSSEC',
    'Z0123456789ABCDEFGHIJ',
    'route53',
    { id: 'Z0123456789ABCDEFGHIJ' },
    { hostedZoneId: '/hostedzone/Z0123456789ABCDEFGHIJ' },
  ],
  ['AWS::Route53::HealthCheck', UUID, 'route53', { healthCheckId: UUID }],
  [
    'AWS::Route53::KeySigningKey',
    'Z0123456789ABCDEFGHIJ|claims',
    'route53',
    { hostedZoneId: 'Z0123456789ABCDEFGHIJ', name: 'claims' },
  ],
  ...(
    [
      ['FirewallDomainList', 'rslvr-fdl', 'firewallDomainListId'],
      ['FirewallRuleGroup', 'rslvr-frg', 'firewallRuleGroupId'],
      [
        'FirewallRuleGroupAssociation',
        'rslvr-frgassoc',
        'firewallRuleGroupAssociationId',
      ],
    ] as const
  ).map(([type, prefix, member]): Form => [
    `AWS::Route53Resolver::${type}`,
    `${prefix}-0123456789abcdef`,
    'route53resolver',
    { [member]: `${prefix}-0123456789abcdef` },
  ]),
  [
    'AWS::S3::BucketPolicy',
    'claims-documents',
    's3',
    { bucketName: 'claims-documents', policy: '' },
  ],
  [
    'AWS::SSO::PermissionSet',
    `${SSO_INSTANCE}|${PERMISSION_SET}`,
    'sso',
    { instanceArn: SSO_INSTANCE, permissionSetArn: PERMISSION_SET },
  ],
  [
    'AWS::SSO::Assignment',
    `${SSO_INSTANCE}|${ACCOUNT}|AWS_ACCOUNT|${PERMISSION_SET}|GROUP|${UUID}`,
    'sso',
    {
      instanceArn: SSO_INSTANCE,
      targetId: ACCOUNT,
      permissionSetArn: PERMISSION_SET,
      principalId: UUID,
    },
  ],
  [
    'AWS::ServiceDiscovery::PrivateDnsNamespace',
    'ns-0123456789abcdef',
    'servicediscovery',
    { id: 'ns-0123456789abcdef' },
  ],
  [
    'AWS::Shield::Protection',
    `arn:aws:shield::${ACCOUNT}:protection/${UUID}`,
    'shield',
    { protectionId: UUID },
  ],
  [
    'AWS::WAFv2::LoggingConfiguration',
    arn('wafv2', `regional/webacl/claims/${UUID}`),
    'wafv2',
    { resourceArn: arn('wafv2', `regional/webacl/claims/${UUID}`) },
  ],
  [
    'AWS::XRay::Group',
    arn('xray', 'group/claims/ABCDEFGHIJKLMNOP'),
    'xray',
    { groupName: 'claims' },
    { groupARN: arn('xray', 'group/claims/ABCDEFGHIJKLMNOP') },
  ],
  [
    'AWS::XRay::SamplingRule',
    arn('xray', 'sampling-rule/claims'),
    'xray',
    { samplingRuleUpdate: { ruleName: 'claims', fixedRate: 1 } },
    { ruleName: 'claims' },
  ],
];

/**
 * Types of which no call names the resource, with the type whose resource it names: what holds them. Nothing is named by what
 * sets a registry's scanning, which an account has once.
 */
export const HELD: Readonly<Record<string, string | undefined>> = {
  'AWS::EC2::NetworkAclEntry': 'AWS::EC2::NetworkAcl',
  'AWS::ECR::RegistryScanningConfiguration': undefined,
  'AWS::Route53::RecordSetGroup': 'AWS::Route53::HostedZone',
  'AWS::SNS::TopicPolicy': 'AWS::SNS::Topic',
  'AWS::SQS::QueuePolicy': 'AWS::SQS::Queue',
  // Both calls name the balancer; the one that takes the firewall away names nothing else.
  'AWS::WAFv2::WebACLAssociation': 'AWS::ElasticLoadBalancingV2::LoadBalancer',
};
