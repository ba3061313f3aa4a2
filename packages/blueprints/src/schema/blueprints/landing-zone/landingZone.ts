import { defineBlueprint } from '../../blueprint';
import { REGIONS } from '../../regions';
import { EXAMPLE_INSTANCE } from './landingZoneAccess';
import { ACCOUNT_MAILBOXES } from './landingZoneAccounts';
import { HUB_ENDPOINTS } from './landingZoneNetwork';
import { GUARDRAILS, ORGANIZATION_FEATURES } from './landingZoneOrganization';
import { checkLandingZone } from './checkLandingZone';
import { landingZoneFindings } from './landingZoneFindings';
import { landingZoneForm } from './landingZoneForm';
import { landingZoneParameters } from './landingZoneParameters';
import { landingZoneReadiness } from './landingZoneReadiness';
import { landingZoneFixed } from './landingZoneFixed';

/** The primary region and that of disaster recovery (FND-1), that of staging in the reference, and the region of the unit. */
function defaultRegions(region: string | undefined) {
  const wanted = ['us-east-1', 'us-east-2', 'us-west-2', region];
  return REGIONS.map(({ code }) => code).filter(code => wanted.includes(code));
}

/** The shared services account of an organization, version 1.0.0. */
export const landingZone = defineBlueprint({
  name: 'landing-zone',
  version: '1.0.0',
  kind: 'environment',
  title: 'Landing zone',
  description:
    'The shared services account of an organization: hub network with transit gateway, guardrails, workforce access, DNS, images, Config, trail, detection.',
  stages: ['shared'],
  holdsTenants: false,
  stackClass: 'LandingZone',
  parameters: landingZoneParameters,
  accepted: landingZoneFindings,
  form: landingZoneForm,
  readiness: landingZoneReadiness,
  roleMailboxes: ACCOUNT_MAILBOXES,
  defaults: (_stage, region) => ({
    hub: true,
    availabilityZones: 2,
    natGateways: 'none' as const,
    amazonSideAsn: 64512,
    reachableCidrs: ['10.0.0.0/8'],
    shareWith: ['organization'],
    attachments: [],
    endpoints: [],
    vpnGatewayAsn: 65000,
    organizationalUnits: [],
    guardrails: [...GUARDRAILS],
    guardrailTargets: [],
    consoleEditTargets: [],
    allowedRegions: defaultRegions(region),
    organizationFeatures: [],
    accounts: [],
    assignments: [],
    certificate: false,
    dnssec: false,
    dnsQueryLogs: false,
    images: [],
    imageScanning: 'basic' as const,
    cachedRegistries: [],
    issuer: 'token.actions.githubusercontent.com',
    config: true,
    guardDuty: true,
  }),
  example: () => ({
    cidr: '10.0.0.0/16',
    organizationId: 'o-a1b2c3d4e5',
    managementAccount: '123456789012',
    domain: 'example.com',
    images: [{ name: 'platform/base', publisher: 'acme/images' }],
  }),
  check: checkLandingZone,
  fixed: landingZoneFixed,
  sizes: {
    small: {},
    organization: {
      hub: false,
      images: [],
      organizationParent: 'r-ab12',
      organizationalUnits: ['Workloads'],
      guardrailTargets: ['r-ab12'],
      organizationFeatures: ['trail'],
      identityCenterArn: EXAMPLE_INSTANCE,
      assignments: [
        {
          permissionSet: 'read-only',
          groupId: '11112222-3333-4444-5555-666677778888',
          accounts: ['123456789012'],
        },
      ],
    },
    management: {
      hub: false,
      images: [],
      config: false,
      organizationParent: 'r-ab12',
      organizationalUnits: ['Production', 'Non-production'],
      accounts: [
        {
          name: 'production',
          email: 'aws+production@example.com',
          organizationalUnit: 'Production',
        },
        {
          name: 'staging',
          email: 'aws+staging@example.com',
          organizationalUnit: 'Non-production',
        },
        {
          name: 'shared-services',
          email: 'aws+shared-services@example.com',
          organizationalUnit: 'r-ab12',
        },
      ],
      guardrailTargets: ['r-ab12'],
      consoleEditTargets: ['ou-ab12-cd34ef56'],
    },
    large: {
      availabilityZones: 3,
      natGateways: 'per-zone',
      reachableCidrs: ['10.0.0.0/8', '172.16.0.0/12'],
      attachments: [
        { attachmentId: 'tgw-attach-0123456789abcdef0', group: 'production' },
        {
          attachmentId: 'tgw-attach-0123456789abcdef1',
          group: 'non-production',
        },
        { attachmentId: 'tgw-attach-0123456789abcdef2', group: 'external' },
      ],
      endpoints: [...HUB_ENDPOINTS],
      vpnGatewayIp: '203.0.113.10',
      organizationParent: 'r-ab12',
      organizationalUnits: ['Workloads', 'Sandbox'],
      guardrailTargets: ['ou-ab12-cd34ef56'],
      organizationFeatures: [...ORGANIZATION_FEATURES],
      identityCenterArn: EXAMPLE_INSTANCE,
      assignments: [
        {
          permissionSet: 'platform-admin',
          groupId: '11112222-3333-4444-5555-666677778888',
          accounts: ['123456789012', '777788889999'],
        },
        {
          permissionSet: 'developer',
          groupId: '11112222-3333-4444-5555-666677779999',
          accounts: ['111122223333', '444455556666'],
        },
      ],
      certificate: true,
      dnssec: true,
      dnsQueryLogs: true,
      privateDomain: 'internal.example.com',
      images: [
        { name: 'platform/base', publisher: 'acme/images' },
        { name: 'platform/node', publisher: 'acme/images' },
        { name: 'modules/network', publisher: 'acme/modules' },
      ],
      imageScanning: 'enhanced',
      cachedRegistries: ['ecr-public', 'kubernetes', 'quay'],
    },
  },
});
