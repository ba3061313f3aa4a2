import type { GuardrailStatement } from './guardrailPolicies';

/** What begins the names of actions, by service. */
type Actions = Readonly<Record<string, readonly string[]>>;

/**
 * What changes the settings of a resource whose tags AWS compares.
 *
 * Not in the list: reading, data (objects, items, messages, values of secrets), and operations that leave the settings as
 * they are (sessions on hosts, restarts, failovers, snapshots, restores, silences, subscriptions to alerts). A wildcard only
 * ends an entry: so none catches a `Get`, `List` or `Describe`, and partitions that know no others accept the policy.
 */
const CHANGES_OF_TAGGED: Actions = {
  acm: ['Delete*', 'Update*'],
  aps: ['DeleteWorkspace', 'UpdateWorkspace*'],
  backup: ['CreateBackupSelection', 'Delete*', 'PutBackupVault*', 'Update*'],
  budgets: ['ModifyBudget'],
  cloudformation: [
    'CancelUpdate*',
    'Continue*',
    'CreateChangeSet',
    'Delete*',
    'Execute*',
    'Rollback*',
    'Set*',
    'Update*',
  ],
  cloudfront: ['Delete*', 'Update*'],
  cloudwatch: [
    'DeleteAlarms',
    'DisableAlarm*',
    'EnableAlarm*',
    'PutComposite*',
    'PutMetricAlarm',
  ],
  codedeploy: ['Delete*', 'Update*'],
  dynamodb: ['DeleteTable', 'UpdateContinuous*', 'UpdateT*'],
  ec2: [
    'Associate*',
    'Attach*',
    'Authorize*',
    'CreateNetworkAclEntry',
    'CreateRoute',
    'CreateTransitGateway*',
    'Delete*',
    'Detach*',
    'Disable*',
    'Disassociate*',
    'Enable*',
    'Modify*',
    'Release*',
    'Replace*',
    'Reset*',
    'Revoke*',
    'Terminate*',
    'Update*',
  ],
  ecr: [
    'DeleteLifecycle*',
    'DeleteRepository*',
    'PutImageScanning*',
    'PutImageTag*',
    'PutLifecycle*',
    'SetRepository*',
  ],
  ecs: ['Delete*', 'Deregister*', 'PutCluster*', 'Update*'],
  elasticache: ['Decrease*', 'Delete*', 'Increase*', 'Modify*', 'Reset*'],
  elasticloadbalancing: [
    'Add*',
    'Create*',
    'Delete*',
    'Deregister*',
    'Modify*',
    'Register*',
    'Remove*',
    'Set*',
  ],
  es: ['Delete*', 'Update*', 'Upgrade*'],
  events: [
    'Delete*',
    'DisableRule',
    'EnableRule',
    'PutRule',
    'PutTargets',
    'RemoveTargets',
  ],
  firehose: ['Delete*', 'StartDelivery*', 'StopDelivery*', 'Update*'],
  grafana: ['DeleteWorkspace', 'UpdateWorkspace*'],
  iam: [
    'Attach*',
    'DeleteRole*',
    'Detach*',
    'PutRole*',
    'UpdateAssume*',
    'UpdateRole*',
  ],
  kms: [
    'CreateAlias',
    'Delete*',
    'Disable*',
    'PutKeyPolicy',
    'Schedule*',
    'Update*',
  ],
  lambda: ['Add*', 'Delete*', 'Put*', 'Remove*', 'Update*'],
  logs: [
    'Associate*',
    'Delete*',
    'Disassociate*',
    'PutData*',
    'PutMetric*',
    'PutRetention*',
    'PutSubscription*',
  ],
  'network-firewall': ['Associate*', 'Delete*', 'Disassociate*', 'Update*'],
  osis: ['Delete*', 'Update*'],
  ram: ['Associate*', 'Delete*', 'Disassociate*', 'Update*'],
  rds: ['Add*', 'Delete*', 'Modify*', 'Promote*', 'Remove*', 'Reset*'],
  route53resolver: [
    'Associate*',
    'Delete*',
    'Disassociate*',
    'Import*',
    'Update*',
  ],
  secretsmanager: ['Cancel*', 'Delete*', 'PutResource*', 'UpdateSecret'],
  servicediscovery: ['Delete*', 'Update*'],
  shield: ['Delete*', 'Disassociate*'],
  sns: ['AddPermission', 'DeleteTopic', 'Remove*', 'SetTopic*'],
  sqs: ['AddPermission', 'DeleteQueue', 'Remove*', 'SetQueue*'],
  ssm: ['DeleteParameter*', 'PutParameter'],
  states: ['Delete*', 'Update*'],
  wafv2: ['Associate*', 'Delete*', 'Disassociate*', 'Put*', 'Update*'],
  xray: ['Delete*', 'Update*'],
};

/** What changes settings that have no tags, or whose tags AWS does not compare: here the service is all there is to go by. */
const CHANGES_OF_UNTAGGED: Actions = {
  'application-autoscaling': ['Delete*', 'Deregister*', 'Put*', 'Register*'],
  cloudwatch: ['DeleteDashboards', 'PutDashboard'],
  config: ['DeleteConfigRule', 'PutConfigRule'],
  ecr: ['CreatePullThrough*', 'DeletePullThrough*', 'PutRegistry*'],
  iam: [
    'AddRoleTo*',
    'CreatePolicyVersion',
    'DeletePolicy*',
    'RemoveRoleFrom*',
    'SetDefaultPolicy*',
  ],
  logs: ['DeleteResource*', 'PutResource*'],
  route53: [
    'Activate*',
    'Change*',
    'Deactivate*',
    'Delete*',
    'Disable*',
    'Disassociate*',
    'Enable*',
    'Update*',
  ],
  s3: [
    'DeleteBucket*',
    'PutBucket*',
    'PutEncryption*',
    'PutIntelligent*',
    'PutLifecycle*',
    'PutMetrics*',
    'PutReplication*',
  ],
};

const namesOf = (actions: Actions): string[] =>
  Object.entries(actions).flatMap(([service, verbs]) =>
    verbs.map(verb => `${service}:${verb}`),
  );

/**
 * Refuses people what only the pipeline changes (PHS-9).
 *
 * People are sessions of Identity Center and IAM users. Not refused: `platform-admin`, which repairs what the pipeline cannot,
 * and every other role, above all those of CloudFormation, of AWS services and of workloads. A request that does not carry
 * the tags of its resource passes the second statement: what is not refused is still seen, by alarm and by drift.
 */
export function consoleEdits(partition: string): GuardrailStatement[] {
  // Both must hold, and Identity Center alone makes roles below that path: a name cannot be forged.
  const people = {
    ArnLike: {
      'aws:PrincipalArn': [
        `arn:${partition}:iam::*:role/aws-reserved/sso.amazonaws.com/*`,
        `arn:${partition}:iam::*:user/*`,
      ],
    },
    ArnNotLike: {
      'aws:PrincipalArn': `arn:${partition}:iam::*:role/*AWSReservedSSO_platform-admin_*`,
    },
  };
  return [
    {
      // Without its tags a resource would lose the protection of the next statement.
      Sid: 'KeepPlatformTags',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        ...people,
        'ForAnyValue:StringLike': { 'aws:TagKeys': 'plinth:*' },
      },
    },
    {
      Sid: 'KeepWhatThePipelineDeployed',
      Effect: 'Deny',
      Action: namesOf(CHANGES_OF_TAGGED),
      Resource: '*',
      Condition: {
        ...people,
        Null: { 'aws:ResourceTag/plinth:unit': 'false' },
      },
    },
    {
      Sid: 'KeepSettingsWithoutTags',
      Effect: 'Deny',
      Action: namesOf(CHANGES_OF_UNTAGGED),
      Resource: '*',
      Condition: people,
    },
  ];
}
