import type { Stage } from './types';

/** Every stage, by its way to production. */
export const STAGES = [
  'preview',
  'dev',
  'staging',
  'production',
  'shared',
] as const satisfies readonly Stage[];
