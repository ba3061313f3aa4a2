import type { Grant } from '../../constructs/role/LeastPrivilegeRole';

/** What may be done with objects. */
const OBJECT_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

/** What is cut when a tenant is suspended: objects with their old versions, tags and lists, whoever asks. */
export const CUT_ACTIONS = [
  's3:GetObject*',
  's3:PutObject*',
  's3:DeleteObject*',
  's3:RestoreObject',
  's3:ListBucket',
  's3:ListBucketVersions',
];

/** Grants on a bucket that is the tenant's own. */
export function ownBucketGrants(bucketArn: string): Grant[] {
  return [
    {
      sid: 'Objects',
      actions: OBJECT_ACTIONS,
      resources: [`${bucketArn}/*`],
      wildcard: 'Every object of the bucket that belongs to this tenant alone.',
    },
    { sid: 'List', actions: ['s3:ListBucket'], resources: [bucketArn] },
  ];
}

/** Grants on the tenant's prefix of a shared bucket, where it must write under its own key. */
export function sharedBucketGrants(
  bucketArn: string,
  tenant: string,
  keyArn: string,
): Grant[] {
  const prefix = `tenants/${tenant}/`;
  const resources = [`${bucketArn}/${prefix}*`];
  const wildcard = 'Every object below the prefix of this tenant alone.';
  return [
    {
      sid: 'Read',
      actions: ['s3:GetObject', 's3:DeleteObject'],
      resources,
      wildcard,
    },
    {
      sid: 'WriteUnderOwnKey',
      actions: ['s3:PutObject'],
      resources,
      wildcard,
      conditions: {
        StringEquals: {
          's3:x-amz-server-side-encryption-aws-kms-key-id': keyArn,
        },
      },
    },
    {
      sid: 'List',
      actions: ['s3:ListBucket'],
      resources: [bucketArn],
      conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
    },
  ];
}

/** The name of the tenant's user in the environment's database. */
export function databaseUser(tenant: string): string {
  return `tenant_${tenant.replace(/-/g, '_')}`;
}

/**
 * Denies everything. Policies are read at every request, so sessions that are open end their use at once.
 */
export const SUSPENDED: Grant = {
  sid: 'Suspended',
  deny: true,
  actions: ['*'],
  resources: ['*'],
};
