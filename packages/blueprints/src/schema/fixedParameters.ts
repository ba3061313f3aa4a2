import { compareEngineVersions } from './engineVersions';

/** A parameter of a unit that is deployed which must not take every other value. */
export interface FixedParameter {
  /** What a change would do, as a clause: `the network and all that is in it would be replaced`. */
  readonly why: string;
  /** The way round it, as a clause that tells what to do. */
  readonly instead: string;
  /**
   * Whether AWS itself refuses the change: then a plan refuses it too, and not only a form, since nobody could carry it out.
   *
   * @default false
   */
  readonly refusedByAws?: boolean;
  /**
   * Whether this change is harmless all the same.
   *
   * @param parameters - all of them before the change, with the defaults of the stage
   *
   * @default - none is
   */
  readonly allows?: (
    before: unknown,
    after: unknown,
    parameters: Readonly<Record<string, unknown>>,
  ) => boolean;
}

/** By name of the parameter. */
export type FixedParameters<Name extends string = string> = Readonly<
  Partial<Record<Name, FixedParameter>>
>;

const NEW_UNIT =
  'create an environment of another name with it, move data and traffic there, then decommission this one';

/** The block of a network, which AWS gives once. */
export const FIXED_NETWORK: FixedParameter = {
  why: 'the network would be replaced, and with it everything that stands in it',
  instead: NEW_UNIT,
};

/** The block of the network in the region of the copies, once there is one. */
export const FIXED_DR_NETWORK: FixedParameter = {
  ...FIXED_NETWORK,
  allows: (_before, _after, { drRegion }) => drRegion === 'none',
};

/** How many zones a network spans: its subnets are cut by their number. */
export const FIXED_ZONES: FixedParameter = {
  why: 'the subnets of all zones would be cut anew, and what stands in them replaced',
  instead: NEW_UNIT,
};

/** A volume that grows and never shrinks. */
export const GROWING_STORAGE: FixedParameter = {
  why: 'AWS makes no storage smaller',
  instead:
    'leave it as large as it is, or create an environment of another name and restore the data there',
  refusedByAws: true,
  allows: isGrowth,
};

/**
 * A database's major version: RDS goes to a newer one only, and upgrades no standby in another region with its primary.
 *
 * Source: "Upgrades of the RDS for PostgreSQL DB engine" and "How to perform a major version upgrade", RDS user guide: in-Region
 * replicas are upgraded along with the primary, and no replica separately.
 *
 * @param hasStandby - whether a unit with these parameters has a standby in another region
 */
export function risingDatabaseVersion(
  hasStandby: (parameters: Readonly<Record<string, unknown>>) => boolean,
): FixedParameter {
  return {
    why: 'RDS upgrades PostgreSQL to a newer major version only, and no standby in another region along with it',
    instead:
      'to go up with a standby, have it removed first (runbook database-upgrade), raise the version, then ask for the standby again; to go back, restore the snapshot from before the upgrade in an environment of another name',
    refusedByAws: true,
    allows: (before, after, parameters) =>
      compareEngineVersions(String(before), String(after)) < 0 &&
      !hasStandby(parameters),
  };
}

/** The region of the copies: a stack of its own stands there. */
export const FIXED_DR_REGION: FixedParameter = {
  why: 'the stack in the region of the copies would be left behind without code',
  instead:
    'ask the platform team to delete that stack first; from "none" a region can be named at any time',
  allows: before => before === 'none',
};

/**
 * A part that can be added at any time, and that goes with what it holds when it is taken out.
 *
 * @param part - what would be deleted, for example `the search domain and all logs in it`
 * @param off - the value that the parameter has without the part
 */
export function keptOnceThere(part: string, off: unknown): FixedParameter {
  return {
    why: `${part} would be deleted`,
    instead:
      'export what is needed, and have it removed by a pull request that is made and reviewed by hand',
    allows: before => before === off,
  };
}

/** A property of a host that AWS sets when it is made. */
export const FIXED_HOST: FixedParameter = {
  why: 'the host would be replaced, and with it the data on its disk',
  instead:
    'take a backup, create an environment of another name with it, restore the backup there, then decommission this one',
};

function isGrowth(before: unknown, after: unknown): boolean {
  return (
    typeof before === 'number' && typeof after === 'number' && after >= before
  );
}
