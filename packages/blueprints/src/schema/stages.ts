/** Every stage a unit can have, from the cheapest to the most careful. */
export const STAGES = [
  'preview',
  'dev',
  'staging',
  'production',
  'shared',
] as const;

/** What a unit is for; the stage decides retention, redundancy and protection. */
export type Stage = (typeof STAGES)[number];

/** Stages whose environments previews may use in part: what a branch does must not reach what is in production. */
export const LENDING_STAGES: readonly Stage[] = ['dev', 'staging'];
