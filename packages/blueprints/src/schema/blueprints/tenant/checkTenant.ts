import type { Issue } from '../../issue';
import type { TenantParameters } from './tenantParameters';

/** Rules between the state of a tenant, its isolation and its dates. */
export function checkTenant(parameters: TenantParameters): Issue[] {
  const issues: Issue[] = [];
  const offboarded = parameters.state === 'offboarded';
  if (offboarded && parameters.isolation === 'prefix') {
    issues.push({
      parameter: 'parameters.state',
      message:
        'offboarded needs isolation "bucket": a prefix cannot be deleted after its own retention; export its objects, then decommission the tenant',
    });
  }
  if (offboarded && !parameters.offboardedOn) {
    issues.push({
      parameter: 'parameters.offboardedOn',
      message:
        'is required when state is "offboarded": the retention is counted from it; name the date',
    });
  }
  if (!offboarded && parameters.offboardedOn) {
    issues.push({
      parameter: 'parameters.offboardedOn',
      message: `is only for state "offboarded" (state is "${parameters.state}"); remove it`,
    });
  }
  return issues;
}
