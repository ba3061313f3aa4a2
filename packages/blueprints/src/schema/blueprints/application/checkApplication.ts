import type { OpenNetwork } from '../../blueprint';
import type { Issue } from '../../issue';
import { checkClass, checkDrRegion, checkTtl, checkZones } from '../../parts';
import type { UnitEnvelope } from '../../unit';
import type { ApplicationParameters } from './applicationParameters';

/** Rules between the parameters of an application environment, its stage and its region. */
export function checkApplication(
  unit: UnitEnvelope,
  parameters: OpenNetwork<ApplicationParameters>,
): Issue[] {
  return [
    ...checkZones(unit, parameters.availabilityZones),
    ...checkClass(unit.region, 'databaseClass', parameters.databaseClass),
    ...checkDrRegion(unit, parameters.drRegion, parameters),
    ...checkTtl(unit, parameters.ttlHours),
    ...checkProduction(unit, parameters),
  ];
}

function checkProduction(
  unit: UnitEnvelope,
  parameters: OpenNetwork<ApplicationParameters>,
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
