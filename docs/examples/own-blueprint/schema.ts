import { defineBlueprint } from '@plinth/blueprints/schema';
import { z } from 'zod';

const parameters = z.strictObject({
  retentionDays: z
    .int('must be a whole number of days')
    .min(7, 'must be at least 7')
    .max(3650, 'must be at most 3650')
    .meta({
      title: 'Retention (days)',
      description: 'Older versions of an object are deleted after it.',
    }),
});

/** Complete parameters of an archive. */
export type ArchiveParameters = z.output<typeof parameters>;

/** A place for files that are rarely read, version 1.0.0. */
export const archive = defineBlueprint({
  name: 'acme-archive',
  version: '1.0.0',
  kind: 'environment',
  title: 'Archive',
  description: 'An encrypted bucket for files that are rarely read.',
  stages: ['dev', 'staging', 'production'],
  stackClass: 'Archive',
  stackPackage: '@acme/blueprints',
  parameters,
  defaults: stage => ({ retentionDays: stage === 'production' ? 365 : 30 }),
  sizes: { small: {} },
});

/** What the portal and the pipeline are told. */
export const blueprintSchemas = [archive];
