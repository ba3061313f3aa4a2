import { z } from 'zod';
import type { Issue } from '../../issue';
import { accountIdSchema } from '../../names';
import { arnIn } from '../../partitions';
import type { UnitEnvelope } from '../../unit';

/** The permission sets of the landing zone. */
export const PERMISSION_SETS = [
  'platform-admin',
  'developer',
  'read-only',
  'billing',
] as const;

const assignmentSchema = z.strictObject({
  permissionSet: z
    .string()
    .max(32, 'must have at most 32 characters')
    .meta({
      title: 'Permission set',
      description: PERMISSION_SETS.join(', '),
    }),
  groupId: z
    .string()
    .regex(
      /^(?:[0-9a-f]{10}-)?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
      'must be the ID of a group in Identity Center, such as 11112222-3333-4444-5555-666677778888',
    )
    .meta({ title: 'Group' }),
  accounts: z
    .array(accountIdSchema)
    .min(1, 'must name at least one account')
    .max(100, 'must have at most 100 accounts')
    .meta({ title: 'Accounts', uniqueItems: true }),
});

/** How the ARN of an instance looks. */
export const EXAMPLE_INSTANCE = arnIn('us-east-1', {
  service: 'sso',
  resource: 'instance/ssoins-1234567890abcdef',
});

/** Who gets into which account, and with what. */
export const accessShape = {
  identityCenterArn: z
    .string()
    .regex(
      /^arn:aws(?:-[a-z]+)*:sso:::instance\/(?:sso)?ins-[a-zA-Z0-9.-]{16}$/,
      `must be the ARN of an Identity Center instance, such as ${EXAMPLE_INSTANCE}`,
    )
    .optional()
    .meta({
      title: 'Identity Center instance',
      description:
        'Makes permission sets there. It must live in this region, and be this account’s or delegated to it.',
      examples: [EXAMPLE_INSTANCE],
    }),
  assignments: z
    .array(assignmentSchema)
    .max(100, 'must have at most 100 assignments')
    .meta({
      title: 'Assignments',
      description:
        'Groups of the identity provider, by permission set and account.',
    }),
} as const;

/** Complete parameters of access. */
export type AccessParameters = z.output<z.ZodObject<typeof accessShape>>;

/** Rules between assignments, permission sets and accounts. */
export function checkAccess(
  unit: UnitEnvelope,
  { identityCenterArn, assignments }: AccessParameters,
  managementAccount: string,
): Issue[] {
  const issues: Issue[] = [];
  if (assignments.length > 0 && !identityCenterArn) {
    issues.push({
      parameter: 'parameters.identityCenterArn',
      message: 'is required with assignments: they are made in an instance',
    });
  }
  const seen = new Set<string>();
  assignments.forEach((assignment, index) => {
    const parameter = `parameters.assignments.${index}`;
    const { permissionSet, groupId, accounts } = assignment;
    if (!PERMISSION_SETS.some(name => name === permissionSet)) {
      issues.push({
        parameter: `${parameter}.permissionSet`,
        message: `${permissionSet} is not a permission set of the landing zone; name one of ${PERMISSION_SETS.join(', ')}`,
      });
    }
    // AWS keeps what reaches the management account out of the hands of a delegated administrator.
    if (
      accounts.includes(managementAccount) &&
      unit.account !== managementAccount
    ) {
      issues.push({
        parameter: `${parameter}.accounts`,
        message: `access to the management account ${managementAccount} can be assigned only from there, and this environment lives in ${unit.account}`,
      });
    }
    for (const account of accounts) {
      const key = `${permissionSet} ${groupId} ${account}`;
      if (seen.has(key)) {
        issues.push({
          parameter: `${parameter}.accounts`,
          message: `${account} is assigned twice to this group and permission set; remove one`,
        });
      }
      seen.add(key);
    }
  });
  return issues;
}
