import {
  accept,
  acceptAccessLogs,
  acceptDatabase,
  acceptNetwork,
  acceptRedirect,
  acceptStandby,
} from '../../acceptedFindings';
import type { AcceptedFinding } from '../../rulePacks';

/** What HIPAA, NIST and PCI packs find in container platforms, and why it is accepted. */
export const containerPlatformFindings: readonly AcceptedFinding[] = [
  ...acceptNetwork('PlatformNetwork'),
  ...acceptAccessLogs('PlatformAccessLogsBucket'),
  ...acceptDatabase('DatabaseInstance'),
  ...acceptStandby('DatabaseInstance', '(?:Database|Documents)MasterPassword'),
  acceptRedirect('PlatformLoadBalancerRedirect'),
  accept(
    'S3BucketReplicationEnabled',
    'PlatformDataBucket',
    'S3 keeps objects in three zones, and versions undo mistakes. With a DR region the bucket is replicated to the bucket there, which itself is the last copy and goes no further; production has one.',
  ),
  accept(
    'ALBWAFEnabled',
    'PlatformLoadBalancer',
    'The firewall stands before CloudFront. The balancer answers CloudFront’s addresses alone, and only requests with the header of the own distribution (ADR 0051), so that nothing gets round it.',
  ),
  accept(
    'SecretsManagerRotationEnabled',
    'PlatformLoadBalancerOriginKeySecret\\d+',
    'A rotation by schedule would change the value where no template names it, and cut the distribution off. originKey rotates it by a reviewed change, as the runbook origin-key-rotation says, every 90 days.',
  ),
  accept(
    'ElastiCacheRedisClusterAutomaticBackup',
    'PlatformCacheGroup',
    'The cache holds nothing that is not held elsewhere and fills from the databases. It is backed up for the days of the stage table, which reach what the rule asks for at production.',
  ),
];
