import type { RequestIntent } from '@plinth/repository';
import { z } from 'zod';

const parameters = z.record(z.string(), z.unknown());

const commit = z
  .string()
  .regex(/^[0-9a-f]{40}$/, 'must be a commit, 40 hex digits');

/** What a form showed of the unit when the person decided. */
const seenSchema = z.object({
  /** The commit of the protected branch that it was read from. */
  commit,
  version: z.string(),
  monthlyBudget: z.number(),
  parameters,
});

/** What a form showed. */
export type SeenUnit = z.infer<typeof seenSchema>;

const entityRef = z
  .string()
  .regex(
    /^(resource:default\/)?[a-z][a-z0-9-]{1,38}[a-z0-9]$/,
    'must be the entity reference of an environment or tenant, such as resource:default/claims-dev',
  );

const changeSchema = z.strictObject({
  intent: z.literal('change'),
  entityRef,
  /** Values by name; null goes back to the default of the stage. */
  parameters: parameters.optional(),
  monthlyBudget: z.number().optional(),
  /** By so many hours more a preview lives. */
  extendHours: z.number().int().min(1).max(336).optional(),
  seen: seenSchema.optional(),
});

const upgradeSchema = z.strictObject({
  intent: z.literal('upgrade'),
  entityRef,
  version: z.string().max(64),
  /** Values by name, for what the version adds; null goes back to the default of the stage. */
  parameters: parameters.optional(),
  /** What may be replaced, in the words of the version. */
  replaces: z.array(z.string()).optional(),
  seen: seenSchema.optional(),
});

const promoteSchema = z.strictObject({
  intent: z.literal('promote'),
  /** The environment that gets the values. */
  entityRef,
  /** The one that they come from. */
  from: entityRef,
  /** Parameters that stay as they are. */
  keep: z.array(z.string().max(64)).max(100).optional(),
  /** What a newer version may replace, in its words. */
  replaces: z.array(z.string()).optional(),
  /** What the form showed of both. */
  seen: seenSchema.optional(),
  seenFrom: seenSchema.optional(),
});

const failoverSchema = z.strictObject({
  intent: z.literal('failover'),
  entityRef,
  step: z.enum(['switch', 'fence', 'rejoin']),
  reason: z.string().max(300),
  /** Whether the region that serves does not answer; only for switch. */
  regionLost: z.boolean().optional(),
  /** ARN of what DocumentDB is restored from; only for switch. */
  snapshot: z.string().max(300).optional(),
});

const rollbackSchema = z.strictObject({
  intent: z.literal('rollback'),
  entityRef,
  /** One of the protected branch whose deployment succeeded. */
  commit,
  /** The unit's name, where data or an address would be lost. */
  confirm: z.string().optional(),
});

const revertSchema = z.strictObject({
  intent: z.literal('repair'),
  entityRef,
  /** The deployment puts back what the templates say. */
  way: z.literal('revert'),
  reason: z.string(),
});

const adoptSchema = z.strictObject({
  intent: z.literal('repair'),
  entityRef,
  /** The unit's parameters become what was found. */
  way: z.literal('adopt'),
});

const prepareSchema = z.strictObject({
  intent: z.literal('decommission'),
  entityRef,
  step: z.literal('prepare'),
  reason: z.string(),
  /** Where its data is kept, and until which day. */
  exportedTo: z.string().optional(),
  keptUntil: z.string().optional(),
  /** Who says that the data may go, and why. */
  dataWaiver: z.string().optional(),
  liftTerminationProtection: z.boolean().optional(),
});

const removeSchema = z.strictObject({
  intent: z.literal('decommission'),
  entityRef,
  step: z.literal('remove'),
  /** The unit's name. */
  confirm: z.string(),
});

/** A request that a unit which exists becomes another one or ends, as the steps of a template hand it on. */
export const lifeRequestSchema = z.discriminatedUnion('intent', [
  changeSchema,
  upgradeSchema,
  promoteSchema,
  failoverSchema,
  rollbackSchema,
  z.discriminatedUnion('way', [revertSchema, adoptSchema]),
  z.discriminatedUnion('step', [prepareSchema, removeSchema]),
]);

/** Such a request; its rules beyond the shape are those of its intent. */
export type LifeRequest = z.infer<typeof lifeRequestSchema>;

/** What such a request does. */
type LifeIntent = Extract<RequestIntent, LifeRequest['intent']>;

/** The request of one intent. */
export type LifeRequestOf<I extends LifeIntent> = Extract<
  LifeRequest,
  { intent: I }
>;
