import { accept, acceptAccessLogs } from '../../acceptedFindings';
import type { AcceptedFinding } from '../../rulePacks';

/** What HIPAA, NIST and PCI packs find in the bootstrap of an account, and why it is accepted. */
export const bootstrapFindings: readonly AcceptedFinding[] = [
  ...acceptAccessLogs('BackendAccessLogsBucket'),
  accept(
    'S3BucketReplicationEnabled',
    'BackendAssetsBucket',
    'It holds what a deployment of a commit uploads, and is filled again by deploying that commit; each region has its own.',
  ),
  accept(
    'IAMPolicyNoStatementsWithAdminAccess',
    'BoundaryPolicy',
    'It is a permissions boundary, attached to no identity: it grants nothing, and what it does not deny a role still needs from its own policies.',
  ),
  accept(
    'IAMPolicyNoStatementsWithFullAccess',
    'BoundaryPolicy',
    'It is a permissions boundary, attached to no identity: it grants nothing, and what it does not deny a role still needs from its own policies.',
  ),
  accept(
    'IAMPolicyNoStatementsWithFullAccess',
    'ExecutionRoleServices',
    'CloudFormation alone assumes this role, for reviewed templates. It may use the named services in this account and region, makes roles under the boundary only, and can change neither that nor the roles of the platform.',
  ),
];
