import { z } from 'zod';
import { drillsSchema } from '../../drills';
import { firewallShape } from '../../firewall';
import { certifiedNameSchema } from '../../names';
import {
  availabilityZonesSchema,
  drRegionSchema,
  networkCidrSchema,
  databaseVersionSchema,
} from '../../parts';
import {
  containerPortSchema,
  healthCheckPathSchema,
  hostedZoneIdSchema,
  imageSchema,
  taskSizeSchema,
} from '../../serviceParts';
import { servingShape } from './servingParameters';

/** Classes that PostgreSQL and DocumentDB both have, cheapest first. */
export const DOCUMENT_CLASSES = [
  'db.t4g.medium',
  'db.r5.large',
  'db.r5.xlarge',
  'db.r5.2xlarge',
  'db.r6g.large',
  'db.r6g.xlarge',
  'db.r6g.2xlarge',
] as const;

const DATABASE_CLASSES = [
  ...DOCUMENT_CLASSES,
  'db.r7g.large',
  'db.r7g.xlarge',
  'db.r7g.2xlarge',
] as const;

/** Node types of Redis, cheapest first. */
export const CACHE_CLASSES = [
  'cache.t4g.small',
  'cache.t4g.medium',
  'cache.r5.large',
  'cache.r5.xlarge',
  'cache.r6g.large',
  'cache.r6g.xlarge',
] as const;

const databaseClassSchema = z.enum(DATABASE_CLASSES);

/** What a container platform can be asked for. */
export const containerPlatformParameters = z.strictObject({
  cidr: networkCidrSchema,
  availabilityZones: availabilityZonesSchema,
  natGateways: z.enum(['single', 'per-zone']).meta({
    title: 'NAT gateways',
    description:
      'One for the whole network is cheaper; one per zone survives the loss of a zone.',
  }),
  domainName: certifiedNameSchema.meta({
    title: 'Domain name',
    description:
      'Where people reach the platform. The load balancers answer at origin.<domain name>.',
    examples: ['app.example.com'],
  }),
  hostedZoneId: hostedZoneIdSchema,
  image: imageSchema,
  containerPort: containerPortSchema,
  healthCheckPath: healthCheckPathSchema,
  taskSize: taskSizeSchema,
  databaseVersion: databaseVersionSchema,
  databaseClass: databaseClassSchema.meta({
    title: 'Database class',
    description: 'Instance class of PostgreSQL.',
  }),
  databaseInstances: z
    .number()
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(2, 'must be at most 2: a primary and its standby')
    .meta({
      title: 'Database instances',
      description:
        'Of PostgreSQL and of DocumentDB: 2 survive the loss of a zone, 1 does not.',
    }),
  databaseStorageGiB: z
    .number()
    .int('must be a whole number of GiB')
    .min(20, 'must be at least 20 GiB, the smallest gp3 volume')
    .max(16384, 'must be at most 16384 GiB')
    .meta({
      title: 'Database storage (GiB)',
      description:
        'Of PostgreSQL; it grows by itself up to twice this size, and never shrinks.',
    }),
  documentClass: z.enum(DOCUMENT_CLASSES).meta({
    title: 'Document database class',
    description: 'Instance class of DocumentDB.',
  }),
  cacheClass: z.enum(CACHE_CLASSES).meta({
    title: 'Cache class',
    description: 'Node type of Redis.',
  }),
  cacheNodes: z
    .number()
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(6, 'must be at most 6: one primary and five replicas')
    .meta({
      title: 'Cache nodes',
      description:
        'One primary and its replicas. Two or more survive the loss of a zone.',
    }),
  ...firewallShape,
  originKey: z
    .number()
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(9999, 'must be at most 9999')
    .meta({
      title: 'Key of the origin',
      description:
        'Counts the keys by which the load balancers know the distribution; one more rotates it. 0 makes the first without demanding it, for the one deployment that introduces it.',
    }),
  shieldAdvanced: z.boolean().meta({
    title: 'Shield Advanced',
    description:
      'Shield Standard is always on. Advanced needs a subscription of the organization (3000 US dollars a month).',
  }),
  grafana: z.boolean().meta({
    title: 'Managed Grafana',
    description:
      'A workspace that reads the metrics; people sign in through IAM Identity Center. Without it the CloudWatch dashboard remains.',
  }),
  drRegion: drRegionSchema,
  drCidr: networkCidrSchema.optional().meta({
    title: 'Network in the DR region (CIDR)',
    description:
      'Left out: the same block as the primary network. Name another one if both are to be routed to each other.',
  }),
  drDatabaseClass: databaseClassSchema.meta({
    title: 'Database class in the DR region',
    description: 'Instance class of the PostgreSQL standby there.',
  }),
  ...servingShape,
  drills: drillsSchema,
});

/** Complete parameters of a container platform. */
export type ContainerPlatformParameters = z.output<
  typeof containerPlatformParameters
>;
