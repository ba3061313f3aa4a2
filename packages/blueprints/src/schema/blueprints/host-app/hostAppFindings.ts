import {
  accept,
  acceptAccessLogs,
  acceptDatabase,
  acceptNetwork,
  acceptRedirect,
} from '../../acceptedFindings';
import type { AcceptedFinding } from '../../rulePacks';

/** What HIPAA, NIST and PCI packs find in the portal, and why it is accepted. */
export const hostAppFindings: readonly AcceptedFinding[] = [
  ...acceptNetwork('Network'),
  ...acceptAccessLogs('AccessLogsBucket'),
  // AWS Backup makes its recovery points.
  ...acceptDatabase('DatabaseInstance').filter(
    ({ rule }) => rule !== 'RDSInBackupPlan',
  ),
  accept(
    'S3BucketLoggingEnabled',
    'AccessLogsBucket',
    'It is itself where the load balancer puts its access logs, and there is no other bucket. To log reads of logs would need one that again is not logged.',
  ),
  acceptRedirect('LoadBalancerRedirect'),
  accept(
    'SecretsManagerRotationEnabled',
    'DatabasePassword',
    'The portal reads its password when it starts, so that a rotation by schedule would cut off replicas that run. The runbook database-password-rotation replaces it every 90 days.',
  ),
];
