import { checkClass, checkZones } from '../../parts';
import type { OpenNetwork } from '../../blueprint';
import type { Issue } from '../../issue';
import type { Stage } from '../../stages';
import type { UnitEnvelope } from '../../unit';
import type { PlatformServicesParameters } from './platformServicesParameters';

const production = (stage: Stage) =>
  stage === 'production' || stage === 'shared';

/** Rules between the parameters of the platform baseline, its stage and its region. */
export function checkPlatformServices(
  unit: UnitEnvelope,
  parameters: OpenNetwork<PlatformServicesParameters>,
): Issue[] {
  return [
    ...checkZones(unit, parameters.availabilityZones),
    ...checkClass(unit.region, 'databaseClass', parameters.databaseClass),
    ...(production(unit.stage) && !parameters.databaseMultiAz
      ? [refuse('databaseMultiAz', 'must be true', unit.stage)]
      : []),
    ...(production(unit.stage) && parameters.natGateways !== 'per-zone'
      ? [refuse('natGateways', 'must be "per-zone"', unit.stage)]
      : []),
  ];
}

function refuse(parameter: string, rule: string, stage: Stage): Issue {
  return {
    parameter: `parameters.${parameter}`,
    message: `${rule} at stage ${stage}: what lives in a single zone is lost with it`,
  };
}
