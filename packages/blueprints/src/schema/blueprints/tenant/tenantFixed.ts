import type { FixedParameters } from '../../fixedParameters';
import type { TenantParameters } from './tenantParameters';

/** What of a tenant does not change in place; its states follow rules of their own. */
export const tenantFixed: FixedParameters<keyof TenantParameters> = {
  isolation: {
    why: 'the data would be left behind where it is',
    instead:
      'create a tenant of another name with it, copy the objects there, then decommission this one',
  },
};
