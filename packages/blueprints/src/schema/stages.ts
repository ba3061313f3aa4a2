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
