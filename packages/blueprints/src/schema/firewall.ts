import { z } from 'zod';

/** Rule groups of AWS WAF that AWS maintains, in the order in which they are asked. */
export const FIREWALL_GROUPS = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesCommonRuleSet',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesSQLiRuleSet',
] as const;

/** What a unit decides of its web application firewall. */
export const firewallShape = {
  firewall: z.enum(['block', 'count']).meta({
    title: 'Web application firewall',
    description:
      'block: refuses what its rules find. count: refuses nothing and tells what it would have; for the first days of an application.',
  }),
  firewallExclusions: z
    .array(
      z
        .string()
        .regex(
          new RegExp(`^(?:${FIREWALL_GROUPS.join('|')})/[A-Za-z0-9_]{1,128}$`),
          `must be a rule as group/rule, such as AWSManagedRulesCommonRuleSet/SizeRestrictions_BODY; the groups are ${FIREWALL_GROUPS.join(', ')}`,
        ),
    )
    .max(50, 'must have at most 50 entries')
    .refine(rules => new Set(rules).size === rules.length, {
      message: 'must not name a rule twice',
    })
    .meta({
      title: 'Rules of the firewall that only count',
      description:
        'As group/rule. Requests that they find pass, and are counted and logged.',
      examples: [['AWSManagedRulesCommonRuleSet/SizeRestrictions_BODY']],
    }),
  requestLimit: z
    .number()
    .int('must be a whole number')
    .min(100, 'must be at least 100')
    .max(2_000_000, 'must be at most 2000000')
    .meta({
      title: 'Requests of one address in 5 minutes',
      description: 'The web application firewall blocks an address above it.',
    }),
} as const;

/** What units that say nothing have. */
export const FIREWALL_DEFAULTS = {
  firewall: 'block' as const,
  firewallExclusions: [],
  requestLimit: 2000,
};

/** How a firewall is tuned. */
export interface FirewallTuning {
  readonly firewall: 'block' | 'count';
  readonly firewallExclusions: readonly string[];
  /** Requests that one address may make in 5 minutes. */
  readonly requestLimit: number;
}
