import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type BlueprintRegistry,
  cidrsOverlap,
  NETWORK_PARAMETER,
  parseCidr,
  unitPath,
  type Unit,
} from '@plinth/blueprints/schema';
import type {
  InfrastructureRepository,
  RequestPull,
} from '@plinth/repository/github';
import type { HeldNetwork } from './NetworkReservations';
import {
  readEnvironments,
  readRequestedEnvironments,
} from '../repository/units';

/** A network that another unit has, or asks for. */
export interface OccupiedNetwork {
  readonly cidr: string;
  /** For a message: whose it is. */
  readonly holder: string;
}

/**
 * The networks of all environments that exist or are asked for.
 *
 * @param others - the open requests but for the one that asks
 */
export async function occupiedNetworks(
  repository: InfrastructureRepository,
  others: readonly RequestPull[],
  options: { blueprints: BlueprintRegistry; logger: LoggerService },
): Promise<OccupiedNetwork[]> {
  const [merged, requested] = await Promise.all([
    repository.main().then(readEnvironments),
    readRequestedEnvironments(repository, others, options),
  ]);
  return [...merged, ...requested].flatMap(({ unit, pull }) => {
    const cidr = networkOf(unit);
    const holder = pull
      ? `${unit.name}, asked for in pull request #${pull.number}`
      : unitPath(unit);
    return cidr ? [{ cidr, holder }] : [];
  });
}

/** Why the unit's network cannot be used; empty if it can, or if it has none. */
export function overlapReasons(
  unit: Unit,
  occupied: readonly OccupiedNetwork[],
): string[] {
  const own = networkOf(unit);
  return own
    ? occupied
        .filter(({ cidr }) => cidrsOverlap(own, cidr))
        .map(
          ({ cidr, holder }) =>
            `parameters.${NETWORK_PARAMETER}: ${own} overlaps ${cidr} of ${holder}; leave it out to get a free block`,
        )
    : [];
}

/** Why the unit's network cannot be used while requests on their way hold theirs; empty if it can, or if it has none. */
export function heldReasons(
  unit: Unit,
  held: readonly HeldNetwork[],
): string[] {
  const own = networkOf(unit);
  return own
    ? held
        .filter(({ cidr }) => cidrsOverlap(own, cidr))
        .map(
          ({ cidr, request }) =>
            `parameters.${NETWORK_PARAMETER}: ${own} overlaps ${cidr}, which is held for ${request}, whose pull request is about to open; leave it out to get a free block, or ask again in ten minutes`,
        )
    : [];
}

/** The network that a unit has. */
export function networkOf(unit: Unit): string | undefined {
  const network = unit.parameters[NETWORK_PARAMETER];
  return typeof network === 'string' && parseCidr(network)
    ? network
    : undefined;
}
