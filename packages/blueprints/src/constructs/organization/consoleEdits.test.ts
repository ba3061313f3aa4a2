import { EXECUTION_SERVICES } from '../../schema/blueprints/bootstrap/bootstrapParameters';
import { PERMISSION_SET_DEFINITIONS } from '../access/permissionSets';
import { consoleEdits } from './consoleEdits';
import type { GuardrailStatement } from './guardrailPolicies';

const statements = consoleEdits('aws');
const ACCOUNT = 'arn:aws:iam::444455556666';
const SSO = `${ACCOUNT}:role/aws-reserved/sso.amazonaws.com`;
const POWER_USER = `${SSO}/eu-west-1/AWSReservedSSO_power-user_0123456789abcdef`;

interface Call {
  action: string;
  principal?: string;
  /** The value of `plinth:unit`, where the service tells the resource's tags and it has one. */
  unit?: string;
  /** Keys of the tags that the call sets or removes. */
  tagKeys?: string[];
}

const matches = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`,
  ).test(text);
const listOf = (value: unknown) => [value].flat().map(String);

/** Whether the condition holds, for the operators and keys that the statements use; it throws at any other. */
function holds(statement: GuardrailStatement, call: Required<Call>): boolean {
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, value]) => {
      const rule = `${operator} ${key}`;
      switch (rule) {
        case 'ArnLike aws:PrincipalArn':
          return listOf(value).some(each => matches(each, call.principal));
        case 'ArnNotLike aws:PrincipalArn':
          return !listOf(value).some(each => matches(each, call.principal));
        case 'Null aws:ResourceTag/plinth:unit':
          return (call.unit === '') === (value === 'true');
        case 'ForAnyValue:StringLike aws:TagKeys':
          return call.tagKeys.some(tag =>
            listOf(value).some(each => matches(each, tag)),
          );
        default:
          throw new Error(`the test does not know ${rule}`);
      }
    }),
  );
}

/** As Organizations decides: one statement that applies is enough. Every statement is on all resources. */
function refuses(given: Call): boolean {
  const call = { principal: POWER_USER, unit: '', tagKeys: [], ...given };
  return statements.some(
    statement =>
      listOf(statement.Action).some(each => matches(each, call.action)) &&
      holds(statement, call),
  );
}

const TAGGED = [
  'backup:DeleteRecoveryPoint',
  'cloudformation:DeleteStack',
  'cloudformation:ExecuteChangeSet',
  'cloudwatch:PutMetricAlarm',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:CreateRoute',
  'ec2:ModifyVpcAttribute',
  'ec2:TerminateInstances',
  'ecs:UpdateService',
  'elasticache:ModifyReplicationGroup',
  'elasticloadbalancing:ModifyListener',
  'events:DisableRule',
  'iam:PutRolePolicy',
  'kms:PutKeyPolicy',
  'logs:PutRetentionPolicy',
  'rds:DeleteDBInstance',
  'rds:ModifyDBInstance',
  'secretsmanager:DeleteSecret',
  'sns:SetTopicAttributes',
  'ssm:PutParameter',
  'wafv2:UpdateWebACL',
];
const UNTAGGED = [
  'application-autoscaling:PutScalingPolicy',
  'cloudwatch:PutDashboard',
  'config:DeleteConfigRule',
  'iam:CreatePolicyVersion',
  'route53:ChangeResourceRecordSets',
  's3:PutBucketPolicy',
  's3:PutEncryptionConfiguration',
  's3:PutLifecycleConfiguration',
];
/** Reading, data, sessions, and operations that leave the settings as they are. */
const HARMLESS = [
  'cloudformation:DescribeStacks',
  'cloudformation:DetectStackDrift',
  'cloudwatch:SetAlarmState',
  'dynamodb:DeleteItem',
  'dynamodb:UpdateItem',
  'ec2:CreateSnapshot',
  'ec2:DescribeInstances',
  'ec2:GetConsoleOutput',
  'ec2:RebootInstances',
  'ecr:PutImage',
  'ecs:ExecuteCommand',
  'ecs:RunTask',
  'ecs:StopTask',
  'grafana:CreateWorkspaceServiceAccountToken',
  'iam:GetRolePolicy',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'lambda:InvokeFunction',
  'logs:StartQuery',
  'rds:CreateDBSnapshot',
  'rds:FailoverDBCluster',
  'rds:RebootDBInstance',
  'rds:RestoreDBInstanceToPointInTime',
  'route53:GetDNSSEC',
  'route53:ListResourceRecordSets',
  's3:DeleteObject',
  's3:GetBucketPolicy',
  's3:PutObject',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'sns:Subscribe',
  'sqs:DeleteMessage',
  'sqs:PurgeQueue',
  'ssm:GetParameter',
  'ssm:StartSession',
  'ssm:TerminateSession',
  'sts:AssumeRole',
];

describe('the guardrail against console edits (PHS-9)', () => {
  it.each(TAGGED)('refuses people %s on what the pipeline deployed', action => {
    expect(refuses({ action, unit: 'environments/claims' })).toBe(true);
  });

  it.each(TAGGED)('leaves %s on anything else alone', action => {
    expect(refuses({ action })).toBe(false);
  });

  it.each(UNTAGGED)('refuses people %s everywhere: nobody tells', action => {
    expect(refuses({ action })).toBe(true);
  });

  it.each(HARMLESS)('lets people %s', action => {
    expect(refuses({ action, unit: 'environments/claims' })).toBe(false);
  });

  it('refuses people to take the tags away by which it knows, or to forge them', () => {
    const action = 'ecs:UntagResource';
    expect(refuses({ action, tagKeys: ['team', 'plinth:unit'] })).toBe(true);
    expect(refuses({ action, tagKeys: ['team'] })).toBe(false);
    expect(
      refuses({ action: 'sts:TagSession', tagKeys: ['plinth:component'] }),
    ).toBe(true);
  });

  it.each([
    ['a session of Identity Center', POWER_USER, true],
    [
      'one in the region whose path is shorter',
      `${SSO}/AWSReservedSSO_developer_0123456789abcdef`,
      true,
    ],
    ['an IAM user', `${ACCOUNT}:user/somebody`, true],
    [
      'who repairs what the pipeline cannot',
      `${SSO}/eu-west-1/AWSReservedSSO_platform-admin_0123456789abcdef`,
      false,
    ],
    [
      'the same in the region whose path is shorter',
      `${SSO}/AWSReservedSSO_platform-admin_0123456789abcdef`,
      false,
    ],
    [
      'CloudFormation',
      `${ACCOUNT}:role/cdk-plinth-cfn-exec-role-444455556666-us-east-1`,
      false,
    ],
    ['the pipeline', `${ACCOUNT}:role/plinth-deploy`, false],
    ['an operator who frees a stack', `${ACCOUNT}:role/plinth-operator`, false],
    ['a task of ECS', `${ACCOUNT}:role/claims-TaskRole30FC0FBB-x`, false],
    [
      'the management account',
      `${ACCOUNT}:role/OrganizationAccountAccessRole`,
      false,
    ],
    [
      'an AWS service',
      `${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
      false,
    ],
  ])('is for people: %s (%s): %s', (_, principal, refused) => {
    for (const [action, unit] of [
      ['rds:ModifyDBInstance', 'environments/claims'],
      ['s3:PutBucketPolicy', ''],
    ]) {
      expect(refuses({ action, unit, principal })).toBe(refused);
    }
    expect(
      refuses({
        action: 'ecs:UntagResource',
        tagKeys: ['plinth:unit'],
        principal,
      }),
    ).toBe(refused);
  });

  it('takes nothing from what the permission sets of the landing zone let people do', () => {
    for (const name of ['developer', 'read-only', 'billing'] as const) {
      const { statements: own } = PERMISSION_SET_DEFINITIONS[name];
      const allowed = (own?.('aws') ?? [])
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action }) => Action);
      expect(allowed).not.toEqual([]);
      const refused = allowed.filter(action =>
        refuses({ action, unit: 'environments/claims' }),
      );
      expect(refused).toEqual([]);
    }
  });

  it('catches no reading: a wildcard only ends an action, and none begins like one that reads', () => {
    const actions = statements
      .flatMap(({ Action }) => listOf(Action))
      .filter(action => action !== '*');
    for (const action of actions) {
      expect(action).toMatch(
        /^[a-z0-9-]+:(?!Get|List|Describe|BatchGet|Lookup|Search)[A-Z][A-Za-z0-9]+\*?$/,
      );
    }
    expect(new Set(actions).size).toBe(actions.length);
  });

  it('knows every service that stacks may use, but those that the guardrail baseline protects or the management account has', () => {
    const known = new Set(
      statements.flatMap(({ Action }) =>
        listOf(Action).map(action => action.split(':')[0]),
      ),
    );
    expect(EXECUTION_SERVICES.filter(service => !known.has(service))).toEqual([
      'cloudtrail',
      'guardduty',
      'organizations',
      'sso',
    ]);
  });
});
