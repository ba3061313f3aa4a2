/** A rule of AWS Config that AWS keeps. */
export interface ComplianceRule {
  /** The rule's name below the unit's. */
  readonly name: string;
  /** AWS's identifier of the rule. */
  readonly identifier: string;
  readonly description: string;
  /** @default - the rule has no parameter, or its defaults hold */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What every account is checked for. */
export const COMPLIANCE_RULES: readonly ComplianceRule[] = [
  {
    name: 'cloudtrail-enabled',
    identifier: 'CLOUD_TRAIL_ENABLED',
    description: 'A trail records the account.',
  },
  {
    name: 'ebs-encrypted',
    identifier: 'ENCRYPTED_VOLUMES',
    description: 'Volumes in use are encrypted.',
  },
  {
    name: 'guardduty-enabled',
    identifier: 'GUARDDUTY_ENABLED_CENTRALIZED',
    description: 'GuardDuty watches the account.',
  },
  {
    name: 'iam-key-age',
    identifier: 'ACCESS_KEYS_ROTATED',
    description: 'No access key is older than 90 days.',
    parameters: { maxAccessKeyAge: '90' },
  },
  {
    name: 'iam-user-mfa',
    identifier: 'IAM_USER_MFA_ENABLED',
    description: 'IAM users have a second factor.',
  },
  {
    name: 'rds-encrypted',
    identifier: 'RDS_STORAGE_ENCRYPTED',
    description: 'Databases are encrypted.',
  },
  {
    name: 'rds-private',
    identifier: 'RDS_INSTANCE_PUBLIC_ACCESS_CHECK',
    description: 'No database has a public address.',
  },
  {
    name: 'root-mfa',
    identifier: 'ROOT_ACCOUNT_MFA_ENABLED',
    description: 'The root user has a second factor.',
  },
  {
    name: 's3-no-public-read',
    identifier: 'S3_BUCKET_PUBLIC_READ_PROHIBITED',
    description: 'Nobody outside reads buckets.',
  },
  {
    name: 's3-no-public-write',
    identifier: 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED',
    description: 'Nobody outside writes to buckets.',
  },
  {
    name: 'ssh-restricted',
    identifier: 'INCOMING_SSH_DISABLED',
    description: 'No security group lets SSH in from everywhere.',
  },
  {
    name: 'vpc-flow-logs',
    identifier: 'VPC_FLOW_LOGS_ENABLED',
    description: 'Networks have flow logs.',
  },
];
