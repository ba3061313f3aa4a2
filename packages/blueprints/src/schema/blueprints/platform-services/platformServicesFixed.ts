import {
  FIXED_NETWORK,
  FIXED_ZONES,
  type FixedParameters,
  GROWING_STORAGE,
  risingDatabaseVersion,
} from '../../fixedParameters';
import type { PlatformServicesParameters } from './platformServicesParameters';

/** What of the platform baseline does not change in place. */
export const platformServicesFixed: FixedParameters<
  keyof PlatformServicesParameters
> = {
  cidr: FIXED_NETWORK,
  availabilityZones: FIXED_ZONES,
  databaseVersion: risingDatabaseVersion(() => false),
  databaseStorageGiB: GROWING_STORAGE,
};
