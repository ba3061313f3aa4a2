import type { Issue } from '../../issue';
import type { TenantParameters, TenantState } from './tenantParameters';

/** The day on which an offboarded tenant's data is deleted, as `YYYY-MM-DD`; `undefined` while it is not offboarded. */
export function tenantDeletionDate(
  parameters: Pick<TenantParameters, 'offboardedOn' | 'retentionDays'>,
): string | undefined {
  if (!parameters.offboardedOn) {
    return undefined;
  }
  const start = Date.parse(`${parameters.offboardedOn}T00:00:00Z`);
  return new Date(start + parameters.retentionDays * 86_400_000)
    .toISOString()
    .slice(0, 10);
}

const NEXT: Record<TenantState, readonly TenantState[]> = {
  active: ['suspended'],
  suspended: ['active', 'offboarded'],
  // Back to suspended within the retention, while the data still exists.
  offboarded: ['suspended'],
};

/** Why a change from one version of a tenant's parameters to the next is refused; empty means allowed. */
export function tenantTransition(
  before: Pick<TenantParameters, 'state' | 'isolation'>,
  after: Pick<TenantParameters, 'state' | 'isolation'>,
): Issue[] {
  const issues: Issue[] = [];
  if (
    before.state !== after.state &&
    !NEXT[before.state].includes(after.state)
  ) {
    issues.push({
      parameter: 'parameters.state',
      message: `cannot go from ${before.state} to ${after.state}; from ${before.state} it can go to ${NEXT[before.state].join(' or ')}`,
    });
  }
  if (before.isolation !== after.isolation) {
    issues.push({
      parameter: 'parameters.isolation',
      message: `cannot change from ${before.isolation} to ${after.isolation}: the data would be left behind`,
    });
  }
  return issues;
}
