import {
  NETWORK_HOST_PARAMETER,
  NETWORK_PARAMETER,
  type Parameters,
} from './blueprint';
import type { BlueprintRegistry } from './BlueprintRegistry';
import { inspectGuestDatabase } from './guestDatabase';
import { type Issue, quoteValue } from './issue';
import { unitNameSchema } from './names';
import { LENDING_STAGES } from './stages';
import type { Unit, UnitEnvelope } from './unit';

/** The environment in whose network a preview stands. */
export const networkHostSchema = unitNameSchema.meta({
  title: 'In the network of',
  description:
    'An environment of stage dev or staging in the same account and region, whose network, NAT gateways and addresses the preview uses. Left out: it gets a network of its own. It cannot change later.',
  examples: ['claims-dev'],
  ofPlace: true,
});

/** What the parameters of a unit may be that stands in the network of another. */
export function checkNetworkHost(
  { stage }: UnitEnvelope,
  parameters: Parameters,
): Issue[] {
  if (parameters[NETWORK_HOST_PARAMETER] === undefined) {
    return [];
  }
  const issue = (parameter: string, message: string): Issue => ({
    parameter: `parameters.${parameter}`,
    message,
  });
  const { privateEndpoints, transitGatewayId, drRegion } = parameters;
  return [
    ...(stage === 'preview'
      ? []
      : [
          issue(
            NETWORK_HOST_PARAMETER,
            `is for previews (got stage ${quoteValue(stage)}): what lasts has a network of its own`,
          ),
        ]),
    ...(parameters[NETWORK_PARAMETER] === undefined
      ? []
      : [
          issue(
            NETWORK_PARAMETER,
            `must be left out with ${NETWORK_HOST_PARAMETER}: the network is the host's`,
          ),
        ]),
    ...(Array.isArray(privateEndpoints) && privateEndpoints.length > 0
      ? [
          issue(
            'privateEndpoints',
            `must be empty with ${NETWORK_HOST_PARAMETER}: a network has one endpoint of each service, which is the host's`,
          ),
        ]
      : []),
    ...(transitGatewayId === undefined
      ? []
      : [
          issue(
            'transitGatewayId',
            `must be left out with ${NETWORK_HOST_PARAMETER}: the host is attached, or it is not`,
          ),
        ]),
    ...(drRegion === undefined || drRegion === 'none'
      ? []
      : [
          issue(
            'drRegion',
            `must be "none" with ${NETWORK_HOST_PARAMETER}: the host's network is in one region`,
          ),
        ]),
  ];
}

/** Whether the environment that a unit names for its network can be that. */
export function inspectNetworkHost(
  unit: Unit,
  units: readonly Unit[],
  blueprints: BlueprintRegistry,
): Issue[] {
  const name = unit.parameters[NETWORK_HOST_PARAMETER];
  if (name === undefined) {
    return [];
  }
  const issue = (message: string): Issue[] => [
    { parameter: `parameters.${NETWORK_HOST_PARAMETER}`, message },
  ];
  const host = units.find(
    other => other.kind === 'environment' && other.name === name,
  );
  if (!host) {
    return issue(
      `${quoteValue(name)} is not an environment of this repository`,
    );
  }
  if (!blueprints.find(host.blueprint, host.version)?.lendsNetwork) {
    return issue(
      `${host.name} is made by ${host.blueprint} ${host.version}, which lends its network to nobody; name one of application 1.1.0 or later`,
    );
  }
  if (!LENDING_STAGES.includes(host.stage)) {
    return issue(
      `${host.name} is of stage ${host.stage}; name an environment of stage ${LENDING_STAGES.join(' or ')}`,
    );
  }
  const place = (['account', 'region'] as const).find(
    key => unit[key] !== host[key],
  );
  if (place) {
    return issue(
      `${host.name} is in ${place} ${host[place]}, and ${unit.name} in ${unit[place]}: a network is in one of both`,
    );
  }
  const [own, lent] = [unit, host].map(each => zonesOf(each, blueprints));
  return own === lent
    ? inspectGuestDatabase(unit, host)
    : issue(
        `${host.name} has ${lent} availability zones, and ${unit.name} asks for ${own}: set availabilityZones to ${lent}`,
      );
}

function zonesOf(unit: Unit, blueprints: BlueprintRegistry): unknown {
  const blueprint = blueprints.find(unit.blueprint, unit.version);
  const defaults = blueprint?.defaultsFor(unit.stage, unit.region);
  return { ...defaults, ...unit.parameters }.availabilityZones;
}
