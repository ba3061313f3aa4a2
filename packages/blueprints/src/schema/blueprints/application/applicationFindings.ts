import {
  accept,
  acceptAccessLogs,
  acceptDatabase,
  acceptNetwork,
  acceptPreview,
  acceptRedirect,
  acceptStandby,
} from '../../acceptedFindings';
import type { AcceptedFinding } from '../../rulePacks';

/** What HIPAA, NIST and PCI packs find in application environments, and why it is accepted. */
export const applicationFindings: readonly AcceptedFinding[] = [
  ...acceptNetwork('Network'),
  ...acceptAccessLogs('AccessLogsBucket'),
  ...acceptDatabase('DatabaseInstance'),
  ...acceptStandby('DatabaseInstance'),
  acceptRedirect('ServiceLoadBalancerRedirect'),
  accept(
    'S3BucketReplicationEnabled',
    'DataBucket',
    'S3 keeps objects in three zones, and versions undo mistakes. With drRegion the bucket is replicated to the bucket of that region, which itself is the last copy and goes no further.',
  ),
  accept(
    'S3BucketReplicationEnabled',
    'LogSearchArchiveBucket',
    'It holds logs that CloudWatch keeps too, in three zones of the promised region.',
  ),
  accept(
    'ELBv2ACMCertificateRequired',
    'ServiceLoadBalancerListener',
    'Without a domain name the balancer is internal, and no public name exists that a certificate could be proven for. Whoever needs TLS inside of the network names a domain.',
  ),
  accept(
    'ALBHttpToHttpsRedirection',
    'ServiceLoadBalancerListener',
    'Without a domain name the balancer is internal and speaks HTTP to named private networks alone; with one it redirects.',
  ),
  accept(
    'ALBWAFEnabled',
    'ServiceLoadBalancer',
    'The firewall is associated by ARN, which the rule does not follow. An internal balancer has none: it admits named private networks alone.',
  ),
  ...['EC2RestrictedCommonPorts', 'EC2RestrictedSSH'].map(rule =>
    accept(
      rule,
      'ServiceLoadBalancerSecurityGroup',
      'In the network of a host the block that is let in, on port 80 alone, is imported from the host, which the rule cannot read. It is the private block of that network.',
      ['preview'],
    ),
  ),
  acceptPreview('ELBDeletionProtectionEnabled', 'ServiceLoadBalancer'),
  acceptPreview('RDSInstanceDeletionProtectionEnabled', 'DatabaseInstance'),
];
