import type { PERMISSION_SETS } from '../../schema';

/** The name of a permission set. */
export type PermissionSetName = (typeof PERMISSION_SETS)[number];

/** What one permission set lets people do. */
export interface PermissionSetDefinition {
  readonly description: string;
  /** Hours until people sign in again. */
  readonly hours: number;
  /** Names of policies of AWS, with their path. */
  readonly awsPolicies: readonly string[];
  /** @default - nothing besides the policies of AWS */
  readonly statements?: (partition: string) => readonly PermissionStatement[];
}

/** A statement of a permission set's own policy. */
interface PermissionStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Secrets, and objects and items of workloads: what nobody reads just to look around. */
const withoutData: PermissionStatement = {
  Sid: 'KeepOutOfData',
  Effect: 'Deny',
  Action: [
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'kms:Decrypt',
    's3:GetObject',
    's3:GetObjectVersion',
    'secretsmanager:BatchGetSecretValue',
    'secretsmanager:GetSecretValue',
  ],
  Resource: '*',
};

const readLogs: PermissionStatement = {
  Sid: 'ReadLogs',
  Effect: 'Allow',
  Action: [
    'logs:FilterLogEvents',
    'logs:GetLogEvents',
    'logs:GetLogGroupFields',
    'logs:GetLogRecord',
    'logs:GetQueryResults',
    'logs:StartQuery',
    'logs:StopQuery',
  ],
  Resource: '*',
};

/**
 * What each permission set is.
 *
 * No condition asks for `aws:MultiFactorAuthPresent`: sessions of Identity Center never carry it, and such a condition would
 * lock everybody out. The second factor is asked for at sign-in, by a setting of Identity Center.
 */
export const PERMISSION_SET_DEFINITIONS: Readonly<
  Record<PermissionSetName, PermissionSetDefinition>
> = {
  'platform-admin': {
    description:
      'Platform Super Admins: bootstrap accounts and repair what the pipeline cannot',
    hours: 1,
    awsPolicies: ['AdministratorAccess'],
  },
  developer: {
    description:
      'Developers: see workloads and their logs, and open sessions on hosts of preview and dev',
    hours: 8,
    awsPolicies: ['job-function/ViewOnlyAccess', 'AWSXrayReadOnlyAccess'],
    statements: partition => [
      readLogs,
      {
        Sid: 'SeeHealth',
        Effect: 'Allow',
        Action: [
          'cloudformation:DescribeStackEvents',
          'cloudformation:DescribeStackResources',
          'cloudformation:GetTemplate',
          'cloudwatch:DescribeAlarms',
          'cloudwatch:GetDashboard',
          'cloudwatch:GetMetricData',
          'cloudwatch:GetMetricStatistics',
          'ecs:DescribeServices',
          'ecs:DescribeTasks',
          'rds:DescribeEvents',
        ],
        Resource: '*',
      },
      {
        Sid: 'OpenSessions',
        Effect: 'Allow',
        Action: ['ssm:StartSession'],
        Resource: `arn:${partition}:ec2:*:*:instance/*`,
        Condition: {
          StringEquals: { 'ssm:resourceTag/plinth:stage': ['preview', 'dev'] },
        },
      },
      {
        Sid: 'UseShellDocument',
        Effect: 'Allow',
        Action: ['ssm:StartSession'],
        Resource: `arn:${partition}:ssm:*:*:document/SSM-SessionManagerRunShell`,
      },
      {
        Sid: 'EndOwnSessions',
        Effect: 'Allow',
        Action: ['ssm:ResumeSession', 'ssm:TerminateSession'],
        Resource: `arn:${partition}:ssm:*:*:session/\${aws:userid}-*`,
      },
    ],
  },
  'read-only': {
    description: 'Auditors: see every setting and the trail, and no data',
    hours: 8,
    awsPolicies: ['SecurityAudit', 'job-function/ViewOnlyAccess'],
    statements: () => [
      {
        Sid: 'ReadTrail',
        Effect: 'Allow',
        Action: ['cloudtrail:LookupEvents', 'logs:FilterLogEvents'],
        Resource: '*',
      },
      withoutData,
    ],
  },
  billing: {
    description: 'Finance: see bills, cost and budgets',
    hours: 4,
    awsPolicies: ['AWSBillingReadOnlyAccess'],
    statements: () => [
      {
        Sid: 'SeeCost',
        Effect: 'Allow',
        Action: [
          'budgets:ViewBudget',
          'ce:DescribeCostCategoryDefinition',
          'ce:GetAnomalies',
          'ce:GetCostAndUsage',
          'ce:GetCostForecast',
          'ce:GetDimensionValues',
          'ce:GetTags',
          'organizations:DescribeOrganization',
          'organizations:ListAccounts',
        ],
        Resource: '*',
      },
    ],
  },
};
