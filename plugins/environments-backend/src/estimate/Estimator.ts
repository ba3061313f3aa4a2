import type {
  Estimate,
  EstimateRequest,
} from '@plinth/plugin-environments-common';

/** Prices a unit before it exists. */
export interface Estimator {
  /** Throws an `InputError` that names the parameter for a request that breaks a rule. */
  estimate(request: EstimateRequest): Promise<Estimate>;
}
