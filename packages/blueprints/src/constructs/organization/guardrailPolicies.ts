import type { LandingZoneParameters } from '../../schema';
import { consoleEdits } from './consoleEdits';

/** The name of a guardrail; `console-edits` has targets of its own. */
export type Guardrail =
  LandingZoneParameters['guardrails'][number] | 'console-edits';

/** A statement of a service control policy; they only take away. */
export interface GuardrailStatement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** A service control policy as a document. */
export interface GuardrailPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly GuardrailStatement[];
}

/** The characters that AWS accepts in one service control policy. */
export const MAX_GUARDRAIL_CHARACTERS = 5120;

/** Services without regions, and the calls of others that one region answers for all. */
const GLOBAL_ACTIONS = [
  'access-analyzer:*',
  'account:*',
  'acm:*',
  'artifact:*',
  'aws-marketplace:*',
  'aws-portal:*',
  'billing:*',
  'billingconductor:*',
  'budgets:*',
  'ce:*',
  'chatbot:*',
  'cloudfront:*',
  'cloudtrail:LookupEvents',
  'compute-optimizer:*',
  'consolidatedbilling:*',
  'cur:*',
  'directconnect:*',
  'ec2:DescribeRegions',
  'ec2:DescribeTransitGateways',
  'ec2:DescribeVpnGateways',
  'ecr-public:*',
  'fms:*',
  'freetier:*',
  'globalaccelerator:*',
  'health:*',
  'iam:*',
  'invoicing:*',
  'networkmanager:*',
  'notifications:*',
  'organizations:*',
  'payments:*',
  'pricing:*',
  'resource-explorer-2:*',
  'route53:*',
  'route53domains:*',
  's3:GetAccountPublic*',
  's3:GetBucketLocation',
  's3:GetBucketPublic*',
  's3:ListAllMyBuckets',
  's3:ListMultiRegionAccessPoints',
  's3:PutAccountPublic*',
  'savingsplans:*',
  'servicequotas:*',
  'shield:*',
  'sso:*',
  'sts:*',
  'support:*',
  'sustainability:*',
  'tag:GetResources',
  'tax:*',
  'trustedadvisor:*',
  'waf:*',
  'wafv2:*',
];

/**
 * Who may change what guardrails protect: CloudFormation for reviewed changes, and those who bootstrap an account.
 *
 * `*` stands for any account of the organization; the resource part of a pattern spans slashes.
 */
function exceptMaintainers(partition: string) {
  return {
    ArnNotLike: {
      'aws:PrincipalArn': [
        `arn:${partition}:iam::*:role/cdk-*-cfn-exec-role-*`,
        `arn:${partition}:iam::*:role/OrganizationAccountAccessRole`,
        `arn:${partition}:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_platform-admin_*`,
      ],
    },
  };
}

const baseline = (partition: string): GuardrailStatement[] => [
  {
    Sid: 'KeepInOrganization',
    Effect: 'Deny',
    Action: 'organizations:LeaveOrganization',
    Resource: '*',
  },
  {
    Sid: 'DenyRootUser',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: {
      ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::*:root` },
    },
  },
  {
    Sid: 'ProtectAuditServices',
    Effect: 'Deny',
    Action: [
      'cloudtrail:DeleteTrail',
      'cloudtrail:PutEventSelectors',
      'cloudtrail:StopLogging',
      'cloudtrail:UpdateTrail',
      'config:DeleteConfigurationRecorder',
      'config:DeleteDeliveryChannel',
      'config:DeleteRetentionConfiguration',
      'config:PutConfigurationRecorder',
      'config:PutDeliveryChannel',
      'config:StopConfigurationRecorder',
      'guardduty:DeleteDetector',
      'guardduty:DisassociateFromAdministratorAccount',
      'guardduty:DisassociateFromMasterAccount',
      'guardduty:DisassociateMembers',
      'guardduty:StopMonitoringMembers',
      'guardduty:UpdateDetector',
    ],
    Resource: '*',
    Condition: exceptMaintainers(partition),
  },
  {
    Sid: 'ProtectPipelineRoles',
    Effect: 'Deny',
    Action: [
      'iam:AttachRolePolicy',
      'iam:CreateRole',
      'iam:DeleteRole',
      'iam:DeleteRolePermissionsBoundary',
      'iam:DeleteRolePolicy',
      'iam:DetachRolePolicy',
      'iam:PutRolePermissionsBoundary',
      'iam:PutRolePolicy',
      'iam:TagRole',
      'iam:UntagRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateRole',
      'iam:UpdateRoleDescription',
    ],
    Resource: [
      `arn:${partition}:iam::*:role/plinth-*`,
      `arn:${partition}:iam::*:role/cdk-*`,
      // Who could change it would become a maintainer.
      `arn:${partition}:iam::*:role/OrganizationAccountAccessRole`,
    ],
    Condition: exceptMaintainers(partition),
  },
  {
    // Where the bootstrap keeps what those roles may do.
    Sid: 'ProtectPipelinePolicies',
    Effect: 'Deny',
    Action: [
      'iam:CreatePolicyVersion',
      'iam:DeletePolicy',
      'iam:DeletePolicyVersion',
      'iam:SetDefaultPolicyVersion',
    ],
    Resource: `arn:${partition}:iam::*:policy/plinth-*`,
    Condition: exceptMaintainers(partition),
  },
  {
    Sid: 'ProtectPipelineTrust',
    Effect: 'Deny',
    Action: [
      'iam:AddClientIDToOpenIDConnectProvider',
      'iam:CreateOpenIDConnectProvider',
      'iam:DeleteOpenIDConnectProvider',
      'iam:UpdateOpenIDConnectProviderThumbprint',
    ],
    Resource: '*',
    Condition: exceptMaintainers(partition),
  },
];

const data = (partition: string): GuardrailStatement[] => [
  {
    Sid: 'KeepPublicAccessBlocked',
    Effect: 'Deny',
    Action: ['s3:PutAccountPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
    Resource: '*',
    Condition: exceptMaintainers(partition),
  },
  {
    Sid: 'KeepVolumesEncryptedByDefault',
    Effect: 'Deny',
    Action: 'ec2:DisableEbsEncryptionByDefault',
    Resource: '*',
  },
  {
    Sid: 'EncryptVolumes',
    Effect: 'Deny',
    Action: ['ec2:CreateVolume', 'ec2:RunInstances'],
    Resource: `arn:${partition}:ec2:*:*:volume/*`,
    Condition: { Bool: { 'ec2:Encrypted': 'false' } },
  },
  {
    Sid: 'EncryptFileSystems',
    Effect: 'Deny',
    Action: 'elasticfilesystem:CreateFileSystem',
    Resource: '*',
    Condition: { Bool: { 'elasticfilesystem:Encrypted': 'false' } },
  },
  {
    Sid: 'EncryptClusters',
    Effect: 'Deny',
    Action: 'rds:CreateDBCluster',
    Resource: '*',
    Condition: { Bool: { 'rds:StorageEncrypted': 'false' } },
  },
  {
    // An instance of a cluster is encrypted as its cluster is, and its own request does not say so.
    Sid: 'EncryptDatabases',
    Effect: 'Deny',
    Action: 'rds:CreateDBInstance',
    Resource: '*',
    Condition: {
      Bool: { 'rds:StorageEncrypted': 'false' },
      StringNotLike: {
        'rds:DatabaseEngine': ['aurora*', 'docdb', 'neptune'],
      },
    },
  },
];

/**
 * Identity Center signs people in by SAML, and their sessions never carry `aws:MultiFactorAuthPresent`: its own setting asks
 * for the second factor. The condition is for IAM users, and so names them.
 */
const identities = (partition: string): GuardrailStatement[] => [
  {
    Sid: 'NoLongLivedKeys',
    Effect: 'Deny',
    Action: [
      'iam:CreateAccessKey',
      'iam:CreateLoginProfile',
      'iam:CreateServiceSpecificCredential',
      'iam:CreateUser',
      'iam:UploadSSHPublicKey',
    ],
    Resource: '*',
    Condition: exceptMaintainers(partition),
  },
  {
    Sid: 'UsersNeedSecondFactor',
    Effect: 'Deny',
    NotAction: [
      'iam:ChangePassword',
      'iam:CreateVirtualMFADevice',
      'iam:EnableMFADevice',
      'iam:GetUser',
      'iam:ListMFADevices',
      'iam:ListVirtualMFADevices',
      'iam:ResyncMFADevice',
      'sts:GetSessionToken',
    ],
    Resource: '*',
    Condition: {
      ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::*:user/*` },
      BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
    },
  },
];

/** The document of a guardrail. */
export function guardrailPolicy(
  guardrail: Guardrail,
  partition: string,
  allowedRegions: readonly string[],
): GuardrailPolicy {
  const regions = (): GuardrailStatement[] => [
    {
      Sid: 'StayInRegions',
      Effect: 'Deny',
      NotAction: GLOBAL_ACTIONS,
      Resource: '*',
      Condition: {
        // Service-linked roles are beyond the reach of these policies, so AWS services may still act elsewhere.
        StringNotEquals: { 'aws:RequestedRegion': [...allowedRegions] },
      },
    },
  ];
  const statements = {
    baseline,
    regions,
    data,
    identities,
    'console-edits': consoleEdits,
  }[guardrail];
  return { Version: '2012-10-17', Statement: statements(partition) };
}
