import type { LayoutOf } from '../../formLayout';
import type { TenantParameters } from './tenantParameters';

/** The form of tenants. */
export const tenantForm: LayoutOf<TenantParameters> = {
  groups: [
    {
      title: 'Isolation',
      parameters: ['isolation', 'databaseAccess', 'storageQuotaGiB'],
    },
    {
      title: 'Lifecycle',
      parameters: ['state', 'retentionDays', 'offboardedOn'],
    },
  ],
  shownWhen: { offboardedOn: { state: ['offboarded'] } },
};
