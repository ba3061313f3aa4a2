import type { LayoutOf } from '../../formLayout';
import { WITH_DR } from '../../parts';
import type { ContainerPlatformParameters } from './containerPlatformParameters';

/** The form of container platforms. */
export const containerPlatformForm: LayoutOf<ContainerPlatformParameters> = {
  groups: [
    {
      title: 'Network',
      parameters: ['cidr', 'availabilityZones', 'natGateways'],
    },
    {
      title: 'Address and edge',
      parameters: [
        'domainName',
        'hostedZoneId',
        'firewall',
        'firewallExclusions',
        'requestLimit',
        'originKey',
        'shieldAdvanced',
      ],
    },
    {
      title: 'Service',
      parameters: ['image', 'containerPort', 'healthCheckPath', 'taskSize'],
    },
    {
      title: 'Databases and cache',
      parameters: [
        'databaseVersion',
        'databaseClass',
        'databaseInstances',
        'databaseStorageGiB',
        'documentClass',
        'cacheClass',
        'cacheNodes',
      ],
    },
    { title: 'Metrics', parameters: ['grafana'] },
    {
      title: 'Disaster recovery',
      parameters: ['drRegion', 'drCidr', 'drDatabaseClass'],
    },
  ],
  shownWhen: { drCidr: WITH_DR, drDatabaseClass: WITH_DR },
  byHand: [
    'drills',
    'serving',
    'standby',
    'standbyGeneration',
    'servingReason',
    'primarySnapshot',
    'recoverySnapshot',
  ],
};
