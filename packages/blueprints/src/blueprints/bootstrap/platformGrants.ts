import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { acknowledge } from '../../base/acknowledge';
import type {
  Grant,
  LeastPrivilegeRole,
} from '../../constructs/role/LeastPrivilegeRole';
import { READ_ACCOUNT_ACTIONS, READ_STACK_ACTIONS } from '../../schema';
import type { DeploymentBackend } from './DeploymentBackend';
import type { Place } from './executionGrants';

/**
 * Reading of stacks, alarms, trail and cost, as plans and the portal do it; drift detection changes nothing but its own record.
 *
 * @param besides - actions that read, and accept no resource
 */
export function readGrants(
  { partition, account }: Place,
  besides: readonly string[] = [],
): Grant[] {
  return [
    {
      sid: 'ReadStacks',
      actions: [...READ_STACK_ACTIONS],
      resources: [`arn:${partition}:cloudformation:*:${account}:stack/*`],
      wildcard: 'Every stack of this account, in the regions where units live.',
    },
    {
      sid: 'ReadWithoutResource',
      actions: [...READ_ACCOUNT_ACTIONS, ...besides],
      resources: ['*'],
      wildcard: 'These actions accept no resource, and only read.',
    },
  ];
}

/** Reading of stacks alone, as the CDK's own commands do it. */
export function lookupGrants(place: Place): Grant[] {
  return readGrants(place).map(grant => ({
    ...grant,
    actions: grant.actions.filter(action =>
      action.startsWith('cloudformation:'),
    ),
  }));
}

/**
 * Lets a role read the settings of resources, and no data: drift detection reads each resource as who asked for it, and AWS
 * adds to this policy what new types need.
 */
export function readSettings(role: LeastPrivilegeRole): void {
  const arn = `arn:${Stack.of(role).partition}:iam::aws:policy/SecurityAudit`;
  role.role.addManagedPolicy(
    ManagedPolicy.fromManagedPolicyArn(role, 'Settings', arn),
  );
  acknowledge(
    role,
    `AwsSolutions-IAM4[Policy::${arn}]`,
    'It reads settings and no data, and AWS adds to it with each service.',
  );
}

/** What the CDK's own roles need of the backend. */
export function backendGrants(
  backend: DeploymentBackend,
  { partition, account, region }: Place,
): { files: Grant[]; images: Grant[]; deploy: Grant[] } {
  const { bucket } = backend.assets;
  const { keyArn } = backend.key.key;
  return {
    files: [
      {
        sid: 'Objects',
        actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
        resources: [bucket.arnForObjects('*')],
        wildcard: 'Every object of the asset bucket: names are digests.',
      },
      {
        sid: 'Bucket',
        actions: [
          's3:GetBucketLocation',
          's3:GetEncryptionConfiguration',
          's3:ListBucket',
        ],
        resources: [bucket.bucketArn],
      },
      {
        sid: 'Key',
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
        resources: [keyArn],
      },
    ],
    images: [
      {
        sid: 'Push',
        actions: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:CompleteLayerUpload',
          'ecr:DescribeImages',
          'ecr:DescribeRepositories',
          'ecr:GetDownloadUrlForLayer',
          'ecr:InitiateLayerUpload',
          'ecr:PutImage',
          'ecr:UploadLayerPart',
        ],
        resources: [backend.images.attrArn],
      },
      {
        sid: 'LogIn',
        actions: ['ecr:GetAuthorizationToken'],
        resources: ['*'],
        wildcard:
          'The login of ECR is for the registry and accepts no resource.',
      },
    ],
    deploy: [
      {
        sid: 'ChangeStacks',
        actions: [
          'cloudformation:CreateChangeSet',
          'cloudformation:DeleteChangeSet',
          'cloudformation:DeleteStack',
          'cloudformation:DescribeChangeSet',
          'cloudformation:DescribeStackEvents',
          'cloudformation:DescribeStackResources',
          'cloudformation:ExecuteChangeSet',
          'cloudformation:GetTemplate',
          'cloudformation:GetTemplateSummary',
          'cloudformation:ListStackResources',
          'cloudformation:ContinueUpdateRollback',
          'cloudformation:RollbackStack',
          'cloudformation:UpdateTerminationProtection',
        ],
        resources: [
          `arn:${partition}:cloudformation:${region}:${account}:stack/*`,
        ],
        wildcard: 'Every stack of this account and region, and of no other.',
      },
      {
        sid: 'DescribeStacks',
        actions: [
          'cloudformation:DescribeEvents',
          'cloudformation:DescribeStacks',
          'cloudformation:ListStacks',
          'cloudformation:ValidateTemplate',
        ],
        resources: ['*'],
        wildcard: 'Describing by list accepts no resource, and only reads.',
      },
      {
        sid: 'ReadVersion',
        actions: ['ssm:GetParameter', 'ssm:GetParameters'],
        resources: [
          `arn:${partition}:ssm:${region}:${account}:parameter${backend.versionParameter.name}`,
        ],
      },
      {
        sid: 'ReadTemplates',
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects('*')],
        wildcard: 'Every object of the asset bucket: names are digests.',
      },
      {
        sid: 'DecryptTemplates',
        actions: ['kms:Decrypt'],
        resources: [keyArn],
      },
    ],
  };
}
