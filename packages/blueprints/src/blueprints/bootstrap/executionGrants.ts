import type { Grant } from '../../constructs/role/LeastPrivilegeRole';
import type { BootstrapParameters } from '../../schema';

type Service = BootstrapParameters['services'][number];

/** What identifies the place where CloudFormation may act. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** Services whose ARNs have no region; `s3` names have no account either, so the request's owner is checked instead. */
const GLOBAL: Partial<Record<Service, (place: Place) => string>> = {
  cloudfront: ({ partition, account }) =>
    `arn:${partition}:cloudfront::${account}:*`,
  route53: ({ partition }) => `arn:${partition}:route53:::*`,
  s3: ({ partition }) => `arn:${partition}:s3:::*`,
  shield: ({ partition, account }) => `arn:${partition}:shield::${account}:*`,
  sso: ({ partition }) => `arn:${partition}:sso:::*`,
};

/** Actions that create something before it has an ARN, by service. */
const WITHOUT_RESOURCE: Partial<Record<Service, readonly string[]>> = {
  backup: ['backup-storage:MountCapsule'],
  ec2: ['ec2:AllocateAddress', 'ec2:CreateTags'],
  guardduty: ['guardduty:CreateDetector'],
  kms: ['kms:CreateKey'],
  secretsmanager: ['secretsmanager:GetRandomPassword'],
};

/**
 * What CloudFormation's role may do: everything with what these services have in this account and region, and nothing
 * elsewhere, so that a stack cannot leave its region (GOV-11). Reading has no resource in many services and is
 * bound to the region by condition.
 */
export function executionGrants(
  services: readonly Service[],
  place: Place,
): Grant[] {
  const { partition, account, region } = place;
  const inRegion = { StringEquals: { 'aws:RequestedRegion': region } };
  const names = [...services].sort();
  return [
    ...names.map((service): Grant => {
      const elsewhere = GLOBAL[service];
      return {
        sid: `Use${service.replace(/[^a-z0-9]/g, '')}`,
        actions: [`${service}:*`],
        resources: [
          elsewhere?.(place) ??
            `arn:${partition}:${service}:${region}:${account}:*`,
        ],
        conditions: { StringEquals: { 'aws:ResourceAccount': account } },
        wildcard: `Stacks create, change and delete any ${service} resource of this account${elsewhere ? '' : ' and region'}; the phase file and the plan decide which.`,
      };
    }),
    {
      sid: 'ReadRegion',
      actions: names.flatMap(service => [
        `${service}:Describe*`,
        `${service}:List*`,
        `${service}:Get*`,
      ]),
      resources: ['*'],
      conditions: inRegion,
      wildcard:
        'Reading by list has no resource to name in most services; the condition keeps it in the region.',
    },
    ...createGrants(names, inRegion),
    ...identityGrants(place),
  ];
}

function createGrants(
  names: readonly Service[],
  conditions: Grant['conditions'],
): Grant[] {
  const actions = names.flatMap(service => WITHOUT_RESOURCE[service] ?? []);
  return actions.length === 0
    ? []
    : [
        {
          sid: 'CreateInRegion',
          actions,
          resources: ['*'],
          conditions,
          wildcard:
            'These actions make something that has no ARN yet; the condition keeps it in the region.',
        },
      ];
}

/** Roles and policies of workloads, but never those that this blueprint made. */
function identityGrants({ partition, account }: Place): Grant[] {
  const wildcard =
    'Stacks name their roles and policies themselves; the deny below protects those of the platform.';
  return [
    {
      sid: 'Roles',
      actions: [
        'iam:CreateRole',
        'iam:DeleteRole',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
        'iam:ListRoleTags',
        'iam:PassRole',
        'iam:PutRolePermissionsBoundary',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:UpdateRole',
        'iam:AttachRolePolicy',
        'iam:DetachRolePolicy',
        'iam:PutRolePolicy',
        'iam:DeleteRolePolicy',
      ],
      resources: [`arn:${partition}:iam::${account}:role/*`],
      wildcard,
    },
    {
      sid: 'Policies',
      actions: [
        'iam:CreatePolicy',
        'iam:CreatePolicyVersion',
        'iam:DeletePolicy',
        'iam:DeletePolicyVersion',
        'iam:GetPolicy',
        'iam:GetPolicyVersion',
        'iam:ListPolicyVersions',
        'iam:TagPolicy',
        'iam:UntagPolicy',
      ],
      resources: [`arn:${partition}:iam::${account}:policy/*`],
      wildcard,
    },
    {
      sid: 'InstanceProfiles',
      actions: [
        'iam:AddRoleToInstanceProfile',
        'iam:CreateInstanceProfile',
        'iam:DeleteInstanceProfile',
        'iam:GetInstanceProfile',
        'iam:RemoveRoleFromInstanceProfile',
      ],
      resources: [`arn:${partition}:iam::${account}:instance-profile/*`],
      wildcard,
    },
    {
      sid: 'ServiceLinkedRoles',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [`arn:${partition}:iam::${account}:role/aws-service-role/*`],
      wildcard:
        'AWS services make their own role at their first use in an account.',
    },
    {
      sid: 'Budgets',
      actions: [
        'budgets:ViewBudget',
        'budgets:ModifyBudget',
        'budgets:TagResource',
        'budgets:ListTagsForResource',
      ],
      resources: [`arn:${partition}:budgets::${account}:budget/plinth-*`],
      wildcard: 'Each unit has one budget, named after it.',
    },
  ];
}

/** Denies any change to the platform's own roles, policies and provider, whatever else is granted. */
export function protectPlatform(
  place: Place,
  rolePrefix: string,
  qualifier: string,
): Grant {
  const { partition, account } = place;
  const iam = (rest: string) => `arn:${partition}:iam::${account}:${rest}`;
  return {
    sid: 'ProtectPlatform',
    deny: true,
    actions: [
      'iam:AttachRolePolicy',
      'iam:CreatePolicyVersion',
      'iam:CreateRole',
      'iam:DeleteOpenIDConnectProvider',
      'iam:DeletePolicy',
      'iam:DeleteRole',
      'iam:DeleteRolePermissionsBoundary',
      'iam:DeleteRolePolicy',
      'iam:DetachRolePolicy',
      'iam:PassRole',
      'iam:PutRolePolicy',
      'iam:SetDefaultPolicyVersion',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateOpenIDConnectProviderThumbprint',
    ],
    resources: [
      ...['deploy', 'plan', 'read', 'operator'].map(name =>
        iam(`role/${rolePrefix}-${name}`),
      ),
      iam(`role/cdk-${qualifier}-*`),
      iam(`policy/${rolePrefix}-platform-*`),
      iam('oidc-provider/*'),
    ],
  };
}
