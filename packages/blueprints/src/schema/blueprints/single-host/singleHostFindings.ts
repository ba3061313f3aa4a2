import {
  accept,
  acceptAccessLogs,
  acceptDatabase,
  acceptNetwork,
  acceptPreview,
  acceptRedirect,
} from '../../acceptedFindings';
import type { AcceptedFinding } from '../../rulePacks';

/** What HIPAA, NIST and PCI packs find in single hosts, and why it is accepted. */
export const singleHostFindings: readonly AcceptedFinding[] = [
  ...acceptNetwork('Network'),
  ...acceptAccessLogs('AccessLogsBucket'),
  ...acceptDatabase('DatabaseInstance'),
  acceptRedirect('LoadBalancerHttp'),
  acceptPreview('ELBDeletionProtectionEnabled', 'LoadBalancer'),
  acceptPreview('RDSInstanceDeletionProtectionEnabled', 'DatabaseInstance'),
  accept(
    'S3BucketReplicationEnabled',
    'Bucket(?:attachments|code|legacy)Bucket',
    'A single host promises no second region. S3 keeps objects in three zones, and versions undo mistakes; who needs another region takes another blueprint.',
  ),
  accept(
    'ElastiCacheRedisClusterAutomaticBackup',
    'CacheGroup',
    'The cache holds nothing that is not held elsewhere; snapshots of a week bridge a long weekend.',
  ),
  accept(
    'SecretsManagerRotationEnabled',
    'CacheToken',
    'ElastiCache takes another token only by a change of the cache, which a schedule could not make. Only the host reaches the cache, over TLS.',
  ),
];
