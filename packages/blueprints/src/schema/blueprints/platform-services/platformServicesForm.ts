import type { LayoutOf } from '../../formLayout';
import type { PlatformServicesParameters } from './platformServicesParameters';

/** The form of platform services. */
export const platformServicesForm: LayoutOf<PlatformServicesParameters> = {
  groups: [
    {
      title: 'Network',
      parameters: [
        'cidr',
        'availabilityZones',
        'natGateways',
        'allowedDomains',
      ],
    },
    {
      title: 'Metadata databases',
      parameters: [
        'databaseVersion',
        'databaseClass',
        'databaseStorageGiB',
        'databaseMultiAz',
      ],
    },
    { title: 'Host application', parameters: ['hostRepository', 'issuer'] },
    { title: 'Detection', parameters: ['guardDuty'] },
  ],
};
