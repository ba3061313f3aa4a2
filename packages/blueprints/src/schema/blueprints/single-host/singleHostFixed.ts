import {
  FIXED_HOST,
  FIXED_NETWORK,
  type FixedParameters,
  GROWING_STORAGE,
  keptOnceThere,
} from '../../fixedParameters';
import type { SingleHostParameters } from './singleHostParameters';

/** What of a single host does not change in place. */
export const singleHostFixed: FixedParameters<keyof SingleHostParameters> = {
  cidr: FIXED_NETWORK,
  volumeGiB: FIXED_HOST,
  imageRelease: FIXED_HOST,
  elasticIp: FIXED_HOST,
  database: keptOnceThere('the database', false),
  databaseStorageGiB: GROWING_STORAGE,
  cache: keptOnceThere('the cache and what it holds', false),
};
