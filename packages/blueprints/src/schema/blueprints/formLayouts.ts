import type { FormLayout } from '../formLayout';
import type { ApplicationParameters } from './application';
import type { ApplicationV11Parameters } from './applicationV11';
import type { BootstrapParameters } from './bootstrap';
import type { ContainerPlatformParameters } from './containerPlatform';
import type { LandingZoneParameters } from './landingZone';
import type { PlatformServicesParameters } from './platformServices';
import type { SingleHostParameters } from './singleHost';
import type { TenantParameters } from './tenant';

type Layout<P> = FormLayout<Extract<keyof P, string>>;

const IN_PREVIEWS = { ttlHours: { stage: ['preview'] } } as const;
const WITH_DR = { drRegion: { not: ['none'] } } as const;

const APPLICATION_NETWORK = [
  'cidr',
  'availabilityZones',
  'natGateways',
  'privateEndpoints',
] as const;

const APPLICATION_DATABASE = {
  title: 'Database',
  parameters: [
    'databaseVersion',
    'databaseClass',
    'databaseStorageGiB',
    'databaseMultiAz',
  ],
} as const;

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
export const applicationForm: Layout<ApplicationParameters> = {
  groups: [
    { title: 'Network', parameters: APPLICATION_NETWORK },
    APPLICATION_DATABASE,
    ...APPLICATION_ENDS,
  ],
  shownWhen: APPLICATION_CONDITIONS,
};

const WITH_SERVICE = { service: ['web'] } as const;
const WITH_SEARCH = { logSearch: ['opensearch'] } as const;

/** The form of application environments since 1.1.0. */
export const applicationV11Form: Layout<ApplicationV11Parameters> = {
  groups: [
    {
      title: 'Network',
      parameters: [...APPLICATION_NETWORK, 'transitGatewayId', 'hubCidrs'],
    },
    APPLICATION_DATABASE,
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
    image: WITH_SERVICE,
    containerPort: WITH_SERVICE,
    healthCheckPath: WITH_SERVICE,
    taskSize: WITH_SERVICE,
    minCopies: WITH_SERVICE,
    maxCopies: WITH_SERVICE,
    domainName: WITH_SERVICE,
    hostedZoneId: WITH_SERVICE,
    secrets: WITH_SERVICE,
    logSearchClass: WITH_SEARCH,
    logSearchStorageGiB: WITH_SEARCH,
    grafana: { metrics: ['prometheus'] },
  },
  byHand: ['drills'],
};

/** The form of bootstraps. */
export const bootstrapForm: Layout<BootstrapParameters> = {
  groups: [
    {
      title: 'Pipeline',
      parameters: [
        'repository',
        'branch',
        'deployedBy',
        'approval',
        'issuer',
        'createProvider',
      ],
    },
    { title: 'Roles', parameters: ['roles', 'rolePrefix', 'portalAccount'] },
    {
      title: 'Deployment backend',
      parameters: ['qualifier', 'services', 'createAccounts'],
    },
  ],
  shownWhen: {
    rolePrefix: { roles: [true] },
    portalAccount: { roles: [true] },
    createAccounts: { stage: ['shared'] },
  },
};

/** The form of container platforms. */
export const containerPlatformForm: Layout<ContainerPlatformParameters> = {
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
        'requestLimit',
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
      parameters: ['drRegion', 'drCidr', 'drDatabaseClass', 'traffic'],
    },
  ],
  shownWhen: { drCidr: WITH_DR, drDatabaseClass: WITH_DR, traffic: WITH_DR },
  byHand: ['drills'],
};

const WITH_HUB = { hub: [true] } as const;

/** The form of landing zones. */
export const landingZoneForm: Layout<LandingZoneParameters> = {
  groups: [
    {
      title: 'Hub network',
      parameters: [
        'hub',
        'cidr',
        'availabilityZones',
        'natGateways',
        'amazonSideAsn',
        'reachableCidrs',
        'shareWith',
        'attachments',
        'endpoints',
      ],
    },
    {
      title: 'Site-to-site VPN',
      parameters: ['vpnGatewayIp', 'vpnGatewayAsn'],
    },
    {
      title: 'Organization',
      parameters: [
        'organizationId',
        'managementAccount',
        'organizationParent',
        'organizationalUnits',
        'accounts',
        'guardrails',
        'guardrailTargets',
        'allowedRegions',
        'consoleEditTargets',
        'organizationFeatures',
      ],
    },
    {
      title: 'Workforce access',
      parameters: ['identityCenterArn', 'assignments'],
    },
    {
      title: 'Names and certificates',
      parameters: [
        'domain',
        'certificate',
        'dnssec',
        'dnsQueryLogs',
        'privateDomain',
      ],
    },
    {
      title: 'Images',
      parameters: ['images', 'imageScanning', 'cachedRegistries', 'issuer'],
    },
    { title: 'Records and detection', parameters: ['config', 'guardDuty'] },
  ],
  shownWhen: {
    cidr: WITH_HUB,
    availabilityZones: WITH_HUB,
    natGateways: WITH_HUB,
    amazonSideAsn: WITH_HUB,
    reachableCidrs: WITH_HUB,
    shareWith: WITH_HUB,
    attachments: WITH_HUB,
    endpoints: WITH_HUB,
    vpnGatewayIp: WITH_HUB,
    vpnGatewayAsn: WITH_HUB,
  },
};

/** The form of platform services. */
export const platformServicesForm: Layout<PlatformServicesParameters> = {
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

const WITH_DATABASE = { database: [true] } as const;

/** The form of single hosts. */
export const singleHostForm: Layout<SingleHostParameters> = {
  groups: [
    {
      title: 'Host',
      parameters: [
        'instanceClass',
        'volumeGiB',
        'imageRelease',
        'applicationPort',
        'healthPath',
      ],
    },
    { title: 'Network', parameters: ['cidr', 'openPorts', 'elasticIp'] },
    {
      title: 'Address',
      parameters: ['domainName', 'certificateArn', 'hostedZoneId'],
    },
    {
      title: 'Data',
      parameters: [
        'database',
        'databaseClass',
        'databaseStorageGiB',
        'cache',
        'emailHost',
      ],
    },
    { title: 'Lifetime', parameters: ['ttlHours'] },
  ],
  shownWhen: {
    ...IN_PREVIEWS,
    databaseClass: WITH_DATABASE,
    databaseStorageGiB: WITH_DATABASE,
  },
};

/** The form of tenants. */
export const tenantForm: Layout<TenantParameters> = {
  groups: [
    {
      title: 'Isolation',
      parameters: ['isolation', 'databaseAccess', 'storageQuotaGiB'],
    },
    {
      title: 'Lifecycle',
      parameters: ['state', 'retentionDays', 'offboardedOn'],
    },
  ],
  shownWhen: { offboardedOn: { state: ['offboarded'] } },
};
