import { z } from 'zod';

const name = z.string().max(40);
const entityRef = z
  .string()
  .regex(
    /^(resource:default\/)?[a-z][a-z0-9-]{1,38}[a-z0-9]$/,
    'must be the entity reference of an environment or tenant, such as resource:default/claims-dev',
  );

/** A request that something is frozen, or is no longer. */
export const freezeRequestSchema = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('freeze'),
    name,
    reason: z.string(),
    /** In UTC. */
    until: z.string(),
    stages: z.array(z.string()).optional(),
    units: z.array(entityRef).optional(),
  }),
  z.strictObject({ step: z.literal('unfreeze'), name }),
]);

/** Such a request; its rules beyond the shape are those of a freeze. */
export type FreezeRequest = z.infer<typeof freezeRequestSchema>;
