import { z } from 'zod';
import {
  allowedDomainsSchema,
  availabilityZonesSchema,
  networkCidrSchema,
  databaseVersionSchema,
} from '../../parts';

const METADATA_CLASSES = [
  'db.t4g.micro',
  'db.t4g.small',
  'db.t4g.medium',
  'db.t4g.large',
  'db.m6g.large',
  'db.m6g.xlarge',
  'db.r6g.large',
  'db.r6g.xlarge',
] as const;

/** What the platform baseline can be asked for. */
export const platformServicesParameters = z.strictObject({
  cidr: networkCidrSchema,
  availabilityZones: availabilityZonesSchema,
  natGateways: z.enum(['single', 'per-zone']).meta({
    title: 'NAT gateways',
    description:
      'One for the whole network is cheaper; one per zone survives the loss of a zone.',
  }),
  allowedDomains: allowedDomainsSchema,
  databaseVersion: databaseVersionSchema,
  databaseClass: z.enum(METADATA_CLASSES).meta({
    title: 'Database class',
    description: 'Instance class of each of the three metadata databases.',
  }),
  databaseStorageGiB: z
    .number()
    .int('must be a whole number of GiB')
    .min(20, 'must be at least 20 GiB, the smallest gp3 volume')
    .max(16384, 'must be at most 16384 GiB')
    .meta({
      title: 'Database storage (GiB)',
      description:
        'For each of the three. Grows by itself up to twice this size.',
    }),
  databaseMultiAz: z.boolean().meta({
    title: 'Standby databases in a second zone',
    description: 'Fail over by themselves; double the cost of the instances.',
  }),
  hostRepository: z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/,
      'must be owner/repository, such as acme/host-app',
    )
    .meta({
      title: 'Repository of the host application',
      description:
        'owner/repository whose pipeline may publish the Admin Host App here.',
      examples: ['acme/host-app'],
    }),
  issuer: z
    .string()
    .max(200, 'must have at most 200 characters')
    .regex(
      /^[a-z0-9.-]+\.[a-z]{2,}(\/[A-Za-z0-9._-]+)*$/,
      'must be the issuer of OIDC tokens without https://, such as token.actions.githubusercontent.com',
    )
    .meta({
      title: 'OIDC issuer',
      description:
        'Whose provider the bootstrap of this account made, without https://.',
    }),
  guardDuty: z.boolean().meta({
    title: 'Create the GuardDuty detector',
    description:
      'An account has one detector in each region; turn it off where the organization made it.',
  }),
});

/** Complete parameters of the platform baseline. */
export type PlatformServicesParameters = z.output<
  typeof platformServicesParameters
>;
