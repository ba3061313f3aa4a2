import { z } from 'zod';
import type { Issue } from '../../issue';
import { accountIdSchema } from '../../names';
import { REGIONS } from '../../regions';
import type { UnitEnvelope } from '../../unit';
import { checkTwice } from './landingZoneNetwork';

const ROOT = 'r-[0-9a-z]{4,32}';
const ORGANIZATIONAL_UNIT = 'ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}';

/** The ID of what accounts live in: a root or an organizational unit. */
export const CONTAINER_ID = new RegExp(`^(?:${ROOT}|${ORGANIZATIONAL_UNIT})$`);

/** The policies that AWS attaches to one target, without its own that allows everything. */
const MAX_POLICIES = 4;

const targetsSchema = z
  .array(
    z
      .string()
      .regex(
        new RegExp(`^(?:${ROOT}|${ORGANIZATIONAL_UNIT}|\\d{12})$`),
        'must be the ID of a root, an organizational unit or an account, such as r-ab12, ou-ab12-cd34ef56 or 111122223333',
      ),
  )
  .max(100, 'must have at most 100 targets');

/** Service control policies that the landing zone can attach, each below the size that AWS accepts. */
export const GUARDRAILS = [
  'baseline',
  'regions',
  'data',
  'identities',
] as const;

/** What can be turned on for every account at once, by the management account or who it delegated the service to. */
export const ORGANIZATION_FEATURES = [
  'trail',
  'config-rules',
  'config-aggregator',
] as const;

/** The organization around the landing zone. */
export const organizationShape = {
  organizationId: z
    .string()
    .regex(
      /^o-[a-z0-9]{10,32}$/,
      'must be the ID of an organization, such as o-a1b2c3d4e5',
    )
    .meta({
      title: 'Organization',
      description:
        'Its ID, which conditions name: only its accounts pull images and see the transit gateway.',
      examples: ['o-a1b2c3d4e5'],
    }),
  managementAccount: accountIdSchema.meta({
    title: 'Management account',
    description: 'The account that owns the organization, 12 digits.',
    examples: ['999988887777'],
  }),
  organizationParent: z
    .string()
    .regex(
      CONTAINER_ID,
      'must be the ID of a root or organizational unit, such as r-ab12 or ou-ab12-cd34ef56',
    )
    .optional()
    .meta({
      title: 'Parent of organizational units',
      description: 'The root or unit under which they are made.',
      examples: ['r-ab12'],
    }),
  organizationalUnits: z
    .array(
      z
        .string()
        .regex(
          /^[A-Za-z0-9][A-Za-z0-9 _-]{0,62}$/,
          'must have 1 to 63 letters, digits, spaces, hyphens and underscores',
        ),
    )
    .max(20, 'must have at most 20 organizational units')
    .meta({
      title: 'Organizational units',
      description:
        'Made under the parent. Only the management account can make them.',
      examples: [['Workloads']],
    }),
  guardrails: z.array(z.enum(GUARDRAILS)).meta({
    title: 'Guardrails',
    description:
      'Service control policies: baseline (leaving, root, audit services, pipeline roles), regions, data (encryption, public access), identities (keys, second factor).',
    uniqueItems: true,
  }),
  guardrailTargets: targetsSchema.meta({
    title: 'Guardrails apply to',
    description:
      'Leave it empty and no policy is made. Only the management account, or who it delegated policies to, can make them.',
  }),
  consoleEditTargets: targetsSchema.meta({
    title: 'Console edits are refused in',
    description:
      'Accounts that only the pipeline changes, such as the organizational units of staging and production. People with the permission set platform-admin are not refused.',
    examples: [['ou-ab12-cd34ef56']],
  }),
  allowedRegions: z
    .array(
      z.enum(
        REGIONS.map(({ code }) => code),
        'must be a region that blueprints know',
      ),
    )
    .min(1, 'must name at least one region')
    .meta({
      title: 'Allowed regions',
      description:
        'What the guardrail "regions" leaves open. Global services stay open everywhere.',
      uniqueItems: true,
    }),
  organizationFeatures: z.array(z.enum(ORGANIZATION_FEATURES)).meta({
    title: 'For every account of the organization',
    description:
      'One trail, the same Config rules, one view of all findings. Trusted access must be on, and this account delegated.',
    uniqueItems: true,
  }),
} as const;

/** Complete parameters of the organization. */
export type OrganizationParameters = z.output<
  z.ZodObject<typeof organizationShape>
>;

/** Rules between the organization's parameters and the place of the unit. */
export function checkOrganization(
  unit: UnitEnvelope,
  organization: OrganizationParameters,
): Issue[] {
  const {
    allowedRegions,
    consoleEditTargets,
    guardrails,
    guardrailTargets,
    managementAccount,
    organizationParent,
    organizationalUnits,
  } = organization;
  const issues: Issue[] = [
    ...checkTwice('organizationalUnits', organizationalUnits),
    ...checkTwice('guardrails', guardrails),
    ...checkTwice('guardrailTargets', guardrailTargets),
    ...checkTwice('consoleEditTargets', consoleEditTargets),
    ...checkTwice('allowedRegions', allowedRegions),
  ];
  const refuse = (parameter: string, message: string) =>
    issues.push({ parameter: `parameters.${parameter}`, message });
  if (!allowedRegions.some(code => code === unit.region)) {
    refuse(
      'allowedRegions',
      `must include ${unit.region}, the region of this environment, or its own pipeline is refused`,
    );
  }
  if (organizationalUnits.length > 0 && !organizationParent) {
    refuse(
      'organizationParent',
      'is required with organizationalUnits: name the root or unit under which they are made',
    );
  }
  if (organizationalUnits.length > 0 && unit.account !== managementAccount) {
    refuse(
      'organizationalUnits',
      `can be made only from the management account ${managementAccount}, and this environment lives in ${unit.account}; make them there`,
    );
  }
  for (const [parameter, targets] of Object.entries({
    guardrailTargets,
    consoleEditTargets,
  })) {
    if (targets.includes(managementAccount)) {
      refuse(
        parameter,
        `names the management account ${managementAccount}, on which service control policies have no effect`,
      );
    }
  }
  for (const target of consoleEditTargets) {
    if (
      guardrailTargets.includes(target) &&
      guardrails.length >= MAX_POLICIES
    ) {
      refuse(
        'consoleEditTargets',
        `${target} has ${guardrails.length} guardrails already, and AWS attaches ${MAX_POLICIES} besides its own; name what lies below it, or leave a guardrail out`,
      );
    }
  }
  return issues;
}
