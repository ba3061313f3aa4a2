import { z } from 'zod';
import { defineBlueprint, WORKLOAD_STAGES } from '../blueprint';
import type { Issue } from '../issue';
import {
  availabilityZonesSchema,
  checkClass,
  checkDrRegion,
  checkTtl,
  checkZones,
  drRegionSchema,
  networkCidrSchema,
  ttlHoursSchema,
} from '../parts';
import { findRegion } from '../regions';
import type { Stage } from '../stages';
import type { Unit } from '../unit';
import { applicationForm } from './formLayouts';

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
  databaseVersion: z.enum(['15', '16', '17']).meta({
    title: 'PostgreSQL version',
    description: 'Major version; minor versions are applied automatically.',
  }),
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

type Sizing = Omit<
  ApplicationParameters,
  'cidr' | 'drRegion' | 'drDatabase' | 'drCidr' | 'ttlHours'
>;

const SMALL: Sizing = {
  availabilityZones: 2,
  natGateways: 'single',
  databaseVersion: '17',
  databaseClass: 'db.t4g.micro',
  databaseStorageGiB: 20,
  databaseMultiAz: false,
  privateEndpoints: [],
};

// Staging mirrors production (FND-4), so that what passes there holds in production.
const LARGE: Sizing = {
  availabilityZones: 3,
  natGateways: 'per-zone',
  databaseVersion: '17',
  databaseClass: 'db.m6g.large',
  databaseStorageGiB: 100,
  databaseMultiAz: true,
  privateEndpoints: ['kms', 'logs', 'secretsmanager'],
};

const SIZING: Record<Stage, Sizing> = {
  preview: SMALL,
  dev: { ...SMALL, databaseClass: 'db.t4g.small' },
  staging: LARGE,
  production: LARGE,
  shared: LARGE,
};

/** The region that backs up another one by default (FND-1); others name theirs. */
const DR_PARTNER: Record<string, string> = {
  'us-east-1': 'us-west-2',
  'us-east-2': 'us-west-2',
  'us-west-2': 'us-east-1',
  'eu-west-1': 'eu-central-1',
  'eu-central-1': 'eu-west-1',
};

/** An application environment, version 1.0.0. */
export const application = defineBlueprint({
  name: 'application',
  version: '1.0.0',
  kind: 'environment',
  title: 'Application environment',
  description:
    'A network in two or three zones, a PostgreSQL database, an encrypted bucket, logs, alarms and a budget.',
  stages: WORKLOAD_STAGES,
  stackClass: 'ApplicationEnvironment',
  parameters: applicationParameters,
  form: applicationForm,
  defaults: (stage, region) => {
    const zones = findRegion(region ?? '')?.zones.length ?? 3;
    const sizing = SIZING[stage];
    return {
      ...sizing,
      availabilityZones: Math.min(sizing.availabilityZones, Math.max(zones, 2)),
      drRegion:
        stage === 'production' ? (DR_PARTNER[region ?? ''] ?? 'none') : 'none',
      drDatabase: 'replica' as const,
    };
  },
  example: stage => ({
    cidr: '10.20.0.0/16',
    ttlHours: stage === 'preview' ? 72 : undefined,
  }),
  check: (unit, parameters) => [
    ...checkZones(unit, parameters.availabilityZones),
    ...checkClass(unit.region, 'databaseClass', parameters.databaseClass),
    ...checkDrRegion(unit, parameters.drRegion, parameters),
    ...checkTtl(unit, parameters.ttlHours),
    ...checkProduction(unit, parameters),
  ],
  sizes: {
    small: { databaseClass: 'db.t4g.medium', databaseStorageGiB: 50 },
    medium: { databaseClass: 'db.m6g.large', databaseStorageGiB: 100 },
    large: {
      databaseClass: 'db.r6g.2xlarge',
      databaseStorageGiB: 500,
      privateEndpoints: [...PRIVATE_ENDPOINTS],
    },
    copies: { drRegion: 'us-west-2', drDatabase: 'copies' },
  },
});

function checkProduction(
  unit: Unit,
  parameters: ApplicationParameters,
): Issue[] {
  if (unit.stage !== 'production') {
    return [];
  }
  const issues: Issue[] = [];
  if (!parameters.databaseMultiAz) {
    issues.push({
      parameter: 'parameters.databaseMultiAz',
      message:
        'must be true at stage production: a database in a single zone is lost with it',
    });
  }
  if (parameters.natGateways !== 'per-zone') {
    issues.push({
      parameter: 'parameters.natGateways',
      message:
        'must be "per-zone" at stage production: one NAT gateway ties all zones to its own',
    });
  }
  return issues;
}
