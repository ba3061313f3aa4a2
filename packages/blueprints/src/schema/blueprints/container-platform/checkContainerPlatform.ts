import { cidrsOverlap } from '../../cidr';
import type { OpenNetwork } from '../../blueprint';
import type { Issue } from '../../issue';
import {
  checkClass,
  checkDrRegion,
  checkService,
  checkZones,
} from '../../parts';
import { offersClass } from '../../regions';
import type { UnitEnvelope } from '../../unit';
import type { ContainerPlatformParameters } from './containerPlatformParameters';
import { PLATFORM_SIZES } from './platformSizes';
import { checkServing } from './servingParameters';

/** Rules between the parameters of a container platform, its stage and its regions. */
export function checkContainerPlatform(
  unit: UnitEnvelope,
  parameters: OpenNetwork<ContainerPlatformParameters>,
): Issue[] {
  return [
    ...checkZones(unit, parameters.availabilityZones),
    ...checkClass(unit.region, 'databaseClass', parameters.databaseClass),
    ...checkClass(unit.region, 'documentClass', parameters.documentClass),
    ...checkService(unit.region, 'region', 'Amazon DocumentDB'),
    ...checkClass(unit.region, 'cacheClass', parameters.cacheClass),
    ...checkRecovery(unit, parameters),
    ...checkServing(unit, parameters),
    ...checkProduction(unit, parameters),
  ];
}

function checkRecovery(
  unit: UnitEnvelope,
  parameters: OpenNetwork<ContainerPlatformParameters>,
): Issue[] {
  const { cidr, drRegion, drCidr, cacheClass, documentClass } = parameters;
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
  if (drCidr && cidr && cidrsOverlap(drCidr, cidr)) {
    issues.push({
      parameter: 'parameters.drCidr',
      message: `overlaps cidr ${cidr}; choose a free block so that both networks can be routed to each other, or leave it out`,
    });
  }
  return issues;
}

function checkProduction(
  unit: UnitEnvelope,
  parameters: OpenNetwork<ContainerPlatformParameters>,
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
      'must name a region at stage production: without one nothing survives the loss of the primary region; where the jurisdiction has no second region, data leave it by your choice',
    ],
  ];
  return rules
    .filter(([broken]) => broken)
    .map(([, parameter, message]) => ({
      parameter: `parameters.${parameter}`,
      message,
    }));
}
