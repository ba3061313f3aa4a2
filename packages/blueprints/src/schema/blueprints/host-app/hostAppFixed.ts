import {
  FIXED_NETWORK,
  type FixedParameters,
  GROWING_STORAGE,
  risingDatabaseVersion,
} from '../../fixedParameters';
import type { HostAppParameters } from './hostAppParameters';

/** What of the portal does not change in place. */
export const hostAppFixed: FixedParameters<keyof HostAppParameters> = {
  cidr: FIXED_NETWORK,
  databaseVersion: risingDatabaseVersion(() => false),
  databaseStorageGiB: GROWING_STORAGE,
};
