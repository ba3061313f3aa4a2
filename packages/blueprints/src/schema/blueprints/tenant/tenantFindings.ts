import { accept } from '../../acceptedFindings';
import type { AcceptedFinding } from '../../rulePacks';

/** What HIPAA, NIST and PCI packs find in tenants, and why it is accepted. */
export const tenantFindings: readonly AcceptedFinding[] = [
  accept(
    'S3BucketReplicationEnabled',
    'DataBucket',
    'A tenant’s data stays in the region that it was promised; S3 keeps it in three zones, and versions undo mistakes.',
  ),
  accept(
    'SecretsManagerRotationEnabled',
    'DatabaseSecret',
    'For clients that cannot use short-lived tokens; the application rotates it together with the database user, as the runbook tenant-password-rotation says.',
  ),
];
