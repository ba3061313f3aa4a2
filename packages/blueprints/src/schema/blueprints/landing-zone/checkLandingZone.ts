import { checkZones } from '../../parts';
import { checkAccess } from './landingZoneAccess';
import { checkAccounts } from './landingZoneAccounts';
import { checkHub, needsHub } from './landingZoneNetwork';
import { checkOrganization } from './landingZoneOrganization';
import { checkShared } from './landingZoneShared';
import type { OpenNetwork } from '../../blueprint';
import type { Issue } from '../../issue';
import type { UnitEnvelope } from '../../unit';
import type { LandingZoneParameters } from './landingZoneParameters';

/** Rules between the parameters of a landing zone, its account and its region. */
export function checkLandingZone(
  unit: UnitEnvelope,
  parameters: OpenNetwork<LandingZoneParameters>,
): Issue[] {
  return [
    ...checkZones(unit, parameters.availabilityZones),
    ...checkHub(parameters),
    ...checkOrganization(unit, parameters),
    ...checkAccounts(unit, parameters),
    ...checkAccess(unit, parameters, parameters.managementAccount),
    ...checkShared(unit, parameters),
    ...(parameters.privateDomain && !parameters.hub
      ? [needsHub('privateDomain')]
      : []),
  ];
}
