import { z } from 'zod';
import { defineBlueprint } from '../blueprint';
import { cidrsOverlap } from '../cidr';
import { drillsSchema } from '../drills';
import type { Issue } from '../issue';
import { hostNameSchema } from '../names';
import {
  availabilityZonesSchema,
  checkClass,
  checkDrRegion,
  checkService,
  checkZones,
  drRegionSchema,
  networkCidrSchema,
} from '../parts';
import { offersClass } from '../regions';
import {
  containerPortSchema,
  healthCheckPathSchema,
  hostedZoneIdSchema,
  imageSchema,
  type TASK_SIZES,
  taskSizeSchema,
} from '../serviceParts';
import type { Stage } from '../stages';
import type { Unit } from '../unit';
import { containerPlatformForm } from './formLayouts';

/** Classes that PostgreSQL and DocumentDB both have, cheapest first. */
const DOCUMENT_CLASSES = [
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

const CACHE_CLASSES = [
  'cache.t4g.small',
  'cache.t4g.medium',
  'cache.r5.large',
  'cache.r5.xlarge',
  'cache.r6g.large',
  'cache.r6g.xlarge',
] as const;

interface Size {
  readonly availabilityZones: 2 | 3;
  readonly natGateways: 'single' | 'per-zone';
  readonly databaseClass: (typeof DOCUMENT_CLASSES)[number];
  /** PostgreSQL: 2 is a primary and its standby. DocumentDB: a writer and its readers. */
  readonly databaseInstances: 1 | 2;
  readonly cacheClass: (typeof CACHE_CLASSES)[number];
  readonly cacheNodes: number;
  readonly databaseStorageGiB: number;
  readonly taskSize: keyof typeof TASK_SIZES;
}

/** How large the platform is (SAAS-8); `recovery` is what stands by in the DR region. */
// prettier-ignore
export const PLATFORM_SIZES: Readonly<Record<'production' | 'recovery' | 'staging' | 'dev', Size>> = {
  production: { availabilityZones: 3, natGateways: 'per-zone', databaseClass: 'db.r5.2xlarge', databaseInstances: 2, cacheClass: 'cache.r5.large',  cacheNodes: 3, databaseStorageGiB: 500, taskSize: 'large'  },
  recovery:   { availabilityZones: 2, natGateways: 'per-zone', databaseClass: 'db.r5.xlarge',  databaseInstances: 1, cacheClass: 'cache.r5.large',  cacheNodes: 2, databaseStorageGiB: 500, taskSize: 'large'  },
  staging:    { availabilityZones: 2, natGateways: 'per-zone', databaseClass: 'db.r5.large',   databaseInstances: 1, cacheClass: 'cache.r5.large',  cacheNodes: 1, databaseStorageGiB: 100, taskSize: 'medium' },
  dev:        { availabilityZones: 2, natGateways: 'single',   databaseClass: 'db.t4g.medium', databaseInstances: 1, cacheClass: 'cache.t4g.small', cacheNodes: 1, databaseStorageGiB: 50,  taskSize: 'small'  },
};

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
  domainName: hostNameSchema.meta({
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
  databaseVersion: z.enum(['15', '16', '17']).meta({
    title: 'PostgreSQL version',
    description: 'Major version; minor versions are applied automatically.',
  }),
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
  requestLimit: z
    .number()
    .int('must be a whole number')
    .min(100, 'must be at least 100')
    .max(2_000_000, 'must be at most 2000000')
    .meta({
      title: 'Requests of one address in 5 minutes',
      description: 'The web application firewall blocks an address above it.',
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
  traffic: z.enum(['primary', 'dr']).meta({
    title: 'Traffic goes to',
    description:
      'primary: the DR region takes over when the primary fails. dr: traffic is switched there, for a drill or a failover.',
  }),
  drills: drillsSchema,
});

/** Complete parameters of a container platform. */
export type ContainerPlatformParameters = z.output<
  typeof containerPlatformParameters
>;

/** A multi-region container platform, version 1.0.0. */
export const containerPlatform = defineBlueprint({
  name: 'container-platform',
  version: '1.0.0',
  kind: 'environment',
  title: 'Container platform',
  description:
    'Fargate services with blue-green deployment behind CloudFront and WAF; PostgreSQL, DocumentDB, Redis; a DR region.',
  stages: ['dev', 'staging', 'production'],
  stackClass: 'ContainerPlatform',
  parameters: containerPlatformParameters,
  form: containerPlatformForm,
  recordsDrills: true,
  defaults: (stage, region) => {
    const size = PLATFORM_SIZES[sizeOf(stage)];
    return {
      ...size,
      documentClass: size.databaseClass,
      image: 'public.ecr.aws/docker/library/httpd:2.4',
      containerPort: 80,
      healthCheckPath: '/',
      databaseVersion: '15' as const,
      requestLimit: 2000,
      shieldAdvanced: false,
      grafana: false,
      drRegion: stage === 'production' ? partnerOf(region) : 'none',
      drDatabaseClass: PLATFORM_SIZES.recovery.databaseClass,
      traffic: 'primary' as const,
    };
  },
  example: () => ({
    cidr: '10.0.0.0/16',
    domainName: 'app.example.com',
    hostedZoneId: 'Z0123456789EXAMPLE',
  }),
  check: (unit, parameters) => [
    ...checkZones(unit, parameters.availabilityZones),
    ...checkClass(unit.region, 'databaseClass', parameters.databaseClass),
    ...checkClass(unit.region, 'documentClass', parameters.documentClass),
    ...checkService(unit.region, 'region', 'Amazon DocumentDB'),
    ...checkClass(unit.region, 'cacheClass', parameters.cacheClass),
    ...checkRecovery(unit, parameters),
    ...checkProduction(unit, parameters),
  ],
  sizes: {
    standard: {},
    full: {
      drRegion: 'us-west-2',
      cacheNodes: 3,
      databaseInstances: 2,
      grafana: true,
      shieldAdvanced: true,
      image:
        '123456789012.dkr.ecr.us-east-1.amazonaws.com/platform/web:2026-01-15',
    },
  },
});

function sizeOf(stage: Stage): 'dev' | 'staging' | 'production' {
  return stage === 'production' || stage === 'staging' ? stage : 'dev';
}

function partnerOf(region: string | undefined): string {
  return region === 'us-west-2' ? 'us-east-1' : 'us-west-2';
}

function checkRecovery(
  unit: Unit,
  parameters: ContainerPlatformParameters,
): Issue[] {
  const { cidr, drRegion, drCidr, cacheClass, documentClass, traffic } =
    parameters;
  const issues = checkDrRegion(unit, drRegion, {
    availabilityZones: PLATFORM_SIZES.recovery.availabilityZones,
    databaseClass: parameters.drDatabaseClass,
  });
  if (drRegion === 'none') {
    if (drCidr) {
      issues.push({
        parameter: 'parameters.drCidr',
        message:
          'is only for a DR region, and drRegion is "none"; remove it or name a region',
      });
    }
    if (traffic === 'dr') {
      issues.push({
        parameter: 'parameters.traffic',
        message:
          'must be "primary" while drRegion is "none": there is nowhere to switch to',
      });
    }
    return issues;
  }
  const parameter = 'parameters.drRegion';
  // DocumentDB is restored there after a failover.
  for (const instanceClass of [cacheClass, documentClass]) {
    if (!offersClass(drRegion, instanceClass)) {
      issues.push({
        parameter,
        message: `${drRegion} does not offer ${instanceClass} according to our table; choose another region or class`,
      });
    }
  }
  issues.push(...checkService(drRegion, parameter, 'Amazon DocumentDB'));
  if (drCidr && cidrsOverlap(drCidr, cidr)) {
    issues.push({
      parameter: 'parameters.drCidr',
      message: `overlaps cidr ${cidr}; choose a free block so that both networks can be routed to each other, or leave it out`,
    });
  }
  return issues;
}

function checkProduction(
  unit: Unit,
  parameters: ContainerPlatformParameters,
): Issue[] {
  if (unit.stage !== 'production') {
    return [];
  }
  const rules: Array<[broken: boolean, parameter: string, message: string]> = [
    [
      parameters.availabilityZones < 3,
      'availabilityZones',
      'must be 3 at stage production: two zones leave one after a loss',
    ],
    [
      parameters.databaseInstances < 2,
      'databaseInstances',
      'must be 2 at stage production: a database in a single zone is lost with it',
    ],
    [
      parameters.cacheNodes < 2,
      'cacheNodes',
      'must be at least 2 at stage production: a cache in a single zone is lost with it',
    ],
    [
      parameters.natGateways !== 'per-zone',
      'natGateways',
      'must be "per-zone" at stage production: one NAT gateway ties all zones to its own',
    ],
    [
      parameters.drRegion === 'none',
      'drRegion',
      'must name a region at stage production: without one nothing survives the loss of the primary region',
    ],
  ];
  return rules
    .filter(([broken]) => broken)
    .map(([, parameter, message]) => ({
      parameter: `parameters.${parameter}`,
      message,
    }));
}
