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

/** Identities that no statement has a reason to name. */
const STRANGERS = [
  'arn:aws:iam::111122223333:role/qz7x',
  'arn:aws:iam::111122223333:user/qz7x',
  'arn:aws:iam::111122223333:policy/qz7x',
  'arn:aws:iam::111122223333:group/qz7x',
];

/** What an identity may do too much of (PHS-10): everything, or make itself or others more than they are. */
export function permissionViolations(
  resource: TemplateResource,
  statements: readonly PolicyStatement[],
  text: TemplateText,
): Violation[] {
  return [
    ...administrators(resource, text),
    ...statements
      .filter(({ allows }) => allows)
      .flatMap(statement => {
        const wide = tooWide(resource, statement);
        // Who may do everything may do these too; saying it once is enough.
        return wide.length > 0 ? wide : escalating(resource, statement);
      }),
  ];
}

function administrators(
  { Type, Properties = {} }: TemplateResource,
  text: TemplateText,
): Violation[] {
  return ATTACHING.flatMap(property => text.all(Properties[property]))
    .filter(arn => ADMINISTRATORS.test(arn))
    .map(arn => ({
      rule: 'permissions.administrator',
      message: `${Type} gets the policy ${arn.slice(arn.lastIndexOf('/') + 1)}, which makes it an administrator; grant the actions that it needs.`,
    }));
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
