import type { LayoutOf } from '../../formLayout';
import type { LandingZoneParameters } from './landingZoneParameters';

const WITH_HUB = { hub: [true] } as const;

/** The form of landing zones. */
export const landingZoneForm: LayoutOf<LandingZoneParameters> = {
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
