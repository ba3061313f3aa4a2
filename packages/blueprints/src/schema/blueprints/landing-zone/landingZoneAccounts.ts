import { z } from 'zod';
import type { Issue } from '../../issue';
import { roleMailboxSchema } from '../../roleMailbox';
import type { UnitEnvelope } from '../../unit';
import { checkTwice } from './landingZoneNetwork';
import {
  CONTAINER_ID,
  type OrganizationParameters,
} from './landingZoneOrganization';

const accountSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9 _-]{0,49}$/,
      'must have 1 to 50 letters, digits, spaces, hyphens and underscores',
    )
    .meta({
      title: 'Name',
      description: 'It stays: AWS changes it for the root user alone.',
      examples: ['staging'],
    }),
  email: roleMailboxSchema.meta({
    title: 'Address of the root user',
    description:
      'A mailbox of a role that no other account of AWS has. It stays, like the name.',
    examples: ['aws+staging@example.com'],
  }),
  organizationalUnit: z
    .string()
    .max(68, 'must have at most 68 characters')
    .meta({
      title: 'Organizational unit',
      description:
        'The name of one that this environment makes, or the ID of one that is there.',
      examples: ['Workloads'],
    }),
});

/** The accounts that the landing zone makes in its organization. */
export const accountsShape = {
  accounts: z
    .array(accountSchema)
    .max(50, 'must have at most 50 accounts')
    .meta({
      title: 'Accounts',
      description:
        'Made in the organization, one after another. Only the management account can make them, and its bootstrap must allow it. An account that is no longer named here stays.',
      examples: [
        [
          {
            name: 'staging',
            email: 'aws+staging@example.com',
            organizationalUnit: 'Workloads',
          },
        ],
      ],
    }),
} as const;

/** Where addresses of roles stand in the parameters, which the search for personal data lets pass. */
export const ACCOUNT_MAILBOXES = ['accounts[].email'] as const;

/** Complete parameters of accounts. */
export type AccountsParameters = z.output<z.ZodObject<typeof accountsShape>>;

/** Rules between accounts, organizational units and the place of the unit. */
export function checkAccounts(
  unit: UnitEnvelope,
  {
    accounts,
    managementAccount,
    organizationalUnits,
  }: AccountsParameters & OrganizationParameters,
): Issue[] {
  const issues: Issue[] = [
    ...checkTwice(
      'accounts',
      // The console and people do not tell names apart by case.
      accounts.map(({ name }) => name.toLowerCase()),
    ),
    ...checkTwice(
      'accounts',
      accounts.map(({ email }) => email),
    ),
  ];
  if (accounts.length > 0 && unit.account !== managementAccount) {
    issues.push({
      parameter: 'parameters.accounts',
      message: `can be made only from the management account ${managementAccount}, and this environment lives in ${unit.account}; make them there`,
    });
  }
  accounts.forEach(({ organizationalUnit }, index) => {
    if (
      !organizationalUnits.includes(organizationalUnit) &&
      !CONTAINER_ID.test(organizationalUnit)
    ) {
      issues.push({
        parameter: `parameters.accounts.${index}.organizationalUnit`,
        message: `${organizationalUnit} is not among organizationalUnits; name one of them, or the ID of a root or organizational unit such as ou-ab12-cd34ef56`,
      });
    }
  });
  return issues;
}
