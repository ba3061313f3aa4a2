import type { LayoutOf } from '../../formLayout';
import { IN_PREVIEWS, WITH_DR } from '../../parts';
import { LENDING_STAGES } from '../../stages';
import type { ApplicationParameters } from './applicationParameters';
import type { ApplicationV11Parameters } from './applicationV11Parameters';

const APPLICATION_NETWORK = [
  'cidr',
  'availabilityZones',
  'natGateways',
  'privateEndpoints',
] as const;

const DATABASE_PARAMETERS = [
  'databaseVersion',
  'databaseClass',
  'databaseStorageGiB',
  'databaseMultiAz',
] as const;

const APPLICATION_ENDS = [
  {
    title: 'Disaster recovery',
    parameters: ['drRegion', 'drDatabase', 'drCidr'],
  },
  { title: 'Lifetime', parameters: ['ttlHours'] },
] as const;

const APPLICATION_CONDITIONS = {
  ...IN_PREVIEWS,
  drDatabase: WITH_DR,
  drCidr: WITH_DR,
} as const;

/** The form of application environments, version 1.0.0. */
export const applicationForm: LayoutOf<ApplicationParameters> = {
  groups: [
    { title: 'Network', parameters: APPLICATION_NETWORK },
    { title: 'Database', parameters: DATABASE_PARAMETERS },
    ...APPLICATION_ENDS,
  ],
  shownWhen: APPLICATION_CONDITIONS,
};

const WITH_SERVICE = { service: ['web'] } as const;
const WITH_SEARCH = { logSearch: ['opensearch'] } as const;

/** The form of application environments since 1.1.0. */
export const applicationV11Form: LayoutOf<ApplicationV11Parameters> = {
  groups: [
    {
      title: 'Network',
      parameters: [
        'networkHost',
        ...APPLICATION_NETWORK,
        'transitGatewayId',
        'hubCidrs',
      ],
    },
    {
      title: 'Database',
      parameters: ['sharedDatabase', ...DATABASE_PARAMETERS, 'guestDatabases'],
    },
    {
      title: 'Service',
      parameters: [
        'service',
        'image',
        'containerPort',
        'healthCheckPath',
        'taskSize',
        'minCopies',
        'maxCopies',
        'domainName',
        'hostedZoneId',
        'secrets',
        'firewall',
        'firewallExclusions',
        'requestLimit',
      ],
    },
    {
      title: 'Logs and metrics',
      parameters: [
        'logSearch',
        'logSearchClass',
        'logSearchStorageGiB',
        'metrics',
        'grafana',
      ],
    },
    ...APPLICATION_ENDS,
  ],
  shownWhen: {
    ...APPLICATION_CONDITIONS,
    networkHost: IN_PREVIEWS.ttlHours,
    sharedDatabase: IN_PREVIEWS.ttlHours,
    guestDatabases: { stage: LENDING_STAGES },
    image: WITH_SERVICE,
    containerPort: WITH_SERVICE,
    healthCheckPath: WITH_SERVICE,
    taskSize: WITH_SERVICE,
    minCopies: WITH_SERVICE,
    maxCopies: WITH_SERVICE,
    domainName: WITH_SERVICE,
    hostedZoneId: WITH_SERVICE,
    secrets: WITH_SERVICE,
    firewall: WITH_SERVICE,
    firewallExclusions: WITH_SERVICE,
    requestLimit: WITH_SERVICE,
    logSearchClass: WITH_SEARCH,
    logSearchStorageGiB: WITH_SEARCH,
    grafana: { metrics: ['prometheus'] },
  },
  byHand: ['drills'],
};
