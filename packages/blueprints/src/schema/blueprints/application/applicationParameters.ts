import { z } from 'zod';
import {
  availabilityZonesSchema,
  drRegionSchema,
  networkCidrSchema,
  ttlHoursSchema,
  databaseVersionSchema,
} from '../../parts';

/** Database classes that the form offers, cheapest first. */
const DATABASE_CLASSES = [
  'db.t4g.micro',
  'db.t4g.small',
  'db.t4g.medium',
  'db.t4g.large',
  'db.m6g.large',
  'db.m6g.xlarge',
  'db.m7g.large',
  'db.m7g.xlarge',
  'db.r6g.large',
  'db.r6g.xlarge',
  'db.r6g.2xlarge',
  'db.r7g.large',
  'db.r7g.xlarge',
  'db.r7g.2xlarge',
] as const;

/** AWS services with an interface endpoint in the private subnets on request; S3 always has a free gateway. */
export const PRIVATE_ENDPOINTS = [
  'ecr',
  'kms',
  'logs',
  'secretsmanager',
  'ssm',
  'sts',
  'xray',
] as const;

/** What an application environment can be asked for. */
export const applicationParameters = z.strictObject({
  cidr: networkCidrSchema,
  availabilityZones: availabilityZonesSchema,
  natGateways: z.enum(['single', 'per-zone']).meta({
    title: 'NAT gateways',
    description:
      'One for the whole network is cheaper; one per zone survives the loss of a zone.',
  }),
  databaseVersion: databaseVersionSchema,
  databaseClass: z.enum(DATABASE_CLASSES).meta({
    title: 'Database class',
    description: 'Instance class of the PostgreSQL database.',
  }),
  databaseStorageGiB: z
    .number()
    .int('must be a whole number of GiB')
    .min(20, 'must be at least 20 GiB, the smallest gp3 volume')
    .max(16384, 'must be at most 16384 GiB')
    .meta({
      title: 'Database storage (GiB)',
      description:
        'Grows by itself up to twice this size. It can grow by request, never shrink.',
    }),
  databaseMultiAz: z.boolean().meta({
    title: 'Standby database in a second zone',
    description: 'Fails over by itself; doubles the cost of the instance.',
  }),
  privateEndpoints: z
    .array(z.enum(PRIVATE_ENDPOINTS))
    .max(PRIVATE_ENDPOINTS.length)
    .meta({
      title: 'Private endpoints (PrivateLink)',
      description:
        'AWS services that workloads reach without the internet; each costs an hourly price per zone.',
      uniqueItems: true,
    }),
  drRegion: drRegionSchema,
  drDatabase: z.enum(['copies', 'replica']).meta({
    title: 'Database in the DR region',
    description:
      'copies: backups are copied every 12 hours. replica: a standby that follows within seconds, at the price of a second instance.',
  }),
  drCidr: networkCidrSchema.optional().meta({
    title: 'Network in the DR region (CIDR)',
    description:
      'Left out: the same block as the primary network. Name another one if both are to be routed to each other.',
  }),
  ttlHours: ttlHoursSchema.optional(),
});

/** Complete parameters of an application environment. */
export type ApplicationParameters = z.output<typeof applicationParameters>;
