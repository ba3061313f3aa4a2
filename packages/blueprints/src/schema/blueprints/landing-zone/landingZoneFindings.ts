import {
  accept,
  acceptAccessLogs,
  acceptNetwork,
} from '../../acceptedFindings';
import type { AcceptedFinding } from '../../rulePacks';

/** What HIPAA, NIST and PCI packs find in landing zones, and why it is accepted. */
export const landingZoneFindings: readonly AcceptedFinding[] = [
  ...acceptNetwork('HubNetwork'),
  ...acceptAccessLogs('AccessLogsBucket'),
  accept(
    'S3BucketReplicationEnabled',
    'TrailBucket',
    'The audit record stays in the region that it was promised; versions and validated log files protect it from change.',
  ),
  accept(
    'S3BucketReplicationEnabled',
    'ConfigRecorderBucket',
    'AWS Config keeps the history of settings itself and delivers a copy here; both can be delivered again.',
  ),
];
