/** Route tables of the transit gateway, by who is associated with them. */
export const HUB_ROUTE_TABLES = [
  'hub',
  'production',
  'non-production',
  'external',
] as const;

/** The group of an attachment: the table in which its own traffic looks for its way. */
export type HubGroup = (typeof HUB_ROUTE_TABLES)[number];

/**
 * Which tables learn the networks of a group.
 *
 * Two groups reach each other only when each learns the other: production and non-production never do, and there is no way
 * around, since the hub forwards nothing and a partner's router must not announce one group to the other.
 */
const LEARNED_BY: Readonly<Record<HubGroup, readonly HubGroup[]>> = {
  hub: ['production', 'non-production', 'external'],
  production: ['hub', 'production', 'external'],
  'non-production': ['hub', 'non-production', 'external'],
  external: ['hub', 'production', 'non-production'],
};

/** The route tables that learn the networks of an attachment of this group. */
export function tablesThatLearn(group: HubGroup): readonly HubGroup[] {
  return LEARNED_BY[group];
}

/** Whether attachments of the two groups can exchange traffic. */
export function groupsReach(from: HubGroup, to: HubGroup): boolean {
  return LEARNED_BY[to].includes(from) && LEARNED_BY[from].includes(to);
}
