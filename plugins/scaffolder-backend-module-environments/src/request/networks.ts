import { ConflictError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  type BlueprintRegistry,
  allocateCidr,
  cidrsOverlap,
  parseCidr,
  unitPath,
  type Unit,
} from '@plinth/blueprints/schema';
import type {
  InfrastructureRepository,
  RequestPull,
} from '@plinth/repository/github';
import type { Snapshot } from '@plinth/repository/github';
import {
  readEnvironments,
  readRequestedEnvironments,
} from '../repository/units';
import { readUnit } from '@plinth/repository';

/** A network that another unit has, or asks for. */
export interface OccupiedNetwork {
  readonly cidr: string;
  /** For a message: whose it is. */
  readonly holder: string;
}

/** True if the blueprint takes a network and the request leaves open which. */
export function needsNetwork(
  data: JsonObject,
  blueprints: BlueprintRegistry,
): boolean {
  const schema = blueprints.find(String(data.blueprint), String(data.version));
  const properties = schema?.jsonSchema().properties;
  return (
    parametersOf(data).cidr === undefined &&
    typeof properties === 'object' &&
    properties !== null &&
    'cidr' in properties
  );
}

/** The data with this network, if it needs one. */
export function withNetwork(
  data: JsonObject,
  cidr: string | undefined,
  blueprints: BlueprintRegistry,
): JsonObject {
  return cidr !== undefined && needsNetwork(data, blueprints)
    ? { ...data, parameters: { ...parametersOf(data), cidr } }
    : data;
}

/** The data with any network, to check everything else before one is chosen. */
export function withSomeNetwork(
  data: JsonObject,
  blueprints: BlueprintRegistry,
): JsonObject {
  return withNetwork(data, allocateCidr([]), blueprints);
}

/** The networks of all environments that exist or are asked for, but not by the request `own`; none if it needs none. */
export async function occupiedNetworks(
  draft: Unit,
  repository: InfrastructureRepository,
  main: Snapshot,
  pulls: readonly RequestPull[],
  own: RequestPull | undefined,
): Promise<OccupiedNetwork[]> {
  if (!networkOf(draft)) {
    return [];
  }
  const others = pulls.filter(pull => pull !== own);
  const [merged, requested] = await Promise.all([
    readEnvironments(main),
    readRequestedEnvironments(repository, main, others),
  ]);
  return [...merged, ...requested].flatMap(({ unit, pull }) => {
    const cidr = networkOf(unit);
    const holder = pull
      ? `${unit.name}, asked for in pull request #${pull.number}`
      : unitPath(unit);
    return cidr ? [{ cidr, holder }] : [];
  });
}

/**
 * The network of the same request made before, so that repeating it changes nothing; else the next free /16.
 *
 * @throws ConflictError when the pool is used up
 */
export async function chooseNetwork(
  draft: Unit,
  occupied: readonly OccupiedNetwork[],
  repository: InfrastructureRepository,
  own: RequestPull | undefined,
  take: (occupied: readonly string[]) => string | undefined,
): Promise<string> {
  const earlier =
    own && (await readUnit(repository.at(own.headCommit), unitPath(draft)));
  const before = earlier && networkOf(earlier.unit);
  if (before && !occupied.some(({ cidr }) => cidrsOverlap(cidr, before))) {
    return before;
  }
  const free = take(occupied.map(({ cidr }) => cidr));
  if (!free) {
    throw new ConflictError(
      'parameters.cidr: every /16 of 10.0.0.0/8 is taken; name a free block yourself',
    );
  }
  return free;
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
            `parameters.cidr: ${own} overlaps ${cidr} of ${holder}; leave it out to get a free block`,
        )
    : [];
}

function networkOf(unit: Unit): string | undefined {
  const { cidr } = unit.parameters;
  return typeof cidr === 'string' && parseCidr(cidr) ? cidr : undefined;
}

function parametersOf(data: JsonObject): JsonObject {
  return (data.parameters ?? {}) as JsonObject;
}
