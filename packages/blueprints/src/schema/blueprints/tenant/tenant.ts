import { defineBlueprint, WORKLOAD_STAGES } from '../../blueprint';
import { checkTenant } from './checkTenant';
import { tenantFindings } from './tenantFindings';
import { tenantFixed } from './tenantFixed';
import { tenantForm } from './tenantForm';
import { tenantTransition } from './tenantLifecycle';
import { tenantParameters } from './tenantParameters';

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
  accepted: tenantFindings,
  form: tenantForm,
  defaults: stage => ({
    state: 'active' as const,
    isolation: 'bucket' as const,
    databaseAccess: 'iam' as const,
    storageQuotaGiB: stage === 'production' ? 100 : 10,
    retentionDays: stage === 'production' ? 90 : 30,
  }),
  check: (_unit, parameters) => checkTenant(parameters),
  fixed: tenantFixed,
  checkChange: tenantTransition,
  sizes: {
    small: { storageQuotaGiB: 10 },
    prefix: { isolation: 'prefix', databaseAccess: 'none' },
    password: { databaseAccess: 'password' },
    suspended: { state: 'suspended' },
    offboarded: { state: 'offboarded', offboardedOn: '2026-01-31' },
  },
});
