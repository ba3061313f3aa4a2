import type { LayoutOf } from '../../formLayout';
import type { HostAppParameters } from './hostAppParameters';

/** The form of the portal. */
export const hostAppForm: LayoutOf<HostAppParameters> = {
  groups: [
    { title: 'Portal', parameters: ['image', 'taskSize', 'tasks'] },
    {
      title: 'What it shows',
      parameters: [
        'organization',
        'githubOrganization',
        'infrastructureRepository',
        'accounts',
        'rolePrefix',
      ],
    },
    { title: 'Network', parameters: ['cidr'] },
    {
      title: 'Address',
      parameters: [
        'domainName',
        'hostedZoneId',
        'firewall',
        'firewallExclusions',
        'requestLimit',
      ],
    },
    {
      title: 'Database',
      parameters: [
        'databaseVersion',
        'databaseClass',
        'databaseStorageGiB',
        'databaseMultiAz',
      ],
    },
  ],
};
