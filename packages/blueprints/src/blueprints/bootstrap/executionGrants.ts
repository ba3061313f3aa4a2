import type { Grant } from '../../constructs/role/LeastPrivilegeRole';
import type { BootstrapParameters } from '../../schema';

type Service = BootstrapParameters['services'][number];

/** What identifies the place where CloudFormation may act. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** The region in which requests to global services count as made. */
const HOME_OF_GLOBAL_SERVICES = 'us-east-1';

/** Services that answer there for all regions. */
const GLOBAL: readonly Service[] = [
  'cloudfront',
  'organizations',
  'route53',
  'shield',
];

/** ARNs that are not `arn:<partition>:<service>:<region>:<account>:…`, by service; S3's have no account either, so the owner is checked. */
const OTHER_ARNS: Partial<Record<Service, (place: Place) => string[]>> = {
  cloudfront: ({ partition, account }) => [
    `arn:${partition}:cloudfront::${account}:*`,
  ],
  cloudwatch: ({ partition, account, region }) => [
    `arn:${partition}:cloudwatch:${region}:${account}:*`,
    `arn:${partition}:cloudwatch::${account}:dashboard/*`,
  ],
  organizations: ({ partition, account }) => [
    `arn:${partition}:organizations::${account}:*`,
  ],
  route53: ({ partition }) => [`arn:${partition}:route53:::*`],
  s3: ({ partition }) => [`arn:${partition}:s3:::*`],
  shield: ({ partition, account }) => [`arn:${partition}:shield::${account}:*`],
  sso: ({ partition }) => [`arn:${partition}:sso:::*`],
};

/** Actions that change something without naming it, most because it has no ARN yet, by service. */
const WITHOUT_RESOURCE: Partial<Record<Service, readonly string[]>> = {
  acm: ['acm:RequestCertificate'],
  aps: ['aps:CreateWorkspace'],
  backup: ['backup-storage:MountCapsule'],
  config: ['config:PutDeliveryChannel', 'config:DeleteDeliveryChannel'],
  ec2: ['ec2:CreateTags'],
  ecr: [
    'ecr:CreatePullThroughCacheRule',
    'ecr:DeletePullThroughCacheRule',
    'ecr:PutRegistryScanningConfiguration',
    // What it takes to have a registry scanned by Inspector.
    'inspector2:Disable',
    'inspector2:Enable',
    'inspector2:ListAccountPermissions',
  ],
  ecs: ['ecs:CreateCluster', 'ecs:DeregisterTaskDefinition'],
  events: ['events:PutPermission', 'events:RemovePermission'],
  grafana: [
    'grafana:CreateWorkspace',
    // What a workspace needs whose users come from Identity Center.
    'sso:CreateManagedApplicationInstance',
    'sso:DeleteManagedApplicationInstance',
    'sso:DescribeRegisteredRegions',
    'sso:GetManagedApplicationInstance',
    'sso:GetSharedSsoConfiguration',
  ],
  guardduty: ['guardduty:CreateDetector'],
  kms: ['kms:CreateKey'],
  lambda: ['lambda:CreateEventSourceMapping'],
  logs: [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:PutResourcePolicy',
    'logs:DeleteResourcePolicy',
  ],
  osis: ['osis:CreatePipeline'],
  ram: ['ram:CreateResourceShare'],
  servicediscovery: [
    'servicediscovery:CreatePrivateDnsNamespace',
    'servicediscovery:TagResource',
  ],
};

/** The same for services that answer in us-east-1. */
const GLOBAL_WITHOUT_RESOURCE: Partial<Record<Service, readonly string[]>> = {
  cloudfront: ['cloudfront:CreateDistribution'],
  organizations: [
    'organizations:CreatePolicy',
    'organizations:EnableAWSServiceAccess',
  ],
  route53: [
    // A PrivateLink endpoint with the service's usual name joins the network to a zone that belongs to AWS.
    'route53:AssociateVPCWithHostedZone',
    'route53:CreateHealthCheck',
    'route53:CreateHostedZone',
  ],
  shield: [
    'shield:CreateProtection',
    'shield:EnableApplicationLayerAutomaticResponse',
  ],
};

/**
 * What CloudFormation's role may do with services: everything with what they have in this account and region, and nothing
 * elsewhere, so that a stack cannot leave its region (GOV-11).
 *
 * The owner is asked for too, since ARNs of S3, Route 53 and Identity Center name no account; but only where the request
 * tells it, which those for `ec2:CreateVpcEndpoint` and some others do not (IAM User Guide, global condition keys,
 * `aws:ResourceAccount`). The ARN says the account there.
 *
 * One statement for all of them: an action of one service does nothing to an ARN of another one, except where AWS means it
 * to, and a policy of one statement each does not fit into IAM's limit.
 */
export function serviceGrants(
  services: readonly Service[],
  place: Place,
): Grant[] {
  const { partition, account, region } = place;
  const names = [...services].sort();
  return [
    {
      sid: 'UseServices',
      actions: names.map(service => `${service}:*`),
      resources: names.flatMap(
        service =>
          OTHER_ARNS[service]?.(place) ?? [
            `arn:${partition}:${service}:${region}:${account}:*`,
          ],
      ),
      conditions: { StringEqualsIfExists: { 'aws:ResourceAccount': account } },
      wildcard:
        'Stacks create, change and delete any resource of these services in this account and region; the phase file and the plan decide which.',
    },
    ...withoutResource('CreateInRegion', names, WITHOUT_RESOURCE, region),
    ...withoutResource(
      'CreateGlobally',
      names,
      GLOBAL_WITHOUT_RESOURCE,
      HOME_OF_GLOBAL_SERVICES,
    ),
    ...(names.includes('ec2') ? networkGrants(place) : []),
    ...(names.includes('rds') ? [standbyGrant(place)] : []),
  ];
}

/** Lets CloudFormation's role make accounts of the organization, which works in the management account alone. */
export function accountGrant(): Grant {
  return {
    sid: 'CreateAccounts',
    // A new account is tagged in the same request.
    actions: ['organizations:CreateAccount', 'organizations:TagResource'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:RequestedRegion': HOME_OF_GLOBAL_SERVICES },
    },
    wildcard:
      'An account that is yet to be made has no ARN; the unit of the bootstrap asked for this by name.',
  };
}

/** What instances and attachments need of others: the account of an image or of a shared transit gateway is not this one. */
function networkGrants({ partition, region }: Place): Grant[] {
  return [
    {
      sid: 'RunImages',
      actions: ['ec2:RunInstances'],
      resources: [`arn:${partition}:ec2:${region}::image/*`],
      wildcard:
        'Images belong to who publishes them; the instance that starts from one is of this account.',
    },
    {
      sid: 'JoinHub',
      actions: [
        'ec2:AssociateTransitGatewayRouteTable',
        'ec2:CreateTransitGatewayVpcAttachment',
        'ec2:DisableTransitGatewayRouteTablePropagation',
        'ec2:DisassociateTransitGatewayRouteTable',
        'ec2:EnableTransitGatewayRouteTablePropagation',
      ],
      resources: [
        `arn:${partition}:ec2:${region}:*:transit-gateway/*`,
        `arn:${partition}:ec2:${region}:*:transit-gateway-attachment/*`,
      ],
      wildcard:
        'A gateway belongs to who shared it, an attachment to who joined it; the network that joins and the route table that lets it in are of this account.',
    },
  ];
}

/** RDS asks in the region of the original too, when a standby is made in another one. */
function standbyGrant({ partition, account }: Place): Grant {
  return {
    sid: 'FollowDatabases',
    actions: ['rds:CreateDBInstanceReadReplica'],
    resources: [`arn:${partition}:rds:*:${account}:db:*`],
    wildcard:
      'The original of a standby lies in another region of this account; the standby itself can be made in this one alone.',
  };
}

function withoutResource(
  sid: string,
  names: readonly Service[],
  actionsOf: Partial<Record<Service, readonly string[]>>,
  region: string,
): Grant[] {
  const actions = names.flatMap(service => actionsOf[service] ?? []);
  return actions.length === 0
    ? []
    : [
        {
          sid,
          actions,
          resources: ['*'],
          conditions: { StringEquals: { 'aws:RequestedRegion': region } },
          wildcard:
            'These actions accept no resource, most because it has no ARN yet; the condition keeps them in the region.',
        },
      ];
}

/** Reading has no resource to name in many services, and is bound to the region by condition. */
export function readingGrants(
  services: readonly Service[],
  place: Place,
): Grant[] {
  const read = (
    sid: string,
    names: readonly Service[],
    region: string,
  ): Grant[] =>
    names.length === 0
      ? []
      : [
          {
            sid,
            actions: names.flatMap(service => [
              `${service}:Describe*`,
              `${service}:List*`,
              `${service}:Get*`,
            ]),
            resources: ['*'],
            conditions: { StringEquals: { 'aws:RequestedRegion': region } },
            wildcard:
              'Reading by list has no resource to name in most services; the condition keeps it in the region.',
          },
        ];
  const names = [...services].sort();
  return [
    ...read(
      'ReadRegion',
      names.filter(name => !GLOBAL.includes(name)),
      place.region,
    ),
    ...read(
      'ReadGlobal',
      names.filter(name => GLOBAL.includes(name)),
      HOME_OF_GLOBAL_SERVICES,
    ),
  ];
}

/** Where the roles, policies and instance profiles of stacks lie: what lies elsewhere was not made by the pipeline. */
function workloadPath(rolePrefix: string): string {
  return `/${rolePrefix}/`;
}

/**
 * Roles and policies of workloads: only those below their path, and only while the boundary holds for them. A role that is
 * there already, such as one that an organization made for its administrators, is none of them.
 *
 * IAM tells the boundary of a request for the actions of `MakeRoles` alone (Service Authorization Reference, IAM); the
 * others can neither grant anything nor take a boundary away.
 */
export function identityGrants(
  { partition, account }: Place,
  rolePrefix: string,
): Grant[] {
  const path = workloadPath(rolePrefix);
  const below = (kind: string) =>
    `arn:${partition}:iam::${account}:${kind}${path}*`;
  const wildcard =
    'Stacks name what they make themselves; the path tells it from everything else in the account.';
  return [
    {
      sid: 'MakeRoles',
      actions: [
        'iam:AttachRolePolicy',
        'iam:CreateRole',
        'iam:DeleteRolePolicy',
        'iam:DetachRolePolicy',
        'iam:PutRolePermissionsBoundary',
        'iam:PutRolePolicy',
      ],
      resources: [below('role')],
      conditions: {
        StringEquals: {
          'iam:PermissionsBoundary': boundaryArn(
            { partition, account },
            rolePrefix,
          ),
        },
      },
      wildcard,
    },
    {
      sid: 'Roles',
      actions: [
        'iam:DeleteRole',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
        'iam:ListRoleTags',
        'iam:PassRole',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:UpdateRole',
        'iam:UpdateRoleDescription',
      ],
      resources: [below('role')],
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
        'iam:ListEntitiesForPolicy',
        'iam:ListPolicyVersions',
        'iam:TagPolicy',
        'iam:UntagPolicy',
      ],
      resources: [below('policy')],
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
      resources: [below('instance-profile')],
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

/** Where the platform's own policies lie: CloudFormation names them, so that their path is what tells them from others. */
export function platformPath(rolePrefix: string): string {
  return `/${rolePrefix}-platform/`;
}

/** The policy that no role of a stack exceeds. */
function boundaryArn(
  { partition, account }: Pick<Place, 'partition' | 'account'>,
  rolePrefix: string,
): string {
  return `arn:${partition}:iam::${account}:policy${platformPath(rolePrefix)}${boundaryName(rolePrefix)}`;
}

/** Its name, as `plinth.json` gives it with its path. */
export function boundaryName(rolePrefix: string): string {
  return `${rolePrefix}-boundary`;
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
      'iam:PutRolePermissionsBoundary',
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
      iam(`policy${platformPath(rolePrefix)}*`),
      iam('oidc-provider/*'),
    ],
  };
}
