import {
  accept,
  acceptAccessLogs,
  acceptDatabase,
  acceptNetwork,
} from '../../acceptedFindings';
import type { AcceptedFinding } from '../../rulePacks';

const DATABASES = 'Database(?:contracts|lineage|audit)Instance';

/** What HIPAA, NIST and PCI packs find in platform services, and why it is accepted. */
export const platformServicesFindings: readonly AcceptedFinding[] = [
  ...acceptNetwork('Network'),
  ...acceptAccessLogs('AccessLogsBucket'),
  ...acceptDatabase(DATABASES).filter(({ rule }) =>
    ['RDSEnhancedMonitoringEnabled', 'RDSMultiAZSupport'].includes(rule),
  ),
  accept(
    'S3BucketReplicationEnabled',
    'ArtifactsBucket',
    'It holds build results, no health data, and is filled again by a build; S3 keeps them in three zones of the promised region.',
  ),
  accept(
    'S3BucketReplicationEnabled',
    'TrailBucket',
    'The audit record stays in the region that it was promised; versions and validated log files protect it from change.',
  ),
];
