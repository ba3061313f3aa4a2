import type { PolicyDocument } from '../service/PolicyDocument';

function allow(...actions: string[]): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  };
}

// The real documents are long lists of services; these say the same by verb.
const documents: Record<string, PolicyDocument> = {
  AdministratorAccess: allow('*'),
  PowerUserAccess: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        NotAction: ['iam:*', 'organizations:*', 'account:*'],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: ['iam:ListRoles', 'organizations:DescribeOrganization'],
        Resource: '*',
      },
    ],
  },
  ReadOnlyAccess: allow(
    '*:Describe*',
    '*:List*',
    '*:BatchGet*',
    '*:Lookup*',
    '*:Validate*',
    '*:Head*',
    'cloudformation:Detect*',
    'cloudformation:Estimate*',
    'cloudformation:Get*',
    'cloudwatch:Get*',
    'ce:Get*',
    'budgets:View*',
    'cloudtrail:Get*',
    'iam:Get*',
    'logs:Get*',
    'logs:FilterLogEvents',
    's3:Get*',
    'sns:Get*',
    'sqs:Get*',
    'ssm:Get*',
    'kms:Get*',
    'rds:Download*',
    'ec2:Get*',
    'events:Test*',
    'sts:GetCallerIdentity',
  ),
  'job-function/ViewOnlyAccess': allow(
    '*:List*',
    'cloudformation:DescribeStack*',
    'cloudwatch:DescribeAlarms*',
    'cloudtrail:LookupEvents',
    'cloudtrail:DescribeTrails',
    'ec2:Describe*',
    'rds:Describe*',
    'logs:Describe*',
    's3:GetBucketLocation',
    'iam:GetAccountSummary',
  ),
  SecurityAudit: allow(
    '*:List*',
    '*:Describe*',
    'cloudformation:GetTemplate',
    'cloudtrail:LookupEvents',
    'iam:Get*',
    's3:GetBucket*',
    's3:GetEncryptionConfiguration',
    'sqs:GetQueueAttributes',
  ),
  AWSCloudFormationReadOnlyAccess: allow(
    'cloudformation:Describe*',
    'cloudformation:EstimateTemplateCost',
    'cloudformation:Get*',
    'cloudformation:List*',
    'cloudformation:ValidateTemplate',
    'cloudformation:Detect*',
  ),
  AWSCloudFormationFullAccess: allow('cloudformation:*'),
  AmazonS3FullAccess: allow('s3:*'),
  AmazonS3ReadOnlyAccess: allow('s3:Get*', 's3:List*', 's3:Describe*'),
  AmazonSSMReadOnlyAccess: allow('ssm:Describe*', 'ssm:Get*', 'ssm:List*'),
  CloudWatchReadOnlyAccess: allow(
    'cloudwatch:Describe*',
    'cloudwatch:Get*',
    'cloudwatch:List*',
    'logs:Get*',
    'logs:Describe*',
  ),
  AWSCloudTrail_ReadOnlyAccess: allow(
    'cloudtrail:Get*',
    'cloudtrail:Describe*',
    'cloudtrail:List*',
    'cloudtrail:LookupEvents',
  ),
  IAMReadOnlyAccess: allow('iam:Get*', 'iam:List*'),
};

/** The document of a policy that AWS manages; undefined for those the sandbox does not know, which grant nothing. */
export function awsManagedPolicy(arn: string): PolicyDocument | undefined {
  const name = /^arn:aws:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  return name ? documents[name] : undefined;
}

/** ARNs of the policies that AWS manages, as far as the sandbox knows them. */
export function awsManagedPolicies(): string[] {
  return Object.keys(documents).map(name => `arn:aws:iam::aws:policy/${name}`);
}
