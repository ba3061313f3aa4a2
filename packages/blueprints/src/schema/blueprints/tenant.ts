import { z } from 'zod';
import { defineBlueprint, WORKLOAD_STAGES } from '../blueprint';
import type { Issue } from '../issue';
import { tenantForm } from './formLayouts';

/** What a tenant can be asked for. */
export const tenantParameters = z.strictObject({
  state: z.enum(['active', 'suspended', 'offboarded']).meta({
    title: 'State',
    description:
      'Suspended: access is cut and data kept. Offboarded: data can be exported, and is deleted after the retention; old versions of objects end at once.',
  }),
  isolation: z.enum(['bucket', 'prefix']).meta({
    title: 'Isolation of objects',
    description:
      'A bucket of its own, or a prefix in the environment’s bucket. It cannot change later.',
  }),
  databaseAccess: z.enum(['none', 'iam', 'password']).meta({
    title: 'Database access',
    description:
      'iam: short-lived tokens for the tenant’s role. password: a secret under the tenant’s key, for clients that cannot use tokens.',
  }),
  storageQuotaGiB: z
    .number()
    .int('must be a whole number of GiB')
    .min(1, 'must be at least 1 GiB')
    .max(102400, 'must be at most 102400 GiB, which is 100 TiB')
    .meta({
      title: 'Storage quota (GiB)',
      description:
        'An alarm rises when the tenant’s bucket holds more. A prefix is not measured.',
    }),
  retentionDays: z
    .number()
    .int('must be a whole number of days')
    .min(7, 'must be at least 7 days')
    .max(3650, 'must be at most 3650 days')
    .meta({
      title: 'Retention after offboarding (days)',
      description:
        'How long data can still be exported after the tenant is offboarded; then it is deleted.',
    }),
  offboardedOn: z.iso
    .date('must be a date such as 2026-01-31')
    .optional()
    .meta({
      title: 'Offboarded on',
      description:
        'The day the retention starts. Set by the request that offboards the tenant.',
    }),
});

/** Complete parameters of a tenant. */
export type TenantParameters = z.output<typeof tenantParameters>;

/** The states of a tenant. */
export type TenantState = TenantParameters['state'];

/** A tenant of an environment, version 1.0.0. */
export const tenant = defineBlueprint({
  name: 'tenant',
  version: '1.0.0',
  kind: 'tenant',
  title: 'Tenant',
  description:
    'One customer’s isolated slice of an environment: objects, key, database access, role, quota and budget.',
  stages: WORKLOAD_STAGES,
  stackClass: 'Tenant',
  parameters: tenantParameters,
  form: tenantForm,
  defaults: stage => ({
    state: 'active' as const,
    isolation: 'bucket' as const,
    databaseAccess: 'iam' as const,
    storageQuotaGiB: stage === 'production' ? 100 : 10,
    retentionDays: stage === 'production' ? 90 : 30,
  }),
  rulePacks: ['AwsSolutions', 'HIPAA.Security'],
  check: (_unit, parameters) => checkOffboarding(parameters),
  sizes: {
    small: { storageQuotaGiB: 10 },
    prefix: { isolation: 'prefix', databaseAccess: 'none' },
    password: { databaseAccess: 'password' },
    suspended: { state: 'suspended' },
    offboarded: { state: 'offboarded', offboardedOn: '2026-01-31' },
  },
});

function checkOffboarding(parameters: TenantParameters): Issue[] {
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
