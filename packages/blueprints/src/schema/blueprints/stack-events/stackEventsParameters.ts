import { z } from 'zod';
import { accountIdSchema, regionCodeSchema } from '../../names';

/** What the rule of an account and region can be asked for. */
export const stackEventsParameters = z.strictObject({
  portalAccount: accountIdSchema.meta({
    title: 'Account of the portal',
    description: 'Where the unit of blueprint host-app is.',
    examples: ['123456789012'],
  }),
  portalRegion: regionCodeSchema.meta({
    title: 'Region of the portal',
    description: 'The region of its queue of stack events.',
    examples: ['us-east-1'],
  }),
});

/** Complete parameters of the rule. */
export type StackEventsParameters = z.output<typeof stackEventsParameters>;
