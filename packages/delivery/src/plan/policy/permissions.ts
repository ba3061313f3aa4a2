import { PARTITIONS } from '@plinth/blueprints/schema';
import { asText } from '@plinth/pricing';
import type { TemplateResource } from '../../synth/Assembly';
import type { PolicyStatement } from './Statements';
import type { TemplateText } from './TemplateText';
import type { Violation } from './Violation';
import { covers, coversEverything, coversService } from './wildcards';

/** AWS's own policies with which an identity can make itself anything; source: "AWS managed policies for job functions" and IAM's. */
const ADMINISTRATORS =
  /:policy\/((job-function\/)?AdministratorAccess[\w-]*|PowerUserAccess|IAMFullAccess|AWSOrganizationsFullAccess|AWSCloudFormationFullAccess)$/;

/** Where resource types list policies by ARN. */
const ATTACHING = ['ManagedPolicyArns', 'ManagedPolicies'];

/** What changes what a role may do; IAM knows `iam:PermissionsBoundary` for each (Service Authorization Reference, IAM). */
const BOUNDED = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
];

/** What changes who can be a role or what a policy says, and what makes people: no boundary can be asked for. */
const UNBOUNDED = [
  'iam:AddUserToGroup',
  'iam:AttachGroupPolicy',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreatePolicyVersion',
  'iam:CreateUser',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteUserPermissionsBoundary',
  'iam:PutGroupPolicy',
  'iam:PutUserPolicy',
  'iam:SetDefaultPolicyVersion',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateLoginProfile',
];

/** Identities that no statement has a reason to name, in whatever partition it is. */
const STRANGERS = PARTITIONS.flatMap(({ name }) =>
  ['role', 'user', 'policy', 'group'].map(
    kind => `arn:${name}:iam::111122223333:${kind}/qz7x`,
  ),
);

/** What an identity may do too much of (PHS-10): everything, or make itself or others more than they are. */
export function permissionViolations(
  [logicalId, resource]: [string, TemplateResource],
  statements: readonly PolicyStatement[],
  options: { text: TemplateText; resources: Resources },
): Violation[] {
  const limit = isLimit(logicalId, options.resources);
  return [
    ...attached(resource, options),
    ...(limit ? [] : statements)
      .filter(({ allows }) => allows)
      .flatMap(statement => {
        const wide = tooWide(resource, statement);
        // Who may do everything may do these too; saying it once is enough.
        return wide.length > 0 ? wide : escalating(resource, statement);
      }),
  ];
}

type Resources = Readonly<Record<string, TemplateResource>>;

/** A managed policy that no identity of the template has: the most that others may come to, as a permissions boundary. */
function isLimit(logicalId: string, resources: Resources): boolean {
  const { Type, Properties = {} } = resources[logicalId] ?? {};
  return (
    Type === 'AWS::IAM::ManagedPolicy' &&
    ['Roles', 'Users', 'Groups'].every(key => !Properties[key]) &&
    Object.values(resources).every(other =>
      ATTACHING.every(
        property =>
          !JSON.stringify(other.Properties?.[property] ?? []).includes(
            `"${logicalId}"`,
          ),
      ),
    )
  );
}

function attached(
  { Type, Properties = {} }: TemplateResource,
  { text, resources }: { text: TemplateText; resources: Resources },
): Violation[] {
  return ATTACHING.flatMap(property =>
    text.branches(Properties[property]),
  ).flatMap((policy): Violation[] => {
    const id = asText((policy as { Ref?: unknown } | null)?.Ref);
    if (id && resources[id]?.Type === 'AWS::IAM::ManagedPolicy') {
      return [];
    }
    const [arn = ''] = text.all(policy);
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    if (ADMINISTRATORS.test(arn)) {
      return [
        {
          rule: 'permissions.administrator',
          message: `${Type} gets the policy ${name}, which makes it an administrator; grant the actions that it needs.`,
        },
      ];
    }
    return /^arn:[^:]*:iam::aws:policy\//.test(arn)
      ? []
      : [
          {
            rule: 'permissions.unread-policy',
            message: `${Type} gets the policy ${name}, which this template does not hold, so nobody can review what it allows; write it into this stack.`,
          },
        ];
  });
}

function tooWide(
  { Type }: TemplateResource,
  { actions, notActions, resources, notResources }: PolicyStatement,
): Violation[] {
  if (notActions || notResources) {
    return [
      {
        rule: 'least-privilege',
        message: `${Type} allows all but what it lists (${notActions ? 'NotAction' : 'NotResource'}), and so whatever AWS adds; name the actions and the resources.`,
      },
    ];
  }
  const wide = actions.filter(coversService);
  return wide.length > 0 && resources.some(coversEverything)
    ? [
        {
          rule: 'least-privilege',
          message: `${Type} allows ${wide.join(', ')} on every resource; name the actions and the resources.`,
        },
      ]
    : [];
}

function escalating(
  { Type }: TemplateResource,
  { actions, resources, conditions }: PolicyStatement,
): Violation[] {
  const allowed = (names: readonly string[]) =>
    names.filter(name => actions.some(pattern => covers(pattern, name)));
  const anyone = resources.some(pattern =>
    STRANGERS.some(arn => coversInAnyAccount(pattern, arn)),
  );
  if (!anyone) {
    return [];
  }
  const bounded = hasBoundary(conditions);
  const making = [...(bounded ? [] : allowed(BOUNDED)), ...allowed(UNBOUNDED)];
  return [
    ...(making.length > 0
      ? [
          {
            rule: 'permissions.escalation',
            message: `${Type} may ${making.join(', ')} for identities that it does not name, and so make itself an administrator; name them, or require a permissions boundary (condition iam:PermissionsBoundary).`,
          },
        ]
      : []),
    ...(allowed(['iam:PassRole']).length > 0
      ? [
          {
            rule: 'permissions.pass-role',
            message: `${Type} may pass every role on, and so act as it; name the roles, or the path below which they are.`,
          },
        ]
      : []),
    ...(allowed(['sts:AssumeRole']).length > 0
      ? [
          {
            rule: 'permissions.assume-role',
            message: `${Type} may take on every role that trusts it; name the roles.`,
          },
        ]
      : []),
  ];
}

/** A pattern names its own account; whether it covers a stranger is asked in that account. */
function coversInAnyAccount(pattern: string, arn: string): boolean {
  const account = /^arn:[^:]*:iam::(\d{12}):/.exec(pattern)?.[1];
  return covers(pattern, account ? arn.replace(/\d{12}/, account) : arn);
}

function hasBoundary(conditions: PolicyStatement['conditions']): boolean {
  return ['StringEquals', 'ArnEquals'].some(operator =>
    conditions[operator]?.['iam:permissionsboundary']?.every(
      value => !/[*?]/.test(value),
    ),
  );
}
