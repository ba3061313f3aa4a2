import {
  FIXED_DR_NETWORK,
  FIXED_DR_REGION,
  FIXED_NETWORK,
  FIXED_ZONES,
  type FixedParameters,
  GROWING_STORAGE,
  keptOnceThere,
  risingDatabaseVersion,
} from '../../fixedParameters';
import { FIXED_SHARED_DATABASE } from '../../guestDatabase';
import type { ApplicationParameters } from './applicationParameters';
import type { ApplicationV11Parameters } from './applicationV11Parameters';

/** What of an application environment does not change in place. */
export const applicationFixed: FixedParameters<keyof ApplicationParameters> = {
  cidr: FIXED_NETWORK,
  availabilityZones: FIXED_ZONES,
  databaseVersion: risingDatabaseVersion(
    ({ drRegion, drDatabase }) =>
      drRegion !== 'none' && drDatabase === 'replica',
  ),
  databaseStorageGiB: GROWING_STORAGE,
  drRegion: FIXED_DR_REGION,
  drDatabase: {
    why: 'the stack of the standby database would be left behind without code',
    instead: 'ask the platform team to delete that stack first',
    allows: before => before === 'copies',
  },
  drCidr: FIXED_DR_NETWORK,
};

/** The same since 1.1.0, and what that version added. */
export const applicationV11Fixed: FixedParameters<
  keyof ApplicationV11Parameters
> = {
  ...applicationFixed,
  networkHost: FIXED_NETWORK,
  sharedDatabase: FIXED_SHARED_DATABASE,
  metrics: keptOnceThere(
    'the Prometheus workspace and the metrics in it',
    'cloudwatch',
  ),
  logSearch: keptOnceThere('the search domain and all logs in it', 'none'),
};
