import type { z } from 'zod/v3';

/** The input by which the portal itself, and nobody else, names the person for whom it asks. */
export const onBehalfOfInput = (t: typeof z) =>
  t
    .string()
    .optional()
    .describe('Entity reference of who asks, where the portal asks for them');
