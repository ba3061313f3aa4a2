import {
  FIXED_DR_NETWORK,
  FIXED_DR_REGION,
  FIXED_NETWORK,
  FIXED_ZONES,
  type FixedParameter,
  type FixedParameters,
  GROWING_STORAGE,
  risingDatabaseVersion,
} from '../../fixedParameters';
import type { ContainerPlatformParameters } from './containerPlatformParameters';

const SWITCHED: FixedParameter = {
  why: 'it says which region serves, and has an order of its own',
  instead: 'use the template failover',
};

/** What of a container platform does not change in place. */
export const containerPlatformFixed: FixedParameters<
  keyof ContainerPlatformParameters
> = {
  cidr: FIXED_NETWORK,
  availabilityZones: FIXED_ZONES,
  databaseVersion: risingDatabaseVersion(({ drRegion }) => drRegion !== 'none'),
  databaseStorageGiB: GROWING_STORAGE,
  cacheNodes: {
    why: 'the cache would be replaced, and what it holds is lost',
    instead:
      'have it changed by a pull request that is made and reviewed by hand, at a time when an empty cache does no harm',
  },
  drRegion: FIXED_DR_REGION,
  drCidr: FIXED_DR_NETWORK,
  serving: SWITCHED,
  standby: SWITCHED,
  standbyGeneration: SWITCHED,
  primarySnapshot: SWITCHED,
  recoverySnapshot: SWITCHED,
};
