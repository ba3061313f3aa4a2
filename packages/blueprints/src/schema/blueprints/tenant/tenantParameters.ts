import { z } from 'zod';

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
