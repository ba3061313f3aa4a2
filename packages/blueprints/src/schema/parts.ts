import { z } from 'zod';
import { isPrivateCidr, parseCidr } from './cidr';
import { POSTGRES_VERSIONS } from './engineVersions';
import { hostNameSchema } from './names';
import type { Issue } from './issue';
import {
  findRegion,
  offersClass,
  type RegionalService,
  REGIONS,
} from './regions';
import type { UnitEnvelope } from './unit';

/** The block of a VPC: private, between /16 and /20, so that every blueprint's subnets fit. */
export const networkCidrSchema = z
  .string()
  .refine(text => parseCidr(text) !== undefined, {
    message:
      'must be an IPv4 block whose host bits are zero, such as 10.20.0.0/16',
    abort: true,
  })
  .refine(
    text => {
      const { prefix } = parseCidr(text) ?? { prefix: 0 };
      return prefix >= 16 && prefix <= 20;
    },
    { message: 'must have a prefix from /16 to /20', abort: true },
  )
  .refine(isPrivateCidr, {
    message:
      'must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918)',
  })
  .meta({
    title: 'Network (CIDR)',
    description:
      'A private block that no other environment uses, from /16 to /20. It cannot change later.',
    pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/(1[6-9]|20)$',
    examples: ['10.20.0.0/16'],
    ofPlace: true,
  });

/** How many availability zones the network spans. */
export const availabilityZonesSchema = z
  .number()
  .int('must be a whole number')
  .min(2, 'must be at least 2: databases need subnets in two zones')
  .max(3, 'must be at most 3')
  .meta({
    title: 'Availability zones',
    description:
      'How many zones the network spans. It cannot change later: the subnets of all zones would be replaced.',
  });

/** The major version of PostgreSQL. */
export const databaseVersionSchema = z.enum(POSTGRES_VERSIONS).meta({
  title: 'PostgreSQL version',
  description:
    'Major version; minor versions are applied automatically. It can go up later, which stops the database for minutes, and never back.',
});

/** Region of the copies for disaster recovery, or `none`. */
export const drRegionSchema = z
  .enum(
    ['none', ...REGIONS.map(({ code }) => code)],
    'must be "none" or a region that blueprints know',
  )
  .meta({
    title: 'Disaster-recovery region',
    description:
      'Where backups and objects are copied to. "none" keeps all data in the environment’s region.',
    ofPlace: true,
  });

/** When parameters of disaster recovery matter in a form: once a region is named. */
export const WITH_DR = { drRegion: { not: ['none'] } } as const;

/** Hours until a preview is removed. */
export const ttlHoursSchema = z
  .number()
  .int('must be a whole number of hours')
  .min(1, 'must be at least 1 hour')
  .max(336, 'must be at most 336 hours, which is 14 days')
  .meta({
    title: 'Time to live (hours)',
    description:
      'When a preview is due for removal. Required for previews, refused elsewhere.',
    ofPlace: true,
  });

/** When the time to live matters in a form. */
export const IN_PREVIEWS = { ttlHours: { stage: ['preview'] } } as const;

/** The host names that workloads may call. */
export const allowedDomainsSchema = z
  .array(hostNameSchema)
  .max(100, 'must have at most 100 entries')
  .refine(domains => new Set(domains).size === domains.length, {
    message: 'must not name a domain twice',
  })
  .meta({
    title: 'Allowed outbound domains',
    description:
      'Host names that workloads may call over HTTPS; everything else is refused.',
  });

/** Refuses more zones than the region's table has. */
export function checkZones(
  unit: UnitEnvelope,
  availabilityZones: number,
): Issue[] {
  const zones = findRegion(unit.region)?.zones.length ?? 0;
  return availabilityZones > zones
    ? [
        {
          parameter: 'parameters.availabilityZones',
          message: `${unit.region} offers ${zones} zones, and ${availabilityZones} are asked for; ask for fewer or choose another region`,
        },
      ]
    : [];
}

/** Refuses an instance class that our table does not list for the region. */
export function checkClass(
  region: string,
  parameter: string,
  instanceClass: string,
): Issue[] {
  return offersClass(region, instanceClass)
    ? []
    : [
        {
          parameter: `parameters.${parameter}`,
          message: `${instanceClass} is not offered in ${region} according to our table; choose one of the families ${findRegion(region)?.families.join(', ') ?? '(none)'}`,
        },
      ];
}

/** Refuses a region, named by the parameter, that lacks a service of the blueprint. */
export function checkService(
  region: string,
  parameter: string,
  service: RegionalService,
): Issue[] {
  return findRegion(region)?.lacks.includes(service)
    ? [
        {
          parameter,
          message: `${region} has no ${service} according to our table; choose another region`,
        },
      ]
    : [];
}

/**
 * Refuses a DR region that equals the primary one, or that lacks the zones or the database class which the primary has.
 */
export function checkDrRegion(
  unit: UnitEnvelope,
  drRegion: string,
  needs: { availabilityZones: number; databaseClass: string },
): Issue[] {
  if (drRegion === 'none') {
    return [];
  }
  const parameter = 'parameters.drRegion';
  if (drRegion === unit.region) {
    return [
      {
        parameter,
        message: `must differ from the unit's region ${unit.region}; a copy in the same region does not survive its loss`,
      },
    ];
  }
  const zones = findRegion(drRegion)?.zones.length ?? 0;
  const issues: Issue[] = [];
  if (zones < needs.availabilityZones) {
    issues.push({
      parameter,
      message: `${drRegion} offers ${zones} zones, and ${needs.availabilityZones} are asked for; choose another region, or fewer zones`,
    });
  }
  if (!offersClass(drRegion, needs.databaseClass)) {
    issues.push({
      parameter,
      message: `${drRegion} does not offer ${needs.databaseClass} according to our table; choose another region or class`,
    });
  }
  return issues;
}

/** Asks for a time to live on previews, and refuses it elsewhere. */
export function checkTtl(
  unit: UnitEnvelope,
  ttlHours: number | undefined,
): Issue[] {
  const parameter = 'parameters.ttlHours';
  if (unit.stage === 'preview' && ttlHours === undefined) {
    return [
      {
        parameter,
        message:
          'is required at stage preview, which must say when it is due for removal; name 1 to 336 hours',
      },
    ];
  }
  return unit.stage !== 'preview' && ttlHours !== undefined
    ? [
        {
          parameter,
          message: `is only for stage preview; a ${unit.stage} unit lives until it is retired`,
        },
      ]
    : [];
}
